"""The stages as stops of a slider: its knob stands where the film is."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Circle, Line, VGroup

from animations.mobjects.stage_bar import TOP, StageNames
from animations.quality import WIDTH
from animations.style import MARGIN, Align, at, stroke
from build.theme.tokens import Theme

LEFT, RIGHT = MARGIN + 0.19, WIDTH - MARGIN - 0.19
MIDDLE = TOP + 0.045
THICK = 6.5  # points
STOP, KNOB = 0.075, 0.18


class SliderBar(StageNames):
    """A track with a stop for each stage, as far apart as they are; `slide` moves the knob."""

    def __init__(self, theme: Theme, names: Sequence[str], places: Sequence[float]) -> None:
        """`places` are parts of the whole track, from 0 to 1."""
        aligns: list[Align] = ["center"] * len(names)
        aligns[0], aligns[-1] = "left", "right"
        ends = {0: MARGIN, len(names) - 1: WIDTH - MARGIN}
        xs = [ends.get(number, _x(place)) for number, place in enumerate(places)]
        super().__init__(theme, names, list(zip(xs, aligns, strict=True)))
        self.places = places
        track = self._line(RIGHT, "line")
        self.done = self._line(LEFT + 0.01, "navy")
        self.stops = VGroup(*(Circle(radius=STOP).move_to(at(_x(place), MIDDLE)) for place in places))
        self.knob = Circle(radius=KNOB).set_fill(theme.color("gold"), opacity=1)
        self.knob.set_stroke(theme.color("white"), width=stroke(3))
        self.add(track, self.done, self.stops, self.knob)
        self.slide(0.0)

    def slide(self, part: float) -> None:
        """The knob stands there; the stops behind it are done."""
        self.done.become(self._line(max(_x(part), LEFT + 0.01), "navy"))
        for stop, place in zip(self.stops, self.places, strict=True):
            fill, edge = ("navy", "navy") if place <= part else ("white", "line2")
            stop.set_fill(self.theme.color(fill), opacity=1).set_stroke(self.theme.color(edge), width=stroke(1.5))
        self.knob.move_to(at(_x(part), MIDDLE))

    def _line(self, right: float, ink: str) -> Line:
        return Line(at(LEFT, MIDDLE), at(right, MIDDLE)).set_stroke(self.theme.color(ink), width=stroke(THICK))


def _x(part: float) -> float:
    return LEFT + part * (RIGHT - LEFT)
