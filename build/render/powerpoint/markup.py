"""Small words of the file format, and elements read from its text.

python-pptx owns the package, the slides, charts, tables, media and notes. What its classes have no name for
(theme tints, exact curves, real bullets, shadows) is written as text and read by its own parser.
"""

from __future__ import annotations

from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

EMU_PER_INCH = 914_400
EMU_PER_POINT = 12_700

_HEAD, _TAIL = f"<p:x {nsdecls('a', 'c', 'p', 'r')}>", "</p:x>"


def elements(xml: str) -> list[Any]:
    """The elements that some text of the format describes, as python-pptx's own classes."""
    return list(parse_xml(_HEAD + xml + _TAIL))


def element(xml: str) -> Any:
    """The one element that some text of the format describes."""
    return parse_xml(_HEAD + xml + _TAIL)[0]


def exchange(parent: Any, xml: str) -> None:
    """Put the children that `xml` describes in the places of those of the same kind."""
    for child in elements(xml):
        parent.replace(parent.find(child.tag), child)


def emu(inches: float) -> int:
    """Inches in the format's unit."""
    return round(inches * EMU_PER_INCH)


def points(value: float) -> int:
    """Points in hundredths, as text sizes and spacings are written."""
    return round(value * 100)
