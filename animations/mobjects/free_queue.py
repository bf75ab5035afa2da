"""The free blocks in a row, the one that was given back longest ago first."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, Circle, FadeIn, LaggedStart, VGroup

from animations.quality import WIDTH
from animations.style import MARGIN, FrameText, at, stroke
from build.theme.tokens import Theme

RADIUS, PITCH = 0.25, 0.54
AIR = 0.2
WORDS = "Free, oldest first"


class FreeQueue(VGroup):  # type: ignore[misc]
    """Discs with the blocks' numbers; `take` gives the first of them, `mark` has it stand out."""

    def __init__(self, theme: Theme, y: float, numbers: Sequence[str]) -> None:
        super().__init__()
        self.theme, self.y = theme, y
        first = WIDTH - MARGIN - RADIUS - PITCH * (len(numbers) - 1)
        self.discs = [self._disc(first + PITCH * place, number) for place, number in enumerate(numbers)]
        self.words = FrameText(theme, WORDS, size="frame_floor", color="slate")
        self.words.put(first - RADIUS - AIR, y, "right")

    def appear(self, *, run_time: float) -> Animation:
        self.add(self.words, *self.discs)
        return LaggedStart(FadeIn(self.words), *map(FadeIn, self.discs), lag_ratio=0.4, run_time=run_time)

    def take(self) -> VGroup:
        """The next block to be taken, no more in the row."""
        disc = self.discs.pop(0)
        self.remove(disc)
        return disc

    def mark(self) -> Animation:
        """The next block to be taken will be."""
        disc, line = self.discs[0]
        brick = self.theme.color("brick")
        line.turn(FrameText(self.theme, line.string, color="brick", bold=True).within(disc))
        marked: Animation = disc.animate(run_time=0.25).set_fill(self.theme.color("brick100")).set_stroke(brick)
        return marked

    @property
    def head(self) -> tuple[float, float]:
        """The lower edge of the next disc."""
        x = WIDTH - MARGIN - RADIUS - PITCH * (len(self.discs) - 1)
        return x, self.y + RADIUS

    def _disc(self, x: float, number: str) -> VGroup:
        disc = Circle(radius=RADIUS).move_to(at(x, self.y)).set_fill(self.theme.color("white"), opacity=1)
        disc.set_stroke(self.theme.color("navy300"), width=stroke(1.25))
        return VGroup(disc, FrameText(self.theme, number, color="slate").within(disc))
