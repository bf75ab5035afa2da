"""Code that a spec brings, measured for a card: its size, the height of its lines, and where long ones go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.drawing.page import Box, Run, TextStyle
from build.drawing.text_measure import POINTS, Measure
from build.layout.code_colors import coloured
from build.spec.content import CodeBlock
from build.theme.tokens import Theme

STRIP = 0.50
AIR = 0.09  # above the first line and below the last, at least
INSET = 0.30  # of the strip's words
GUTTER = 0.69  # of a card with two digits, up to the rule behind the numbers
BESIDE_RULE = 0.13
RIGHT = 0.18
SIZES = (40.0, 36.0, 32.0, 28.0, 24.0, 22.0, 20.0, 18.0, 17.0, 16.0, 15.0, 14.0)
WRAPPED = (20.0, 18.0, 17.0, 16.0, 15.0, 14.0)  # where a line is too long for every size, and goes on below
CLOSE, FAR = 1.24, 1.7  # height of a line as a multiple of its size
AIRY = 1.5  # the least of lines that are larger than need be
NEEDED = 18.0  # points
LEAST = 0.26  # inches of a line
TAB = 4
GOES_ON = "↪"
MORE = -1  # in place of a number: lines are left out
DEEPER = "    "  # where a line goes on, beyond its own indent


@dataclass(frozen=True, slots=True)
class Row:
    """A line on the slide; the number of the spec's line that it shows, 0 where it goes on with one, or `MORE`."""

    number: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class CodeSetting:
    """Code at one size. `excess`: rows that have no room."""

    size: float
    pitch: float  # inches from line to line
    rows: tuple[Row, ...]
    excess: int
    wrapped: bool
    gutter: float  # inches up to the rule behind the numbers, 0 without any
    strip: float

    @property
    def height(self) -> float:
        """Inches of the card with its strip and all rows."""
        return self.strip + 2 * AIR + self.pitch * len(self.rows)


def code_lines(code: CodeBlock) -> tuple[str, ...]:
    """The lines that are shown: tabs as spaces, without empty lines at the end."""
    lines = [line.expandtabs(TAB).rstrip() for line in code.text]
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def set_code(
    code: CodeBlock, box: Box, measure: Measure, theme: Theme, *, strip: float, largest: float = SIZES[0]
) -> CodeSetting:
    """Code at the largest size at which a card of that box holds it; at the smallest one where none does."""
    lines = code_lines(code)
    for size in (size for size in SIZES if size <= largest):
        setting = _at(code, lines, size, box, measure, theme, strip)
        if not setting.excess and not setting.wrapped:
            return setting
    for size in WRAPPED:
        setting = _at(code, lines, size, box, measure, theme, strip)
        if not setting.excess:
            break
    return setting


def _at(
    code: CodeBlock, lines: Sequence[str], size: float, box: Box, measure: Measure, theme: Theme, strip: float
) -> CodeSetting:
    gutter = _gutter(len(lines), code.first + len(lines) - 1, size, measure)
    wide = box.w - (gutter + BESIDE_RULE if gutter else INSET) - RIGHT
    rows: list[Row] = []
    for number, runs in enumerate(coloured(lines, theme, size, code.language, code.name), start=code.first):
        parts = parted(runs, wide, size, measure)
        rows += [Row(0 if i else number, tuple(part)) for i, part in enumerate(parts)]
    room, least = box.h - strip - 2 * AIR, max(size * (AIRY if size > NEEDED else CLOSE) / POINTS, LEAST)
    held = max(1, int(room / least + 1e-6))
    pitch = min(size * FAR / POINTS, max(least, room / max(1, len(rows))))
    wrapped = any(not row.number for row in rows)
    return CodeSetting(size, pitch, tuple(rows), max(0, len(rows) - held), wrapped, gutter, strip)


def number_style(size: float) -> TextStyle:
    """Of the lines' numbers, beside code of that size."""
    return TextStyle(max(14.0, size - 1), "mute", face="mono")


def _gutter(lines: int, last: int, size: float, measure: Measure) -> float:
    """Inches up to the rule behind the numbers; one line needs none."""
    if lines < 2:
        return 0.0
    digits = measure.width("0" * max(2, len(str(last))), number_style(size))
    return max(GUTTER, digits + 0.11 + 0.24)


def parted(runs: Sequence[Run], wide: float, size: float, measure: Measure) -> list[list[Run]]:
    """A line's runs, cut where it goes on: behind the last space or bracket that has room, else anywhere."""
    text = "".join(run.text for run in runs)
    style = TextStyle(size, face="mono")
    if measure.run_width(runs) <= wide:
        return [list(runs)]
    indent = text[: len(text) - len(text.lstrip())]
    lead = indent[: max(0, int(wide / 2 / measure.width(" ", style)) - len(DEEPER))] + DEEPER
    parts: list[list[Run]] = []
    at = 0
    while at < len(text):
        own = lead if parts else ""
        end = at + _held(text[at:], wide - measure.width(own, style), style, measure)
        if end < len(text):
            end = _good_end(text, at, end, len(indent) if not parts else 0)
        cut = _cut(runs, at, end)
        parts.append([Run(own, style), *cut] if own else cut)
        at = end + (len(text[end:]) - len(text[end:].lstrip(" ")))
    return parts


def _held(text: str, wide: float, style: TextStyle, measure: Measure) -> int:
    """How many characters a line holds; one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure.width(text[:middle], style) <= wide else (low, middle - 1)
    return low


def _good_end(text: str, start: int, end: int, indent: int) -> int:
    """The last place before an end where a reader expects a line to end."""
    for marks in (" ", ",;([{|&", "/.-_=:"):
        found = max(text.rfind(mark, start + indent + 1, end) for mark in marks)
        if found > start + indent + (end - start) // 2:
            return found + 1
    return end


def _cut(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    found, at = [], 0
    for run in runs:
        first, last = max(0, start - at), min(len(run.text), end - at)
        if first < last:
            found.append(run.part(first, last))
        at += len(run.text)
    return found
