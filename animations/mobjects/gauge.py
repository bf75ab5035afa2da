"""Two bars side by side, as high as their values are to each other, with their numbers counting in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from manim import Animation, Line, Mobject, Rectangle, UpdateFromAlphaFunc, VGroup, linear

from animations.mobjects.panels import card
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

LEFT, TOP, WIDE, BOTTOM = 10.02, 1.98, 2.71, 6.23
FLOOR, CEILING = 5.55, 3.55
BAR_WIDE = 0.82
PAD = 0.1
STEPS = 16  # a counting number changes this many times, slowly enough to be read


@dataclass(frozen=True)
class GaugeBar:
    """One bar: its name, its value, and how a value is written."""

    name: str
    value: float
    write: Callable[[float], str]
    fill: str
    bold: bool = False


class Gauge(VGroup):  # type: ignore[misc]
    """A card with a heading of two lines and a bar for each value, all empty until `grow`."""

    def __init__(self, theme: Theme, heading: tuple[str, ...], bars: tuple[GaugeBar, ...]) -> None:
        super().__init__()
        self.theme = theme
        self.bars = bars
        self.top = max(bar.value for bar in bars)
        middle = LEFT + WIDE / 2
        self.add(card(theme, FrameBox(LEFT, TOP, WIDE, BOTTOM - TOP)))
        for number, words in enumerate(heading):
            line = FrameText(theme, words, color="navy", bold=True)
            self.add(line.put(middle, TOP + 0.36 + number * 0.34, "center"))
        pitch = (WIDE - 2 * PAD) / len(bars)
        self.xs = [LEFT + PAD + pitch * (i + 0.5) for i in range(len(bars))]
        self.columns = VGroup()
        self.numbers = VGroup()
        for x, bar in zip(self.xs, bars, strict=True):
            name = FrameText(theme, bar.name, size="frame_floor", color="char", bold=bar.bold)
            self.add(name.put(x, FLOOR + 0.33, "center"))
            self.columns.add(self._column(x, bar, 0.0))
            self.numbers.add(self._number(x, bar, 0.0).set_opacity(0))
        base = Line(at(LEFT + 0.25, FLOOR), at(LEFT + WIDE - 0.25, FLOOR))
        self.add(self.columns, base.set_stroke(theme.color("line2"), stroke(1.5)), self.numbers)

    def rise(self, bar: GaugeBar) -> float:
        """Inches of a bar, in proportion to its value."""
        return (FLOOR - CEILING) * bar.value / self.top

    def grow(self, number: int, *, run_time: float) -> Animation:
        """One bar grows to its value while its number counts up."""
        bar, x = self.bars[number], self.xs[number]

        def draw(_: Mobject, alpha: float) -> None:
            self.columns[number].become(self._column(x, bar, alpha))
            self.numbers[number].turn(self._number(x, bar, alpha))

        return UpdateFromAlphaFunc(self, draw, run_time=run_time, rate_func=linear)

    def _number(self, x: float, bar: GaugeBar, part: float) -> FrameText:
        step = int(part * STEPS) / STEPS
        line = FrameText(self.theme, bar.write(bar.value * step), size=26, color="navy", bold=True)
        return line.put(x, FLOOR - self.rise(bar) * part - 0.26, "center")

    def _column(self, x: float, bar: GaugeBar, part: float) -> Rectangle:
        high = max(self.rise(bar) * part, 0.01)
        shape = Rectangle(width=BAR_WIDE, height=high, stroke_width=0)
        return shape.set_fill(self.theme.color(bar.fill), opacity=1).move_to(at(x, FLOOR - high / 2))
