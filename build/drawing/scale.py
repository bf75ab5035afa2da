"""Axes as numbers: round ends, ticks, and how far along a value stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


def linear(
    least: float,
    most: float,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    most_ticks: int = MOST_TICKS,
) -> Scale:
    """An axis that holds `least` to `most`; ends and step that are not given are round."""
    start, end = least if low is None else low, most if high is None else high
    step = step or _round_step((end - start) / max(1, most_ticks - 3))
    if low is None:
        low = _tidy(math.floor(least / step + 1e-9) * step, step)
    if high is None:
        high = _tidy(low + max(1, math.ceil((most - low) / step - 1e-9)) * step, step)
    return Scale(low, high, step)


def logarithmic(
    values: Sequence[float],
    *,
    low: float | None = None,
    high: float | None = None,
    base: int = 10,
    most_ticks: int = MOST_TICKS,
) -> Scale:
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
    return next(step * power for step in _STEPS if step * power >= rough * 0.999999)


def _tidy(value: float, step: float) -> float:
    """A multiple of a step without the dust of its binary digits."""
    return round(value, 9 - math.floor(math.log10(step)))


def _power(value: float, base: int, rounding: Callable[[float], int]) -> float:
    return float(base ** rounding(round(math.log(value, base), 9)))
