"""The axes of a chart as numbers: ends, ticks, and how far along a value stands.

Every renderer draws from these, so that none chooses ends or ticks by itself. Nothing is measured here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from build.page import Chart

MOST_TICKS = 8
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`; ticks stand `step` apart: a difference, or a factor where there is a `base`.

    Raises ValueError where the ends are not in order, or a logarithm has no low end.
    """

    low: float
    high: float
    step: float
    base: int = 0  # of the logarithm, 0 on a linear axis

    def __post_init__(self) -> None:
        if not self.low < self.high or (self.base and self.low <= 0):
            raise ValueError(
                f"an axis{' of logarithms' * bool(self.base)} cannot run from {self.low:g} to {self.high:g}"
            )

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high one; minus infinity for what a logarithm does not have."""
        if not self.base:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low) if value > 0 else -math.inf

    def within(self, value: float) -> float:
        """The share of a value, or of the end that it lies beyond."""
        return min(1.0, max(0.0, self.share(value)))

    def ticks(self) -> tuple[float, ...]:
        """From the low end on, as far as the axis runs."""
        if self.base:
            count = math.floor(math.log(self.high / self.low) / math.log(self.step) + 1e-6)
            return tuple(self.low * self.step**i for i in range(count + 1))
        count = math.floor((self.high - self.low) / self.step + 1e-6)
        return tuple(_tidy(self.low + i * self.step, self.step) for i in range(count + 1))


def value_scale(item: Chart) -> Scale:
    """The axis of values. Ends that the page leaves open are round, hold all values and whiskers, and zero.

    Bars that start elsewhere than at zero lie, and so do lines that are compared with them.
    """
    every = list(_ends(item))
    if item.log_y:
        return _logarithmic(every, item.value_min, item.value_max, 10, MOST_TICKS)
    least, most = min(every, default=0.0), max(every, default=0.0)
    return _linear(min(least, 0.0), max(most, 0.0), item.value_min, item.value_max, item.value_ticks, MOST_TICKS)


def x_scale(item: Chart, most_ticks: int = MOST_TICKS) -> Scale:
    """The axis along which points stand at numbers. Curves run to its end, where their names stand."""
    if item.log_x:
        return _logarithmic(item.x, item.x_min, item.x_max, _base(item.x), most_ticks)
    least, most = min(item.x, default=0.0), max(item.x, default=0.0)
    high = most if item.kind == "line" and item.x_max is None and most > least else item.x_max
    return _linear(least, most, item.x_min, high, None, most_ticks)


def stacked(item: Chart) -> Iterator[tuple[int, int, float, float]]:
    """The segments of stacked columns: series, column, and the values between which each stands.

    What lies below zero is stacked downwards. Of a hundred percent, values are shares of their column.
    """
    for i in range(len(item.categories)):
        column = [series.values[i] for series in item.series]
        whole = sum(abs(value) for value in column) if item.kind == "column_stacked_100" else 1.0
        tops = {True: 0.0, False: 0.0}
        for j, value in enumerate(column):
            start = tops[value >= 0]
            tops[value >= 0] = end = start + (value / whole if whole else 0.0)
            yield j, i, start, end


def _ends(item: Chart) -> Iterator[float]:
    """Where all that is drawn along the axis of values ends."""
    if item.kind.startswith("column_stacked"):
        for j, i, _, end in stacked(item):
            minus, plus = item.series[j].errors[i] if item.series[j].errors else (0.0, 0.0)
            yield from (end - minus, end + plus)
        return
    for series in item.series:
        yield from series.values
        for value, (minus, plus) in zip(series.values, series.errors, strict=False):
            yield from (value - minus, value + plus)


def _linear(
    least: float, most: float, low: float | None, high: float | None, step: float | None, most_ticks: int
) -> Scale:
    start, end = least if low is None else low, most if high is None else high
    step = step or _round_step((end - start) / max(1, most_ticks - 3))
    if low is None:
        low = _tidy(math.floor(least / step + 1e-9) * step, step)
    if high is None:
        high = _tidy(low + max(1, math.ceil((most - low) / step - 1e-9)) * step, step)
    return Scale(low, high, step)


def _logarithmic(values: Sequence[float], low: float | None, high: float | None, base: int, most_ticks: int) -> Scale:
    """Ends at powers of the base; where they are many, ticks stand at every second, third … of them."""
    above = [value for value in values if value > 0] or [1.0]
    low = low or _power(min(above), base, math.floor)
    high = high or max(_power(max(above), base, math.ceil), low * base)
    powers = math.log(high / low, base) if 0 < low < high else 1.0
    return Scale(low, high, float(base ** max(1, math.ceil(round(powers, 9) / max(1, most_ticks - 1)))), base)


def _round_step(rough: float) -> float:
    """The smallest round step that is not below `rough`."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(one * power for one in _STEPS if one * power >= rough * 0.999999)


def _tidy(value: float, step: float) -> float:
    """A multiple of a step without the dust of its binary digits."""
    return round(value, 9 - math.floor(math.log10(step)))


def _base(values: Sequence[float]) -> int:
    """Two where all values are powers of two, as lengths of contexts are; else ten."""
    return 2 if all(value > 0 and math.log2(value).is_integer() for value in values) else 10


def _power(value: float, base: int, rounding: Callable[[float], int]) -> float:
    return float(base ** rounding(round(math.log(value, base), 9)))
