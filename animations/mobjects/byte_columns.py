"""A card with columns that grow together at one scale, their values written when they are whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import Animation, FadeIn, Rectangle, VGroup

from animations.mobjects.panels import card, rule, slot
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

BOX = FrameBox(8.72, 1.86, 4.013, 4.52)
PAD = 0.28
HEADING, UNDER, HIGHEST, BASE, NAMES = 0.36, 0.76, 1.72, 3.74, 4.1
WIDE = 1.24
EDGE = 1.5  # points: it covers the dashes


@dataclass(frozen=True)
class ByteColumn:
    """A name, a value with its words, and its colour."""

    name: str
    value: float
    words: str
    color: str


class ByteColumns(VGroup):  # type: ignore[misc]
    """Columns of a part of their values; `write` says the whole ones."""

    def __init__(self, theme: Theme, heading: str, under: str, columns: Sequence[ByteColumn]) -> None:
        super().__init__()
        self.theme, self.columns, self.part = theme, columns, 0.0
        self.most = max(column.value for column in columns)
        left, right = BOX.x + PAD, BOX.x + BOX.w - PAD
        self.add(card(theme, BOX))
        self.add(FrameText(theme, heading, size="frame_caption", color="navy", bold=True).put(left, BOX.y + HEADING))
        self.add(FrameText(theme, under, size="frame_floor", color="slate").put(left, BOX.y + UNDER))
        pitch = (right - left) / len(columns)
        self.middles = [left + pitch * (number + 0.5) for number in range(len(columns))]
        for x, column in zip(self.middles, columns, strict=True):
            self.add(FrameText(theme, column.name, color="char").put(x, BOX.y + NAMES, "center"))
        for x, column in zip(self.middles, columns, strict=True):
            high = self._high(column)
            self.add(slot(theme, FrameBox(x - WIDE / 2, BOX.y + BASE - high, WIDE, high), radius=0.04))
        self.shapes = [self._shape(number, 0.0) for number in range(len(columns))]
        self.add(*self.shapes, rule(theme, left, right, BOX.y + BASE, ink="line2", points=1.5))

    def draw(self, part: float) -> None:
        """So much of each."""
        self.part = part
        for number, shape in enumerate(self.shapes):
            shape.become(self._shape(number, part))

    def write(self) -> list[Animation]:
        """The values above the whole columns."""
        lines = []
        for x, column in zip(self.middles, self.columns, strict=True):
            y = BOX.y + BASE - self._high(column) - 0.26
            line = FrameText(self.theme, column.words, size="frame_caption", color=column.color, bold=True)
            lines.append(line.put(x, y, "center"))
        self.add(*lines)
        return [FadeIn(line) for line in lines]

    def _high(self, column: ByteColumn) -> float:
        return (BASE - HIGHEST) * column.value / self.most

    def _shape(self, number: int, part: float) -> Rectangle:
        column = self.columns[number]
        high = max(self._high(column) * part, 0.01)
        shape = Rectangle(width=WIDE, height=high)
        shape.set_fill(self.theme.color(column.color), opacity=float(part > 0))
        shape.set_stroke(self.theme.color(column.color), width=stroke(EDGE), opacity=float(part > 0))
        return shape.move_to(at(self.middles[number], BOX.y + BASE - high / 2))
