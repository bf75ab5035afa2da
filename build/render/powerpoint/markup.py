"""Small words of the file format: escaped text, lengths, namespaces.

Slides are written as text, not through an object tree: what a page needs is known before it is drawn, a
slide takes the same time whichever it is, and the bytes are ours to keep equal.
"""

from __future__ import annotations

EMU_PER_INCH = 914_400
EMU_PER_POINT = 12_700

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)

# XML 1.0 has no way to write most control characters, half a surrogate pair, or the two non-characters.
_FORBIDDEN = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_ESCAPES: dict[int, str | None] = {
    **dict.fromkeys(_FORBIDDEN),
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("\n"): "&#10;",
    ord("\r"): "&#13;",
}


def escape(text: str) -> str:
    """Text as element content or attribute value; characters that XML cannot hold are left out."""
    return text.translate(_ESCAPES)


def emu(inches: float) -> int:
    """Inches in the format's unit."""
    return round(inches * EMU_PER_INCH)


def points(value: float) -> int:
    """Points in hundredths, as text sizes and spacings are written."""
    return round(value * 100)
