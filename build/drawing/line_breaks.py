"""Where a line of text may end, as viewers end it.

Between letters of European scripts that is at spaces, after a hyphen before a letter, after a dash or a soft hyphen
(which only then is seen), and at a newline, which is what PowerPoint and LibreOffice do with them; beside any other
letter it is what UAX 14 says, with ICU's dictionaries for Thai, Lao, Khmer and Burmese. Korean decks keep their words
whole, as PowerPoint does where `eaLnBrk` says so: their syllables are as European letters. An address wider than its
column ends a line after `/ ? &`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

# What a line may end behind: spaces, a dash, a soft hyphen, a hyphen between letters or behind a digit; or a newline.
_BREAK = re.compile(r"\n| +|[–—]+ *|\xad|(?<=\w)[-‐](?=[^\W\d])")
# Letters whose lines end as above: Latin, Greek, Cyrillic, Armenian, Georgian, and the signs beside them.
_EUROPEAN = "\x00-\u058f\u10a0-\u10ff\u1c90-\u1cbf\u1d00-\u200a\u200c-\u2bff\u2c60-\u2c7f" + (
    "\ua640-\ua69f\ua720-\ua7ff\ufb00-\ufb06"
)
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_OTHER = re.compile(f"[^{_EUROPEAN}]")
_OTHER_IN_KOREAN = re.compile(f"[^{_EUROPEAN}{_HANGUL}]")
_ADDRESS = re.compile(r"(?i:https?://|ftp://|mailto:|www\.)[^\s<>\u2e80-\uffef]+")
_IN_ADDRESS = re.compile(r"(?<=[^:/][/?&])(?=[^/?&])")
_BROKEN = re.compile(r"(?<=[/?&-])\n")  # where an address was broken
SOFT = "\u00ad"  # a hyphen that is seen where a line ends behind it
_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no text, for ICU
_STRICT = "ja@lb=strict"  # no line begins with a small kana or a lengthened vowel, in Japanese and elsewhere alike


class Piece(NamedTuple):
    """Text that stays on one line, its end spaces with it; a newline ends a line, any other end may."""

    text: str
    end: str


def keeps_words(language: str) -> bool:
    """Whether words of Hangul stay whole in a language: in Korean, which has spaces."""
    return language.casefold().split("-")[0] == "ko"


def pieces(text: str, *, whole: bool = False) -> tuple[Piece, ...]:
    """Parts of a text with what ends them: a newline (which is left out), another break, or nothing.

    `whole` keeps words of Hangul so.
    """
    other = _OTHER_IN_KOREAN if whole else _OTHER
    return tuple(_pieces_of_any_script(text, other) if other.search(text) else _pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    start = 0
    for found in _BREAK.finditer(text):
        newline = found[0] == "\n"
        yield Piece(text[start : found.start() if newline else found.end()], found[0])
        start = found.end()
    if start < len(text):
        yield Piece(text[start:], "")


def _pieces_of_any_script(text: str, other: re.Pattern[str]) -> Iterator[Piece]:
    from icu4py.breakers import LineBreaker

    own = {found.end() for found in _BREAK.finditer(text)}
    ends, at = set(), 0
    for segment in LineBreaker(_HALF.sub("\ufffd", text), _STRICT):
        at += len(segment)
        ends.add(at)
    start = 0
    for end in range(1, len(text)):
        beside = text[end - 1 : end + 1]
        if end in (ends if other.search(beside) else own) or beside[0] == "\n":
            piece = text[start:end]
            yield Piece(piece.removesuffix("\n"), "\n" if piece.endswith("\n") else piece[-1:])
            start = end
    piece = text[start:]
    if piece.endswith("\n"):
        yield Piece(piece[:-1], "\n")
    elif piece:
        yield Piece(piece, "")


def addresses(text: str) -> list[tuple[int, int]]:
    """From where to where web addresses stand in a text."""
    return [found.span() for found in _ADDRESS.finditer(text)] if ":" in text or "www." in text else []


def parts_of_address(part: str) -> list[str]:
    """The parts of an address, or of a part of one, each of which may end a line."""
    return [piece for piece in _IN_ADDRESS.split(part) if piece]


def widest_part(text: str) -> str:
    """The longest part of a text that does not break; where it is an address's, the whole address."""
    whole = _BROKEN.sub("", text)
    spans, at, found = deque(addresses(whole)), 0, [("", "")]
    for piece, end in pieces(whole, whole=True):
        while spans and spans[0][1] <= at:
            spans.popleft()
        around = whole[slice(*spans[0])] if spans and spans[0][0] <= at else ""
        parts = parts_of_address(piece) if around else [piece]
        found.append(max(((part.strip(), around) for part in parts), key=lambda part: len(part[0])))
        at += len(piece) + (end == "\n")
    longest, around = max(found, key=lambda part: len(part[0]))
    return around or longest
