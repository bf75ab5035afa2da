"""A card with a heading and some counters, dashed until they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from manim import Animation, AnimationGroup, FadeIn, FadeOut, VGroup

from animations.mobjects.panels import card, slot
from animations.style import FrameBox, FrameText, stroke
from build.theme.tokens import Theme
from engine.units import Count

PAD = 0.28
NUMBER, WORDS = 0.36, 0.74  # parts of the height


class Counter(NamedTuple):
    """What is counted, its colour, and where it stands from the card's left edge, in inches."""

    words: str
    color: str
    x: float


class CounterCard(VGroup):  # type: ignore[misc]
    """`open` makes a card of the dashes, gold while it counts; `write` says the counts; `close` has it done."""

    def __init__(self, theme: Theme, box: FrameBox, heading: str, counters: Sequence[Counter]) -> None:
        super().__init__()
        self.theme, self.box, self.counters = theme, box, counters
        middle = box.y + box.h / 2
        self.slot = slot(theme, box, radius=0.12)
        self.waiting = FrameText(theme, heading, size="frame_caption", color="mute", bold=True)
        self.heading = FrameText(theme, heading, size="frame_caption", color="navy", bold=True)
        for line in (self.waiting, self.heading):
            line.put(box.x + PAD, middle)
        self.card = card(theme, box)
        self.numbers = [self._number(counter, f"{Count(0)}") for counter in counters]
        self.words = [
            FrameText(theme, counter.words, size="frame_floor", color="slate" if not number else counter.color).put(
                box.x + counter.x, box.y + box.h * WORDS
            )
            for number, counter in enumerate(counters)
        ]
        self.add(self.slot, self.waiting)

    def open(self) -> Animation:
        """It counts now."""
        self.card[1].set_stroke(self.theme.color("gold"), width=stroke(2.25))
        self.remove(self.waiting)
        new = (self.card, self.heading, *self.numbers, *self.words)
        self.add(*new)
        return AnimationGroup(*map(FadeIn, new), FadeOut(self.waiting), run_time=0.3)

    def write(self, counts: Sequence[str]) -> None:
        for line, counter, count in zip(self.numbers, self.counters, counts, strict=True):
            if line.string != count:
                line.turn(self._number(counter, count))

    def close(self) -> Animation:
        """It has counted."""
        edge: Animation = self.card[1].animate(run_time=0.25).set_stroke(self.theme.color("line"), width=stroke(1))
        return edge

    def _number(self, counter: Counter, count: str) -> FrameText:
        line = FrameText(self.theme, count, size=38, color=counter.color, bold=True)
        return line.put(self.box.x + counter.x, self.box.y + self.box.h * NUMBER)
