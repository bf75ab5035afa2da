"""Formulas as PowerPoint's equations: what they become, and that they can be read back."""

from __future__ import annotations

import re

import pytest
from known_formulas import FORMULAS
from lxml import etree

from build.drawing.math_plain import math_plain
from build.drawing.mathml import FormulaError, OfficeError
from build.drawing.omml import omml
from build.drawing.omml_latex import latex_of

_AROUND = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:a="a"'


def bare(italic: bool, bold: bool, color: str) -> str:
    return f'<a:rPr c="{color}"/>' if color else ""


def made(latex: str, *, apart: bool = True) -> str:
    written = omml(latex, bare, apart=apart).replace("<m:ctrlPr></m:ctrlPr>", "")
    return re.sub(r"<m:(\w+)Pr></m:\1Pr>", "", written)


def read(equation: str) -> str:
    return latex_of(etree.fromstring(f"<x {_AROUND}>{equation}</x>"))


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_an_equation_that_says_the_same_when_it_is_read_back(name: str, apart: bool) -> None:
    latex = FORMULAS[name]
    once = read(omml(latex, bare, apart=apart))
    assert read(omml(once, bare, apart=apart)) == once
    if not math_plain(latex).startswith(latex[:3]):  # else it is no text in a line
        assert math_plain(once) == math_plain(latex)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("E = mc^2", "<m:r><m:t>𝐸=𝑚</m:t></m:r><m:sSup><m:e><m:r><m:t>𝑐</m:t></m:r></m:e>"
         "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"),
        (r"\frac{a}{\sin x}", "<m:f><m:num><m:r><m:t>𝑎</m:t></m:r></m:num><m:den><m:func><m:fName>"
         '<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t>sin</m:t></m:r></m:fName><m:e><m:r><m:t>𝑥</m:t></m:r></m:e>'
         "</m:func></m:den></m:f>"),
        (r"\text{if }\textcolor{gold}{h}", '<m:r><m:rPr><m:nor/></m:rPr><m:t xml:space="preserve">if\u00a0</m:t></m:r>'
         '<m:r><a:rPr c="gold"/><m:t>ℎ</m:t></m:r>'),
    ],
)  # fmt: skip
def test_letters_are_those_of_mathematics_and_upright_where_latex_sets_them_so(latex: str, expected: str) -> None:
    assert made(latex) == f"<m:oMath>{expected}</m:oMath>"


def test_limits_stand_below_where_there_is_room_and_fractions_of_a_line_have_a_slash() -> None:
    total, limit = r"\sum_{i} x", r"\lim_{n} x"
    assert '<m:limLoc m:val="undOvr"/>' in made(total)
    assert '<m:limLoc m:val="subSup"/>' in made(total, apart=False)
    assert '<m:limLoc m:val="subSup"/>' in made(r"\int_0^1 x")
    assert "limLow" in made(limit)
    assert "limLow" not in made(limit, apart=False)
    assert '<m:type m:val="lin"/>' in made(r"\frac{a+b}{c}", apart=False)
    assert read(made(r"\frac{a+b}{c}", apart=False)) == r"\frac{a+b}{c}"


@pytest.mark.parametrize(
    ("latex", "message", "at"),
    [
        (r"a + \foo{x}", r"unknown command \foo in the formula 'a + \foo{x}'", r"\foo"),
        (r"\def\a{b}\a", r"unknown command \def in the formula '\def\a{b}\a'", r"\def"),
        (r"\input{x}", r"unknown command \input in the formula '\input{x}'", r"\input"),
        (r"\frac{1}{2", r"cannot read the formula '\frac{1}{2': a brace is missing", ""),
        ("", "cannot read the formula '': no available tokens", ""),
        ("a" * 10_000, "the formula is too long: it has 10,000 characters, and 1,000 are read", ""),
    ],
)
def test_what_is_no_formula_is_said_with_the_part_that_is_meant(latex: str, message: str, at: str) -> None:
    with pytest.raises(FormulaError) as found:
        omml(latex, bare, apart=True)
    assert (str(found.value), found.value.at) == (message, at)


def test_what_powerpoint_has_nothing_for_is_an_error_of_its_own() -> None:
    with pytest.raises(OfficeError, match="no lines between the rows and columns of a matrix"):
        omml(r"\begin{array}{l|r} a & b \end{array}", bare, apart=True)
