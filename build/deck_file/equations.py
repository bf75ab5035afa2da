"""Equations in a slide's shapes ([MS-ODRAWXML] 2.2.3, `m`), and what programs show that know none.

A shape that holds one stands in alternatives, as PowerPoint writes it: the choice has the equation, the fallback its
letters or its curves. LibreOffice (to 25.8 at least) chooses by the prefix's name alone, and leaves equations out of a
text that it then takes; so the namespace has a name of ours, by which all programs that go after it find it as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from build.drawing.math_plain import math_plain, plain_script
from build.drawing.math_text import math_runs
from build.drawing.mathml import FormulaError
from build.drawing.omml_latex import latex_of
from build.drawing.page import Script, TextStyle

DRAWING = "http://schemas.microsoft.com/office/drawing/2010/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
EQUATION = f"{{{DRAWING}}}m"
ALTERNATIVES = f"{{{_COMPATIBLE}}}AlternateContent"
_CHOICE, _FALLBACK = f"{{{_COMPATIBLE}}}Choice", f"{{{_COMPATIBLE}}}Fallback"
PREFIX = "eq"
NAMESPACES = f'xmlns:{PREFIX}="{DRAWING}" xmlns:m="{MATH}"'
MARK = "\u2063"  # invisible, around an equation's letters: by it they are known again after another program
_RUN, _RUN_PROPERTIES, _TEXT = qn("a:r"), qn("a:rPr"), qn("a:t")
_LATIN, _FRAME, _NAME = qn("a:latin"), qn("a:xfrm"), qn("p:cNvPr")
_SHAPES = (qn("p:sp"), qn("p:graphicFrame"))
_BODY, _GROUP, _PARAGRAPH = qn("p:txBody"), qn("p:grpSp"), qn("a:p")
_BASELINES = {"super": "30000", "sub": "-15000"}
_FACE = "+mj-lt"  # of letters in the place of an equation
_MARKED = re.compile(f"({MARK})")


def equation_xml(math: str, *, apart: bool) -> str:
    """`a14:m` around an `m:oMath`; `apart` as a paragraph of its own, in the middle."""
    if apart:
        math = f'<m:oMathPara><m:oMathParaPr><m:jc m:val="center"/></m:oMathParaPr>{math}</m:oMathPara>'
    return f"<{PREFIX}:m {NAMESPACES}>{math}</{PREFIX}:m>"


# ---- alternatives -------------------------------------------------------------------------------------
def wrapped(shape: Any, fallback: Any = None) -> Any:
    """A shape as it may stand on a slide: with equations in it in alternatives. It leaves its parent.

    `fallback` is what stands for it; without one its text with the equations' letters.
    """
    if shape.tag not in _SHAPES or next(shape.iter(EQUATION), None) is None:
        return shape
    other = without_equations(shape) if fallback is None else fallback
    alternatives = etree.Element(ALTERNATIVES, nsmap={"mc": _COMPATIBLE})
    choice = etree.SubElement(alternatives, _CHOICE, nsmap={PREFIX: DRAWING})
    choice.set("Requires", PREFIX)
    choice.append(shape)
    etree.SubElement(alternatives, _FALLBACK).append(other)
    return alternatives


def shape_in(child: Any) -> Any:
    """The shape with an equation that stands in alternatives; any other child as it is."""
    if child.tag != ALTERNATIVES or not len(child) or not len(child[0]):
        return child
    shape = child[0][0]
    return shape if shape.tag in _SHAPES and next(shape.iter(EQUATION), None) is not None else child


def unwrap(tree: Any) -> dict[tuple[str, str], Any]:
    """Take shapes with equations out of their alternatives, wherever they stand below; gives the drawn fallbacks.

    They are found by the shape's name and its equation.
    """
    drawn = {}
    for alternatives in list(tree.iter(ALTERNATIVES)):
        shape = shape_in(alternatives)
        if shape is alternatives:
            continue
        other = next((each[0] for each in alternatives.iterchildren(_FALLBACK) if len(each)), None)
        if other is not None and (key := _drawn_as(shape)):
            drawn[key] = other
        alternatives.addprevious(shape)
        alternatives.getparent().remove(alternatives)
    return drawn


def wrap(tree: Any, drawn: dict[tuple[str, str], Any]) -> None:
    """Put them into alternatives again; curves stand for an equation that is as it was when they were drawn."""
    for shape in [each for each in tree.iter(*_SHAPES) if next(each.iter(EQUATION), None) is not None]:
        other = drawn.get(_drawn_as(shape) or ("", ""))
        mark = etree.Element("here")
        shape.addprevious(mark)
        mark.getparent().replace(mark, wrapped(shape, None if other is None else _in_place(deepcopy(other), shape)))


def _drawn_as(shape: Any) -> tuple[str, str] | None:
    """The name and the equation of a shape that holds nothing else."""
    equation = sole_equation(shape)
    return None if equation is None else (shape[0][0].get("name", ""), latex_of(equation))


def sole_equation(shape: Any) -> Any:
    """The equation that is all of a shape's text, or None."""
    body = next(shape.iterchildren(_BODY), None)
    if body is None:
        return None
    found = list(body.iter(EQUATION))
    alone = len(found) == 1 and next(body.iter(_RUN), None) is None
    return found[0] if alone and next(found[0].iter(f"{{{MATH}}}oMathPara"), None) is not None else None


