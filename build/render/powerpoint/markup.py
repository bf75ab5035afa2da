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

# XML 1.0 has no way to write most control characters, half a surrogate pair, or the two non-characters.
_FORBIDDEN = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_CLEAN: dict[int, None] = dict.fromkeys(_FORBIDDEN)
_ESCAPES: dict[int, str | None] = {
    **_CLEAN,
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("\n"): "&#10;",
    ord("\r"): "&#13;",
}


def clean(text: str) -> str:
    """Text without the characters that XML cannot hold, for python-pptx to escape."""
    return text.translate(_CLEAN)


def escape(text: str) -> str:
    """Text as element content or attribute value; characters that XML cannot hold are left out."""
    return text.translate(_ESCAPES)


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
