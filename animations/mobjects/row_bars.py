"""A bar and a number in each row, from one zero line and to one scale; they grow, shrink and count in step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from manim import Animation, Line, Mobject, Rectangle, UpdateFromAlphaFunc, VGroup, linear

from animations.style import FrameText, at, stroke
from build.theme.tokens import Theme

HIGH = 0.24
LEAST = 0.012  # inches of a bar without length
STEPS = 16  # a counting number changes this many times, slowly enough to be read
AIR = 0.14  # between a bar and its number


@dataclass(frozen=True)
class BarScale:
    """Where nothing stands, and how long one is, in inches."""

    zero: float
    inches: float

    @classmethod
    def over(cls, values: Sequence[float], left: float, right: float) -> BarScale:
        """The scale by which bars of all these values lie between two heights."""
        low, high = min(0.0, *values), max(0.0, *values)
        inches = (right - left) / ((high - low) or 1.0)
        return cls(left - low * inches, inches)


@dataclass(frozen=True)
class BarRow:
    """A row's height on the frame, its bar's colour, and how its number looks."""

    y: float
    fill: str
    ink: str = "char"
    bold: bool = False


class RowBars(VGroup):  # type: ignore[misc]
    """Bars with their numbers: all of them at `number_at`, right-aligned, or each at its bar's end."""

    def __init__(
        self,
        theme: Theme,
        rows: Sequence[BarRow],
        values: Sequence[float],
        scale: BarScale,
        write: Callable[[float], str],
        number_at: float | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.rows, self.values, self.scale = theme, rows, tuple(values), scale
        self._write, self._number_at = write, number_at
        self.bars = [self._bar(row, value) for row, value in zip(rows, self.values, strict=True)]
        self.numbers = [self._number(row, value, value) for row, value in zip(rows, self.values, strict=True)]
        self.add(*self.bars, *self.numbers)

    def zero_line(self, top: float, bottom: float) -> Line:
        """The line from which the bars grow."""
        line = Line(at(self.scale.zero, top), at(self.scale.zero, bottom))
        return line.set_stroke(self.theme.color("line2"), width=stroke(1.5))

    def go(self, values: Sequence[float], *, run_time: float) -> Animation:
        """Every bar goes to its new value, and its number counts along."""
        start, self.values = self.values, tuple(values)

        def draw(_: Mobject, alpha: float) -> None:
            told = int(alpha * STEPS) / STEPS
            for number, row in enumerate(self.rows):
                way = self.values[number] - start[number]
                now = start[number] + way * alpha
                self.bars[number].become(self._bar(row, now))
                self.numbers[number].turn(self._number(row, now, start[number] + way * told))

        return UpdateFromAlphaFunc(self, draw, run_time=run_time, rate_func=linear)

    def _bar(self, row: BarRow, value: float) -> Rectangle:
        wide = max(abs(value) * self.scale.inches, LEAST)
        middle = self.scale.zero + (wide if value >= 0 else -wide) / 2
        bar = Rectangle(width=wide, height=HIGH, stroke_width=0).move_to(at(middle, row.y))
        return bar.set_fill(self.theme.color(row.fill), opacity=1)

    def _number(self, row: BarRow, value: float, told: float) -> FrameText:
        line = FrameText(self.theme, self._write(told), color=row.ink, bold=row.bold)
        if self._number_at is not None:
            return line.put(self._number_at, row.y, "right")
        return line.put(self.scale.zero + max(value, 0.0) * self.scale.inches + AIR, row.y)
