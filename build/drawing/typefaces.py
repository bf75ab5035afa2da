"""Which font draws which characters: each has the text's own where that has it, and its neighbours keep theirs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from build.drawing.glyphs import characters
from build.theme.fonts import MissingFontError, find_font
from build.theme.installed_fonts import Typeface, faces_with

SYMBOLS = "DejaVu Sans"  # has the signs that the others lack
_EUROPEAN_END = "\u058f"  # behind it the letters of scripts that SYMBOLS has but for want of a better one
_ZWJ = "\u200d"
_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # of a skin, behind an emoji
_FLAGS = range(0x1F1E6, 0x1F200)  # two of these are a flag


class Stretch(NamedTuple):
    """Characters that one font draws; `face` is None where it is the text's own, `missing` where no font has them."""

    text: str
    face: Typeface | None = None
    missing: bool = False


@lru_cache(maxsize=64)
def own_file(family: str, *, bold: bool, italic: bool) -> Path:
    """The file of a style; that of the regular one where a family has no such style. Raises MissingFontError."""
    try:
        return find_font(family, f"{'Bold' * bold}{'Italic' * italic}" or "Regular")
    except MissingFontError:
        return find_font(family)


@lru_cache(maxsize=2**12)
def stretches(text: str, family: str, bold: bool, italic: bool, language: str) -> tuple[Stretch, ...]:
    """A text cut where its font changes."""
    own = characters(own_file(family, bold=bold, italic=italic))
    if own.issuperset(text):
        return (Stretch(text),)
    found: list[Stretch] = []
    for cluster in clusters(text):
        stretch = _set(cluster, own, bold, language)
        last = found[-1] if found else None
        if last and last[1:] == stretch[1:]:
            found[-1] = last._replace(text=last.text + cluster)
        else:
            found.append(stretch)
    return tuple(found)


def _set(cluster: str, own: frozenset[str], bold: bool, language: str) -> Stretch:
    needed = [character for character in cluster if is_drawn(character)]
    if own.issuperset(needed):
        return Stretch(cluster)
    face = _fallback("".join(needed), bold, language)
    return Stretch(cluster, face, missing=face is None)


@lru_cache(maxsize=2**12)
def _fallback(needed: str, bold: bool, language: str) -> Typeface | None:
    """The first font that has all of some characters: that of symbols, but for letters of other scripts those of this
    machine that are made for them, then the others."""
    return next((face for face in _others(needed[0], bold, language) if face_has(face, needed)), None)


def _others(character: str, bold: bool, language: str) -> Iterator[Typeface]:
    if unicodedata.category(character)[0] in "LM" and character > _EUROPEAN_END:
        yield from filter(_is_for_words, faces_with(character, bold=bold, language=language))
    for style in ("Bold", "Regular") if bold else ("Regular",):
        try:
            yield Typeface(SYMBOLS, find_font(SYMBOLS, style))
        except MissingFontError:
            continue
    yield from faces_with(character, bold=bold, language=language)


def _is_for_words(face: Typeface) -> bool:
    """Whether letters are as wide as they are, and not all alike, in a font that is not that of symbols."""
    return not face.family.startswith(SYMBOLS) and "Mono" not in face.family.split()


def face_has(face: Typeface, text: str) -> bool:
    return characters(face.path, face.index).issuperset(text)


@lru_cache(maxsize=2**12)
def is_drawn(character: str) -> bool:
    """Whether a character needs a glyph: spaces, a newline and what joins, directs or varies others do not."""
    if unicodedata.category(character) in ("Zs", "Cf") or character == "\n":
        return False
    return not (0xFE00 <= ord(character) < 0xFE10 or 0xE0100 <= ord(character) < 0xE01F0 or character in "\u034f\u3164")


def clusters(text: str) -> Iterator[str]:
    """Characters with the marks, joiners and tones behind them, which one font must draw together."""
    start = 0
    for at in range(1, len(text)):
        before, here = text[at - 1], text[at]
        joined = (
            unicodedata.category(here)[0] == "M"
            or unicodedata.category(here) == "Cf"
            or here in _TONES
            or (before == _ZWJ and here > "\u2000")
            or (ord(here) in _FLAGS and ord(before) in _FLAGS and (at - start) % 2 == 1)
        )
        if not joined:
            yield text[start:at]
            start = at
    if text:
        yield text[start:]
