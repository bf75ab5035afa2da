"""The five named stages on top of a film: those done, the one on now, those to come."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, AnimationGroup, VGroup

from animations.mobjects.panels import tile
from animations.quality import WIDTH
from animations.style import MARGIN, Align, FrameBox, FrameText
from build.theme.tokens import Theme

TOP, THICK, NAMES = 1.12, 0.09, 1.47
GAP = 0.12
BAR = {"to come": "line", "now": "gold", "done": "navy"}


class StageNames(VGroup):  # type: ignore[misc]
    """A name for each stage at its place; `go` makes one the current."""

    def __init__(self, theme: Theme, names: Sequence[str], places: Sequence[tuple[float, Align]]) -> None:
        super().__init__()
        self.theme = theme
        self.words: list[dict[str, FrameText]] = []
        for name, (x, align) in zip(names, places, strict=True):
            lines = self._lines(name)
            for state, line in lines.items():
                line.put(x, NAMES, align).set_opacity(float(state == "to come"))
            self.words.append(lines)
            self.add(*lines.values())

    def _lines(self, name: str) -> dict[str, FrameText]:
        """A stage's name as it looks in each state."""
        return {
            "to come": FrameText(self.theme, name, size="frame_floor", color="mute"),
            "now": FrameText(self.theme, name, size="frame_floor", color="navy", bold=True),
            "done": FrameText(self.theme, name, size="frame_floor", color="slate"),
        }

    def start(self) -> None:
        """Make the first stage the current one, at once."""
        for state, line in self.words[0].items():
            line.set_opacity(float(state == "now"))

    def go(self, number: int) -> Animation:
        """The move to a stage: the one before it is done."""
        return AnimationGroup(*self.turn(number - 1, "done"), *self.turn(number, "now"), run_time=0.25)

    def turn(self, number: int, goal: str) -> list[Animation]:
        return [line.animate.set_opacity(float(state == goal)) for state, line in self.words[number].items()]


class StageBar(StageNames):
    """A bar above each name, gold while its stage is on, navy when it is done."""

    def __init__(self, theme: Theme, names: Sequence[str]) -> None:
        pitch = (WIDTH - 2 * MARGIN + GAP) / len(names)
        lefts = [MARGIN + number * pitch for number in range(len(names))]
        super().__init__(theme, names, [(left, "left") for left in lefts])
        self.bars = VGroup()
        for left in lefts:
            box = FrameBox(left, TOP, pitch - GAP, THICK)
            self.bars.add(tile(theme, box, fill=BAR["to come"], radius=THICK / 2))
        self.add(self.bars)

    def start(self) -> None:
        super().start()
        self.bars[0].set_fill(self.theme.color(BAR["now"]))

    def turn(self, number: int, goal: str) -> list[Animation]:
        return [self.bars[number].animate.set_fill(self.theme.color(BAR[goal])), *super().turn(number, goal)]
