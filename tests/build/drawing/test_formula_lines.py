"""A formula may break before a relation or a sum, never in brackets, and loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.drawing.formula_lines import parts


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("a+b=c-d", ["a", "+b", "=c", "-d"]),
        ("x=-1", ["x", "=-1"]),
        ("-a + b", ["-a", "+ b"]),
        (r"f(x+1) \le \left(a+b\right)", ["f(x+1)", r"\le \left(a+b\right)"]),
        (r"\frac{a+b}{c} \rightarrow d^+", [r"\frac{a+b}{c}", r"\rightarrow d^+"]),
        (r"\left[a+b\right]+c=\{1+2\}", [r"\left[a+b\right]", "+c", r"=\{1+2\}"]),
        (r"\begin{aligned}a&=b\\c&=d\end{aligned}", [r"\begin{aligned}a&=b\\c&=d\end{aligned}"]),
        ("abc", ["abc"]),
    ],
)
def test_it_breaks_where_one_breaks_a_formula(latex: str, expected: list[str]) -> None:
    assert [part for part, _ in parts(latex)] == expected


def test_a_part_says_whether_a_relation_begins_it() -> None:
    assert [relation for _, relation in parts("a+b=c")] == [False, False, True]


@given(st.text(alphabet="ab+-=<>^_{}()[]\\ leftrigh", max_size=40))
def test_no_sign_is_lost(latex: str) -> None:
    assert "".join("".join(part for part, _ in parts(latex)).split()) == "".join(latex.split())
