"""How wide and how high text is, from the fonts' own metrics, before anything is drawn.

Widths are those of the metric twins of the theme's fonts (Carlito is as wide as Calibri, Caladea as
Cambria), shaped with kerning by Pillow's Raqm; a fixed pitch needs no font file. Breaks are those that
PowerPoint and LibreOffice make: at spaces, after a hyphen before a letter, after a dash, at a newline.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from build.drawing.page import Align, Paragraph, Run, TextStyle
from build.theme.fonts import find_font
from build.theme.tokens import Font, Fonts

RESERVE = 0.03  # of a line's width: viewers differ by a few tenths of a percent, substitutes by more
POINTS = 72.0  # an inch
UNITS = 1000  # the size, in pixels, at which a font is loaded; widths scale from there
MOST_FONTS, MOST_TEXTS, MOST_RUNS = 16, 2**13, 2**12  # kept: fonts, widths of texts in each, runs taken apart

# What a line may end behind: spaces, a dash, a hyphen between a letter or digit and a letter; or a newline.
_BREAK = re.compile(r"\n| +|[–—]+ *|(?<=\w)-(?=[^\W\d])")


class Measure:
    """Text measured in the fonts of one theme. It keeps the runs it took apart, for each is tried in many columns."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._words = lru_cache(maxsize=MOST_RUNS)(self._parted)

    # ---- widths -------------------------------------------------------------------------------------
    def width(self, text: str, style: TextStyle) -> float:
        """Inches that one line of text takes."""
        font: Font = getattr(self._fonts, style.face)
        em = font.advance * len(text) if font.advance else _em_widths(font.twin, style.bold, style.italic)(text)
        return (em * style.size + style.spacing * len(text)) / POINTS

    def run_width(self, runs: Iterable[Run]) -> float:
        """Inches of all runs on one line."""
        return sum(self.width(run.text, run.style) for run in runs)

    def widest_word(self, runs: Iterable[Run]) -> float:
        """Inches of the longest part that cannot be broken."""
        return max((solid for _, solid, _ in self._words(tuple(runs))), default=0.0)

    def line_room(self, text: str, style: TextStyle) -> float:
        """Inches that a box needs to hold a text on one line: its width, with the reserve."""
        return sum(full for _, _, full in self._words((Run(text, style),))) / (1 - RESERVE) + 0.001

    # ---- lines --------------------------------------------------------------------------------------
    def wrap(self, runs: Iterable[Run], width: float, *, reserve: float = RESERVE) -> tuple[str, ...]:
        """The lines that the runs take in a column of that width, kept `reserve` away from its edge."""
        limit = width * (1 - reserve) + 1e-6
        lines: list[str] = []
        line, used = "", 0.0
        for word, solid, full in self._words(tuple(runs)):
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

    def wrap_runs(self, runs: Sequence[Run], width: float, *, reserve: float = RESERVE) -> list[tuple[Run, ...]]:
        """The same with the runs of each line; what stands between lines (spaces, a newline) is dropped."""
        whole = "".join(run.text for run in runs)
        lines, at = [], 0
        for line in self.wrap(runs, width, reserve=reserve):
            start = whole.index(line, at)
            at = start + len(line)
            lines.append(tuple(_between(runs, start, at)))
        return lines

    def paragraph(
        self,
        runs: Sequence[Run],
        *,
        width: float,
        spacing: float = 1.1,
        align: Align = "left",
        before: float = 0.0,
        reserve: float = RESERVE,
    ) -> Paragraph:
        """A measured paragraph in a column of `width` inches; its line is `spacing` times its largest size."""
        largest = max((run.style.size for run in runs), default=12.0)
        return Paragraph(
            runs=tuple(runs),
            line=round(largest * spacing, 2),
            align=align,
            before=before,
            lines=self.wrap(runs, width, reserve=reserve),
            widest_word=self.widest_word(runs),
        )

    def _parted(self, runs: tuple[Run, ...]) -> tuple[tuple[str, float, float], ...]:
        """Unbreakable words over the borders of runs: text, width without and with its end spaces."""
        words: list[tuple[str, float, float]] = []
        word, before = "", 0.0
        for run in runs:
            for piece, ends in _pieces(run.text):
                full = self.width(piece, run.style)
                bare = piece.rstrip(" ")
                solid = before + (full if bare == piece else self.width(bare, run.style) if bare else 0.0)
                word, before = word + piece, before + full
                if ends and word:
                    words.append((word, solid, before))
                    word, before = "", 0.0
                if ends == "\n":
                    words.append(("\n", 0.0, 0.0))
        if word:
            words.append((word, before, before))
        return tuple(words)


def height(paragraphs: Iterable[Paragraph]) -> float:
    """Inches that measured paragraphs take, one below the other."""
    return sum(p.before + p.line * max(1, len(p.lines)) for p in paragraphs) / POINTS


@lru_cache(maxsize=MOST_FONTS)
def _em_widths(family: str, bold: bool, italic: bool) -> Callable[[str], float]:
    """How wide texts are in a font, in em. Family and style alone decide it, whatever theme names them."""
    from PIL import ImageFont

    style = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic"}.get(
        (bold, italic), "BoldItalic"
    )
    path = find_font(family, style)
    font = ImageFont.truetype(str(path), UNITS, layout_engine=ImageFont.Layout.RAQM)
    return lru_cache(maxsize=MOST_TEXTS)(lambda text: font.getlength(text) / UNITS)


def _between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """The runs of a stretch of their common text."""
    at = 0
    for run in runs:
        first, last = max(0, start - at), min(len(run.text), end - at)
        if first < last:
            yield run.part(first, last) if last - first < len(run.text) else run
        at += len(run.text)


def _cut(word: str, parts: int) -> list[str]:
    """A word in about equal parts."""
    size = math.ceil(len(word) / parts)
    return [word[start : start + size] for start in range(0, len(word), size)]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Parts of a text with what ends them: a newline (which is left out), another break, or nothing."""
    start = 0
    for found in _BREAK.finditer(text):
        newline = found[0] == "\n"
        yield text[start : found.start() if newline else found.end()], found[0]
        start = found.end()
    if start < len(text):
        yield text[start:], ""
