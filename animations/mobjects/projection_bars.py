"""Queries, keys and values of a word as bars, as wide as they are, which are cut into heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import RIGHT, Animation, FadeIn, GrowFromEdge, LaggedStart, Line, RoundedRectangle, VGroup

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

FIRST, PITCH, HIGH = 2.2, 0.9, 0.56
FILLS = (("navy", "white"), ("navy300", "navy"), ("navy200", "navy"))


@dataclass(frozen=True)
class Projection:
    """What a bar is called, and of how many heads it is."""

    words: str
    heads: int


class ProjectionBars(VGroup):  # type: ignore[misc]
    """Dashed at first; `grow` fills them, `cut` parts the heads."""

    def __init__(self, theme: Theme, left: float, right: float, bars: Sequence[Projection]) -> None:
        super().__init__()
        self.theme, self.projections = theme, bars
        self.left, self.head = left, (right - left) / max(bar.heads for bar in bars)
        boxes = [FrameBox(left, FIRST + PITCH * number, self.head * bar.heads, HIGH) for number, bar in enumerate(bars)]
        self.slots = VGroup(*(slot(theme, box) for box in boxes))
        self.bars = [
            tile(theme, box, fill=fill, edge=fill, radius=0.06) for box, (fill, _) in zip(boxes, FILLS, strict=True)
        ]
        self.words = [
            FrameText(theme, bar.words, color=ink, bold=True).put(left + 0.2, box.y + HIGH / 2)
            for bar, box, (_, ink) in zip(bars, boxes, FILLS, strict=True)
        ]
        self.add(self.slots)

    def beside(self, number: int) -> tuple[float, float]:
        """The place right of a bar, at its middle."""
        return self.left + self.head * self.projections[number].heads, FIRST + PITCH * number + HIGH / 2

    def grow(self, *, run_time: float) -> Animation:
        """One bar after the other, from its left end, then its words."""
        steps: list[Animation] = []
        for bar, words in zip(self.bars, self.words, strict=True):
            steps += [GrowFromEdge(bar, -RIGHT), FadeIn(words)]
        self.add(*self.bars, *self.words)
        return LaggedStart(*steps, lag_ratio=0.6, run_time=run_time)

    def cut(self, *, run_time: float) -> Animation:
        """White lines between the heads."""
        self.lines = VGroup()
        for number, bar in enumerate(self.projections):
            top = FIRST + PITCH * number
            for head in range(1, bar.heads):
                x = self.left + self.head * head
                line = Line(at(x, top), at(x, top + HIGH)).set_stroke(self.theme.color("white"), width=stroke(3))
                self.lines.add(line)
        self.add(self.lines)
        return FadeIn(self.lines, run_time=run_time)

    def piece(self, number: int, place: float, fill: str) -> RoundedRectangle:
        """The head's part that lies at a place of a bar, from 0 to 1, in the head's colour."""
        head = int(place * self.projections[number].heads)
        box = FrameBox(self.left + self.head * head, FIRST + PITCH * number, self.head, HIGH)
        return tile(self.theme, box, fill=fill, radius=0.05)
