"""Equations of office programs as LaTeX, by what ECMA-376 (part 1, 22.1) says of each element."""

from __future__ import annotations

import pytest
from lxml import etree

from build.drawing.mathml import read_latex
from build.drawing.omml_latex import MATH, latex_of


def _r(letters: str) -> str:
    return f"<m:r><m:t>{letters}</m:t></m:r>"


def _p(letters: str) -> str:
    """Letters that stand upright."""
    return f'<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t>{letters}</m:t></m:r>'


def _of(name: str, properties: str = "", **parts: str) -> str:
    inside = "".join(f"<m:{part}>{said}</m:{part}>" for part, said in parts.items())
    return f"<m:{name}>{f'<m:{name}Pr>{properties}</m:{name}Pr>' if properties else ''}{inside}</m:{name}>"


def _formula(inside: str) -> etree._Element:
    return etree.fromstring(f'<m:oMath xmlns:m="{MATH}">{inside}</m:oMath>')


@pytest.mark.parametrize(
    ("inside", "latex"),
    [
        (_r("E=m") + _of("sSup", e=_r("c"), sup=_r("2")), "E=mc^{2}"),
        (_of("f", num=_r("a"), den=_r("b")), r"\frac{a}{b}"),
        (_of("f", '<m:type m:val="lin"/>', num=_r("a"), den=_r("b")), r"\frac{a}{b}"),
        (_of("rad", deg="", e=_r("x")), r"\sqrt{x}"),
        (_of("rad", deg=_r("3"), e=_r("x")), r"\sqrt[3]{x}"),
        (_of("sSubSup", e=_r("x"), sub=_r("i"), sup=_r("2")), "x_{i}^{2}"),
        (_of("nary", '<m:chr m:val="∑"/>', sub=_r("i=1"), sup=_r("n"), e=_r("i")), r"\sum_{i=1}^{n}i"),
        (_of("nary", sub=_r("0"), sup=_r("1"), e=_r("x")), r"\int_{0}^{1}x"),
        (_of("d", e=_r("x+1")), r"\left( x+1 \right)"),
        (_of("d", '<m:begChr m:val="{"/><m:endChr m:val=""/>', e=_r("x")), r"\left\{ x \right."),
        (_of("func", fName=_r("sin"), e=_r("θ")), r"\sin\theta"),
        (_of("acc", '<m:chr m:val="⃗"/>', e=_r("v")), r"\vec{v}"),
        (_of("bar", '<m:pos m:val="top"/>', e=_r("x")), r"\overline{x}"),
        (_of("limLow", e=_r("lim"), lim=_r("x→0")), r"\lim_{x\to0}"),
        ("<m:m><m:mr><m:e>" + _r("a") + "</m:e><m:e>" + _r("b") + "</m:e></m:mr></m:m>",
         r"\begin{matrix} a & b \end{matrix}"),
        (_r("50%"), r"50\%"),
        (_of("f", '<m:type m:val="noBar"/>', num=_r("a"), den=_r("b")), r"{a \atop b}"),
        (_of("func", fName=_p("arg"), e=_r("z")), r"\arg z"),
        (_of("limLow", e=_p("a") + _of("limLow", e=_p("b"), lim=_r("c")), lim=_r("d")),
         r"\underset{d}{\operatorname{a}\operatorname{b}_{c}}"),
        (_r("x\u0306"), "x\u0306"),
    ],
)  # fmt: skip
def test_an_element_is_written_as_latex_that_is_read_again(inside: str, latex: str) -> None:
    assert latex_of(_formula(inside)) == latex
    assert read_latex(latex) is not None
