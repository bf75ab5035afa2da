"""Text as XML takes it."""

from __future__ import annotations

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
    """Text without the characters that XML cannot hold, for others to escape."""
    return text.translate(_CLEAN)


def escape(text: str) -> str:
    """Text as element content or attribute value; characters that XML cannot hold are left out."""
    return text.translate(_ESCAPES)
