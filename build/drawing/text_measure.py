"""How wide and how high text is, from the fonts' own metrics, before anything is drawn.

Widths are those of the metric twins of the theme's fonts (Carlito is as wide as Calibri, Caladea as
Cambria), shaped with kerning by Pillow's Raqm; a fixed pitch needs no font file. Breaks are those that
PowerPoint and LibreOffice make: at spaces, after a hyphen before a letter, after a dash, at a newline.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from build.drawing.page import Align, Box, Paragraph, Run, TextBox, TextStyle
from build.theme.choose import load_theme
from build.theme.fonts import find_font
from build.theme.tokens import Font, Fonts

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

RESERVE = 0.03  # of a line's width: viewers differ by a few tenths of a percent, substitutes by more
POINTS = 72.0  # an inch
UNITS = 1000  # the size, in pixels, at which a font is loaded; widths scale from there

# What a line may end behind: spaces, a dash, a hyphen between a letter or digit and a letter; or a newline.
_BREAK = re.compile(r"\n| +|[–—]+ *|(?<=\w)-(?=[^\W\d])")


# ---- widths -----------------------------------------------------------------------------------------
_fonts: ContextVar[Fonts] = ContextVar("fonts")
_widths: dict[tuple[Font, bool, bool, str], float] = {}


@contextmanager
def measured_in(fonts: Fonts) -> Iterator[None]:
    """Measure with these fonts; otherwise it is with those of the theme that was chosen."""
    before = _fonts.set(fonts)
    try:
        yield
    finally:
        _fonts.reset(before)


def fonts_in_use() -> Fonts:
    """The fonts that text is measured with now."""
    return _fonts.get(None) or load_theme().fonts


def width(text: str, style: TextStyle) -> float:
    """Inches that one line of text takes."""
    key = (getattr(fonts_in_use(), style.face), style.bold, style.italic, text)
    em = _widths.get(key)
    if em is None:
        em = _widths[key] = _em_width(*key)
    return (em * style.size + style.spacing * len(text)) / POINTS


def line_room(text: str, style: TextStyle) -> float:
    """Inches that a box needs to hold a text on one line: its width, with the reserve."""
    return sum(full for _, _, full in _words((Run(text, style),), fonts_in_use())) / (1 - RESERVE) + 0.001


def _em_width(font: Font, bold: bool, italic: bool, text: str) -> float:
    if font.advance:
        return float(font.advance * len(text))
    return _font(font.twin, bold, italic).getlength(text) / UNITS


@lru_cache(maxsize=32)
def _font(family: str, bold: bool, italic: bool) -> FreeTypeFont:
    from PIL import ImageFont

    style = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic"}.get(
        (bold, italic), "BoldItalic"
    )
    path = find_font(family, style)
    return ImageFont.truetype(str(path), UNITS, layout_engine=ImageFont.Layout.RAQM)


# ---- lines ------------------------------------------------------------------------------------------
def wrap(runs: Iterable[Run], width_in: float, *, reserve: float = RESERVE) -> tuple[str, ...]:
    """The lines that the runs take in a column of that width, kept `reserve` away from its edge."""
    limit = width_in * (1 - reserve) + 1e-6
    lines: list[str] = []
    line, used = "", 0.0
    for word, solid, full in _words(tuple(runs), fonts_in_use()):
        if word == "\n":
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
            continue
        if line and used + solid > limit:
            lines.append(line.rstrip(" "))
            line, used = "", 0.0
        if solid > limit:  # wider than the column: viewers break it anywhere
            parts = _cut(word, math.ceil(solid / limit))
            lines += parts[:-1]
            line, used = parts[-1], limit if solid == full else limit + full - solid
            continue
        line, used = line + word, used + full
    lines.append(line.rstrip(" "))
    return tuple(lines)


def wrap_runs(runs: Sequence[Run], width_in: float, *, reserve: float = RESERVE) -> list[tuple[Run, ...]]:
    """The same with the runs of each line; what stands between lines (spaces, a newline) is dropped."""
    whole = "".join(run.text for run in runs)
    lines, at = [], 0
    for line in wrap(runs, width_in, reserve=reserve):
        start = whole.index(line, at)
        at = start + len(line)
        lines.append(tuple(_between(runs, start, at)))
    return lines


def _between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """The runs of a stretch of their common text."""
    at = 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        if text:
            yield run if text == run.text else replace(run, text=text)
        at += len(run.text)


def _cut(word: str, parts: int) -> list[str]:
    """A word in about equal parts."""
    size = math.ceil(len(word) / parts)
    return [word[start : start + size] for start in range(0, len(word), size)]


@lru_cache(maxsize=4096)
def _words(runs: tuple[Run, ...], fonts: Fonts) -> tuple[tuple[str, float, float], ...]:
    """Unbreakable words over the borders of runs: text, width without and with its end spaces, in those fonts."""
    words: list[tuple[str, float, float]] = []
    word, before = "", 0.0
    for run in runs:
        for piece, ends in _pieces(run.text):
            full = width(piece, run.style)
            bare = piece.rstrip(" ")
            solid = before + (full if bare == piece else width(bare, run.style) if bare else 0.0)
            word, before = word + piece, before + full
            if ends and word:
                words.append((word, solid, before))
                word, before = "", 0.0
            if ends == "\n":
                words.append(("\n", 0.0, 0.0))
    if word:
        words.append((word, before, before))
    return tuple(words)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Parts of a text with what ends them: a newline (which is left out), another break, or nothing."""
    start = 0
    for found in _BREAK.finditer(text):
        newline = found[0] == "\n"
        yield text[start : found.start() if newline else found.end()], found[0]
        start = found.end()
    if start < len(text):
        yield text[start:], ""


def run_width(runs: Iterable[Run]) -> float:
    """Inches of all runs on one line."""
    return sum(width(run.text, run.style) for run in runs)


def widest_word(runs: Iterable[Run]) -> float:
    """Inches of the longest part that cannot be broken."""
    return max((solid for _, solid, _ in _words(tuple(runs), fonts_in_use())), default=0.0)


# ---- paragraphs -------------------------------------------------------------------------------------
def paragraph(
    runs: Sequence[Run],
    *,
    width: float,
    spacing: float = 1.1,
    align: Align = "left",
    before: float = 0.0,
    bullet: Literal["", "diamond", "dot", "number"] = "",
    indent: float = 0.0,
    reserve: float = RESERVE,
) -> Paragraph:
    """A measured paragraph in a column of `width` inches; its line is `spacing` times its largest size."""
    largest = max((run.style.size for run in runs), default=12.0)
    return Paragraph(
        runs=tuple(runs),
        line=round(largest * spacing, 2),
        align=align,
        before=before,
        bullet=bullet,
        indent=indent,
        lines=wrap(runs, width - indent, reserve=reserve),
    )


def height(paragraphs: Iterable[Paragraph]) -> float:
    """Inches that measured paragraphs take, one below the other."""
    return sum(p.before + p.line * max(1, len(p.lines)) for p in paragraphs) / POINTS


def label(
    name: str,
    text: str,
    box: Box,
    style: TextStyle,
    *,
    align: Align = "left",
) -> TextBox:
    """A short text in one style, in the middle of its box's height."""
    words = paragraph([Run(text, style)], width=box.w, align=align)
    return TextBox(name=name, box=box, anchor="middle", paragraphs=(words,))
