"""A bar that grows from the left, as long as its value, while the number at its end counts in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from manim import Animation, Mobject, Rectangle, UpdateFromAlphaFunc, VGroup, linear

from animations.style import FrameText, at
from build.theme.tokens import Theme

HIGH = 0.72
AIR = 0.18  # between the bar, its number and its unit
STEPS = 16  # a counting number changes this many times, slowly enough to be read


@dataclass(frozen=True)
class BarValue:
    """A value, how it is written, its unit, and its bar's colour."""

    value: float
    write: Callable[[float], str]
    unit: str
    fill: str


class GrowingBar(VGroup):  # type: ignore[misc]
    """Nothing until `grow`. `inches` is the length of the whole bar."""

    def __init__(self, theme: Theme, bar: BarValue, left: float, middle: float, inches: float) -> None:
        super().__init__()
        self.theme, self.bar = theme, bar
        self._place = (left, middle, inches)
        self.shape = self._shape(0.0)
        self.number = self._number(0.0)
        self.unit = FrameText(theme, bar.unit, color="slate")
        self.add(self.shape, self.number, self.unit).set_opacity(0)

    def grow(self, *, run_time: float) -> Animation:
        """The bar grows to its value while its number counts up."""

        def draw(_: Mobject, alpha: float) -> None:
            self.shape.become(self._shape(alpha))
            self.number.turn(self._number(alpha))
            self.unit.set_opacity(1).put(self.number.get_right()[0] - at(0, 0)[0] + AIR, self._place[1])

        return UpdateFromAlphaFunc(self, draw, run_time=run_time, rate_func=linear)

    def _number(self, part: float) -> FrameText:
        left, middle, inches = self._place
        step = int(part * STEPS) / STEPS
        line = FrameText(self.theme, self.bar.write(self.bar.value * step), size=34, color="navy", bold=True)
        return line.put(left + inches * part + AIR, middle)

    def _shape(self, part: float) -> Rectangle:
        left, middle, inches = self._place
        wide = max(inches * part, 0.01)
        shape = Rectangle(width=wide, height=HIGH, stroke_width=0)
        return shape.set_fill(self.theme.color(self.bar.fill), opacity=1).move_to(at(left + wide / 2, middle))
