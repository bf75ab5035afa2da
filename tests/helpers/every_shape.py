"""The shapes of a slide as python-pptx has them, and those with equations, in alternatives that it skips."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.oxml.ns import qn
from pptx.shapes.shapetree import SlideShapeFactory

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
EQUATION = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def every_shape(shapes: Any) -> Iterator[Any]:
    """The shapes of a slide or of a group, in their order."""
    known = {shape._element: shape for shape in shapes}
    for element in shapes._spTree if hasattr(shapes, "_spTree") else shapes._element:
        if element in known:
            yield known[element]
        elif element.tag == _ALTERNATIVES:
            yield SlideShapeFactory(element[0][0], shapes)


def is_equation(shape: Any) -> bool:
    """Whether a shape holds a formula that is set apart, and nothing else."""
    return next(shape._element.iter(f"{MATH}oMathPara"), None) is not None


def paragraph_text(paragraph: Any) -> str:
    """The words of an `a:p` with the letters of its equations; fractions and the like are parted."""
    parts = []
    for child in paragraph:
        if child.tag == EQUATION:
            parts.append(_letters(child))
        elif child.tag in (qn("a:r"), qn("a:fld")):
            parts.append(child.findtext(qn("a:t")) or "")
        elif child.tag == qn("a:br"):
            parts.append("\v")
    return "".join(parts)


def texts_of(body: Any) -> list[str]:
    """The paragraphs of a text."""
    return [paragraph_text(paragraph) for paragraph in body.iterchildren(qn("a:p"))]


def _letters(element: Any) -> str:
    own = element.text or "" if element.tag == f"{MATH}t" else ""
    parts = [own, *(_letters(child) for child in element)]
    return f"{' ' * (element.tag in (f'{MATH}num', f'{MATH}den'))}{''.join(parts)}"
