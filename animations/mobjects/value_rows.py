"""Values as numbers in cells, those of hidden words left dashed, and below a line their weighted sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import DOWN, Animation, FadeIn, LaggedStart, VGroup

from animations.mobjects.panels import rule, slot, tile
from animations.shades import shade
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme

HIGH, GAP = 0.31, 0.06
RADIUS = 0.05


@dataclass(frozen=True)
class WeighedValues:
    """Written values, a row a word, each word's share, how many words are seen, and the written sum."""

    values: Sequence[Sequence[str]]
    shares: Sequence[float]
    seen: int
    total: Sequence[str]


class ValueRows(VGroup):  # type: ignore[misc]
    """Dashed at first; `weigh` writes the values, the tint as strong as the share, and `add_up` their sum."""

    def __init__(self, theme: Theme, rows: Sequence[float], foot: float, left: float, right: float) -> None:
        """Heights of the rows and of the sum, and the ends of them all."""
        super().__init__()
        self.theme, self._rows, self._foot, self._ends = theme, rows, foot, (left, right)
        self.cells: list[list[VGroup]] = []
        self.total = VGroup()

    def appear(self, columns: int) -> Animation:
        """Slots for so many numbers a word."""
        self._columns = columns
        slots = VGroup(
            *(slot(self.theme, self._box(y, j), radius=RADIUS) for y in self._rows for j in range(columns)),
            *(slot(self.theme, self._box(self._foot, j), radius=RADIUS) for j in range(columns)),
            rule(self.theme, *self._ends, (self._rows[-1] + self._foot) / 2, ink="line2", points=1.5),
        )
        self.add(slots)
        return FadeIn(slots, run_time=0.3)

    def weigh(self, weighed: WeighedValues, *, run_time: float) -> Animation:
        """The values of the words that are seen, the heavier the darker."""
        pale, strong = (self.theme.color(token) for token in ("white", "navy200"))
        most = max(weighed.shares)
        for y, values, share in zip(self._rows, weighed.values[: weighed.seen], weighed.shares, strict=False):
            tint = shade((pale, strong), share / most)
            self.cells.append([self._cell(self._box(y, j), words, tint, "navy300") for j, words in enumerate(values)])
        new = [cell for row in self.cells for cell in row]
        self.add(*new)
        return LaggedStart(*(FadeIn(cell) for cell in new), lag_ratio=0.15, run_time=run_time)

    def add_up(self, weighed: WeighedValues, *, run_time: float) -> Animation:
        """The sum comes down, number by number."""
        gold = self.theme.color("gold")
        for j, words in enumerate(weighed.total):
            self.total.add(self._cell(self._box(self._foot, j), words, gold, "goldd", bold=True))
        self.add(self.total)
        return LaggedStart(
            *(FadeIn(cell, shift=DOWN * 0.2) for cell in self.total), lag_ratio=0.3, run_time=run_time
        )  # fmt: skip

    def _box(self, y: float, column: int) -> FrameBox:
        left, right = self._ends
        wide = (right - left + GAP) / self._columns
        return FrameBox(left + column * wide, y - HIGH / 2, wide - GAP, HIGH)

    def _cell(self, box: FrameBox, words: str, fill: str, edge: str, *, bold: bool = False) -> VGroup:
        body = tile(self.theme, box, edge=edge, points=1, radius=RADIUS).set_fill(fill)
        line = FrameText(self.theme, words, size="frame_floor", color="navy", bold=bold)
        return VGroup(body, line.within(body))