def _in_place(other: Any, shape: Any) -> Any:
    """A fallback with the shape's number, name and alt text, and where that stands."""
    for name, value in shape[0][0].attrib.items():
        other[0][0].set(name, value)
    frame, own = shape.spPr.find(_FRAME), next(other.iter(_FRAME))
    if frame is not None:
        for mine, its in zip(own, frame, strict=False):
            mine.attrib.update(its.attrib)
    return other


# ---- letters ------------------------------------------------------------------------------------------
def without_equations(shape: Any) -> Any:
    """A copy of a shape with letters in the places of its equations."""
    copy = deepcopy(shape)
    for equation in list(copy.iter(EQUATION)):
        for run in _runs(equation):
            equation.addprevious(run)
        equation.getparent().remove(equation)
    return copy


def _runs(equation: Any) -> Iterator[Any]:
    latex, properties = latex_of(equation), properties_of(equation)
    try:
        letters = [(run.text, run.style.italic, run.style.bold, run.style.script) for run in math_runs(latex, _ANY)]
    except FormulaError:
        letters = [(latex, False, False, "")]
    for i, (text, italic, bold, script) in enumerate(letters):
        run = etree.Element(_RUN)
        own = etree.SubElement(run, _RUN_PROPERTIES) if properties is None else deepcopy(properties)
        run.append(own)
        own.attrib.pop("i", None)
        if italic:
            own.set("i", "1")
        if bold:
            own.set("b", "1")
        if script:
            own.set("baseline", _BASELINES[script])
        for face in own.iterchildren(_LATIN):
            for name in list(face.attrib):
                face.attrib.pop(name)
            face.set("typeface", _FACE)
        marks = MARK * (i == 0), MARK * (i == len(letters) - 1)
        etree.SubElement(run, _TEXT).text = text.join(marks)
        yield run


_ANY = TextStyle(16)


def properties_of(equation: Any) -> Any:
    """How the letters of an equation look, as its first run says; None where none does."""
    return next(equation.iter(_RUN_PROPERTIES), None)


def said(equation: Any) -> str:
    """An equation as text: its letters between marks, one word for all who compare texts."""
    return f"{MARK}{math_plain(latex_of(equation))}{MARK}"


def unmarked(text: str) -> str:
    """Text without the marks of equations."""
    return text.replace(MARK, "")


def rejoined(runs: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The runs of a paragraph, each with its text; letters between two marks are one text, as an equation's are."""
    within: list[tuple[str, Any]] | None = None
    for text, run in runs:
        if MARK not in text or run.tag == EQUATION:
            if within is None:
                yield text, run
            else:
                within.append((text, run))
            continue
        for part in _MARKED.split(text):
            if part != MARK:
                if part and within is None:
                    yield part, run
                elif part and within is not None:
                    within.append((part, run))
            elif within is None:
                within = []
            else:
                yield f"{MARK}{_small(within)}{MARK}", within[0][1] if within else run
                within = None
    yield from within or ()


def _small(letters: Sequence[tuple[str, Any]]) -> str:
    """Letters of runs as `math_plain` writes raised and lowered ones."""
    groups = groupby(letters, key=lambda part: _script(part[1]))
    return "".join(plain_script("".join(text for text, _ in group), script) for script, group in groups)


def _script(run: Any) -> Script:
    properties = next(run.iterchildren(_RUN_PROPERTIES), None)
    height = 0 if properties is None else int(properties.get("baseline", "0").rstrip("%") or 0)
    return "super" if height > 0 else "sub" if height < 0 else ""
