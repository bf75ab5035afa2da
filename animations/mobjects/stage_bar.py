"""The five named stages on top of a film: those done, the one on now, those to come."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, AnimationGroup, VGroup

from animations.mobjects.panels import tile
from animations.quality import WIDTH
from animations.style import MARGIN, FrameBox, FrameText
from build.theme.tokens import Theme

TOP, THICK, NAMES = 1.12, 0.09, 1.47
GAP = 0.12
BAR = {"to come": "line", "now": "gold", "done": "navy"}


class StageBar(VGroup):  # type: ignore[misc]
    """A bar and a name for each stage; `go` makes one the current."""

    def __init__(self, theme: Theme, names: Sequence[str]) -> None:
        super().__init__()
        self.theme = theme
        pitch = (WIDTH - 2 * MARGIN + GAP) / len(names)
        self.bars = VGroup()
        self.words: list[dict[str, FrameText]] = []
        for number, name in enumerate(names):
            x = MARGIN + number * pitch
            box = FrameBox(x, TOP, pitch - GAP, THICK)
            self.bars.add(tile(theme, box, fill=BAR["to come"], radius=THICK / 2))
            lines = self._lines(name)
            for state, line in lines.items():
                line.put(x, NAMES).set_opacity(float(state == "to come"))
            self.words.append(lines)
        self.add(self.bars, *(line for lines in self.words for line in lines.values()))

    def _lines(self, name: str) -> dict[str, FrameText]:
        """A stage's name as it looks in each state."""
        return {
            "to come": FrameText(self.theme, name, size="frame_floor", color="mute"),
            "now": FrameText(self.theme, name, size="frame_floor", color="navy", bold=True),
            "done": FrameText(self.theme, name, size="frame_floor", color="slate"),
        }

    def start(self) -> None:
        """Make the first stage the current one, at once."""
        self.bars[0].set_fill(self.theme.color(BAR["now"]))
        for state, line in self.words[0].items():
            line.set_opacity(float(state == "now"))

    def go(self, number: int) -> Animation:
        """The move to a stage: the one before it is done."""
        return AnimationGroup(*self._turn(number - 1, "done"), *self._turn(number, "now"), run_time=0.25)

    def _turn(self, number: int, goal: str) -> list[Animation]:
        fades = [line.animate.set_opacity(float(state == goal)) for state, line in self.words[number].items()]
        return [self.bars[number].animate.set_fill(self.theme.color(BAR[goal])), *fades]
