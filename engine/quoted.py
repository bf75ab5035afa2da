"""A user's words as messages quote them."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"  # of letters and emoji, which fall apart without


def quoted(text: str) -> str:
    """A text in quotation marks, as it is written, in one line: what nobody can see is named, `‹U+202E›`."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return mark + "".join(map(_seen, text)) + mark


def in_one_line(text: str) -> str:
    """Somebody else's words without quotation marks, in one line that no terminal takes for a command."""
    return "".join(map(_seen, " ".join(text.split())))


def _seen(letter: str) -> str:
    if letter.isprintable() or letter in _JOINERS or unicodedata.category(letter) == "Zs":
        return letter
    return " " if letter.isspace() else f"‹U+{ord(letter):04X}›"
