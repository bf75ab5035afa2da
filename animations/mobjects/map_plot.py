"""The ground of a map: a card, two logarithmic axes with round values, and their names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from manim import PI, Line, VGroup

from animations.axis import Axis
from animations.mobjects.panels import arrow, card
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

LEFT, RIGHT, TOP, BOTTOM = 2.0, 8.4, 1.86, 5.5
TICKS, NAME = BOTTOM + 0.33, BOTTOM + 0.72
PAD_X, PAD_Y = 0.55, 0.5  # of the axes' ends, for bubbles and names
LINE_HIGH = 0.3


@dataclass(frozen=True)
class MapAxis:
    """All values that an axis must hold, how one is written, and the axis' name."""

    values: Iterable[float]
    write: Callable[[float], str]
    name: str


class MapPlot(VGroup):  # type: ignore[misc]
    """More to the right is more of `across`, higher is more of `up`; equal ways are equal factors."""

    def __init__(self, theme: Theme, across: MapAxis, up: MapAxis) -> None:
        super().__init__()
        self.theme = theme
        self.x = Axis.over(across.values, LEFT + PAD_X, RIGHT - PAD_X, log_from=1)
        self.y = Axis.over(up.values, BOTTOM - PAD_Y, TOP + PAD_Y, log_from=1)
        self.add(card(theme, FrameBox(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)))
        self._across(across)
        self._up(up)

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Inches of two values."""
        return self.x.at(x), self.y.at(y)

    def _across(self, axis: MapAxis) -> None:
        """Values that would touch the one before are left out."""
        start = LEFT - 0.2
        for value in self.x.ticks(LEFT + 0.2, RIGHT - 0.2):
            x = self.x.at(value)
            line = FrameText(self.theme, axis.write(value), size="frame_floor", color="slate").put(x, TICKS, "center")
            self.add(self._grid(at(x, TOP + 0.03), at(x, BOTTOM - 0.03)))
            if x - line.width / 2 > start:
                start = x + line.width / 2 + 0.1
                self.add(line)
        name = FrameText(self.theme, axis.name, size="frame_floor", color="navy", bold=True)
        arrows = arrow(self.theme, LEFT, LEFT, RIGHT + 0.08, ink="navy").rotate(PI / 2)
        self.add(name.put(RIGHT, NAME, "right"), arrows.move_to(at((LEFT + RIGHT) / 2, BOTTOM + 0.06)))

    def _up(self, axis: MapAxis) -> None:
        """The axis' name is turned, left of the widest value."""
        start, widest = math.inf, 0.0
        for value in self.y.ticks(BOTTOM - 0.15, TOP + 0.15):
            y = self.y.at(value)
            self.add(self._grid(at(LEFT + 0.03, y), at(RIGHT - 0.03, y)))
            if y + LINE_HIGH / 2 < start:
                start = y - LINE_HIGH / 2 - 0.1
                line = FrameText(self.theme, axis.write(value), size="frame_floor", color="slate")
                widest = max(widest, line.width)
                self.add(line.put(LEFT - 0.2, y, "right"))
        name = FrameText(self.theme, axis.name, size="frame_floor", color="navy", bold=True).rotate(PI / 2)
        name.move_to(at(max(LEFT - 0.35 - widest - name.width / 2, name.width / 2 + 0.3), (TOP + BOTTOM) / 2))
        self.add(name, arrow(self.theme, LEFT - 0.06, BOTTOM + 0.08, TOP, ink="navy"))

    def _grid(self, start: np.ndarray, end: np.ndarray) -> Line:
        return Line(start, end).set_stroke(self.theme.color("mist"), width=stroke(1.25))
