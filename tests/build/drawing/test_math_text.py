"""Formulas inside a line: serif runs with real scripts, said the same to who hears them; what is too high is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from build.drawing.math_plain import math_plain
from build.drawing.math_text import TallError, math_runs
from build.drawing.mathml import FormulaError, read_latex
from build.drawing.page import TextStyle

STYLE = TextStyle(20, "navy", bold=False)


def shown(latex: str) -> str:
    """Italic letters between slashes, scripts in brackets; ties as spaces."""
    parts = []
    for run in math_runs(latex, STYLE):
        words = f"/{run.text}/" if run.style.italic else run.text
        parts.append(f"[{run.style.script} {words}]" if run.style.script else words)
    return "".join(parts).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x_1^2", "/x/[sub 1][super 2]"),
        ("E=mc^2", "/E/ = /mc/[super 2]"),
        (r"\frac{dN}{dt} = rN(1-\frac{N}{K})", "/dN///dt/ = /rN/(1 − /N///K/)"),
        (r"\frac{a+b}{2c}", "(/a/ + /b/)/(2/c/)"),
        (r"\mathrm{H_2O}", "H[sub 2]O"),
        (r"25\,^\circ\mathrm{C}", "25 °C"),
        ("10^{-3}", "10[super −3]"),
        ("-x + -3", "−/x/ + −3"),
        (r"\alpha \leq \sqrt{x+1}", "/α/ ≤ √(/x/ + 1)"),
        (r"2\sin x", "2 sin /x/"),
        (r"\Delta T \in \mathbb{R}", "Δ/T/ ∈ ℝ"),
        (r"\bar{x}'", "/x̄/′"),
        (r"\text{if } x>0", "if /x/ > 0"),
        ("1{,}000", "1,000"),
        (r"e^{-x^2}", "/e/[super −][super /x/][super ²]"),
        (r"\sqrt[3]{x}", "∛/x/"),
    ],
)
def test_a_formula_is_set_as_one_writes_it(latex: str, expected: str) -> None:
    assert shown(latex) == expected


def test_it_has_the_size_and_colour_of_its_line_in_the_face_of_titles() -> None:
    looks = {(run.style.size, run.style.color, run.style.face) for run in math_runs("x_1 + 2", STYLE)}
    assert looks == {(20, "navy", "display")}


def test_bold_letters_are_bold_and_so_is_all_in_a_bold_line() -> None:
    assert [(run.text, run.style.bold) for run in math_runs(r"\mathbf{x}y", STYLE)] == [("x", True), ("y", False)]
    assert all(run.style.bold for run in math_runs("a+b", TextStyle(20, bold=True)))


def test_a_line_may_end_before_a_relation_only() -> None:
    text = "".join(run.text for run in math_runs("a + b = c", STYLE))
    assert text.split(" ") == ["a\u00a0+\u00a0b", "=\u00a0c"]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x_1^2", "x₁²"), (r"a_{ij}", "aᵢⱼ"), (r"x^{AB}", "x^(AB)"), (r"\frac12", "1/2"), ("x^", "x^"),
        (r"A=\begin{pmatrix}a&b\\c&d\end{pmatrix}^T", "A = (a, b; c, d)^T"),
        (r"f(x)=\begin{cases}0&x<0\\1&x\ge0\end{cases}", "f(x) = {0, x < 0; 1, x ≥ 0"),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "a = b; = c"),
        (r"\underbrace{a+b}_{n}", "(a + b)⏟ₙ"), (r"\boxed{x}", "x"), (r"a_{i_Q}", "a_(i_Q)"),
        (r"\sqrt[n]{x+1}", "ⁿ√(x + 1)"), (r"x_{a_1^2}", "x_(a₁²)"),
    ],
)  # fmt: skip
def test_a_formula_says_itself_in_a_line(latex: str, expected: str) -> None:
    assert math_plain(latex) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1, 2; 3, 4)"), (r"\binom{n}{k}", "(n; k)"),
        (r"x^{A^B}", "x^(A^B)"), (r"\sqrt[5]{x}", "⁵√x"),
    ],
)  # fmt: skip
def test_what_is_higher_than_a_line_is_told_and_said_along_it(latex: str, expected: str) -> None:
    with pytest.raises(TallError, match="needs more height than a line"):
        math_runs(latex, STYLE)
    assert math_plain(latex) == expected


@given(st.text(alphabet="ab12+-=^_{}\\ fracsqt&()'", max_size=24))
@example("x<y & z")
@example("")
@example("\\frac")
@example(r"a\hspace{1cm}b")
@example(r"a\hspace\lim")
@example(r"\rule\quad+\dot\overline")
def test_anything_is_set_or_told(latex: str) -> None:
    assert isinstance(math_plain(latex), str)
    with suppress(FormulaError):
        assert "".join(run.text for run in math_runs(latex, STYLE)).strip()


def test_what_cannot_be_read_is_told_each_time() -> None:
    for _ in range(2):
        with pytest.raises(FormulaError, match=r"unknown command"):
            read_latex(r"\nothing x")
