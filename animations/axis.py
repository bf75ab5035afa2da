"""Axes without manim: where a value stands between two ends, and which round values get a tick."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LOG_FROM = 8.0  # the largest value this many times the smallest: powers, not differences, are compared
MOST_TICKS = 5
MANTISSAS: tuple[Sequence[float], ...] = ((1, 2, 5), (1, 3), (1,))
STEPS = (1.0, 2.0, 2.5, 5.0)
SPARE = 0.15  # of a lone value, on both sides of it


@dataclass(frozen=True)
class Axis:
    """`low` stands at `start` and `high` at `end`, in inches; `log` says what lies half way."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    @classmethod
    def over(cls, values: Iterable[float], start: float, end: float, *, log_from: float = LOG_FROM) -> Axis:
        """The axis from the smallest to the largest of the values, logarithmic where they differ much."""
        low, high = min(known := tuple(values)), max(known)
        if math.isclose(low, high):  # the floats between them are too few to place anything by
            low, high = (low - abs(low) * SPARE or -1.0), (high + abs(high) * SPARE or 1.0)
        return cls(low, high, start, end, log=low > 0 and high / low >= log_from)

    def at(self, value: float) -> float:
        """Inches of a value; beyond the ends too."""
        if self.log:
            part = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def value(self, inches: float) -> float:
        """The value at a place, the inverse of `at`."""
        part = (inches - self.start) / (self.end - self.start)
        if self.log:
            return self.low * math.exp(part * math.log(self.high / self.low))
        return self.low + part * (self.high - self.low)

    def ticks(self, first: float, last: float) -> tuple[float, ...]:
        """Round values between two places, a handful at most."""
        low, high = sorted((self.value(first), self.value(last)))
        return _log_ticks(low, high) if self.log else _even_ticks(low, high)


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for mantissas in MANTISSAS:
        ticks = tuple(t for p in powers for m in mantissas if low <= (t := m * 10.0**p) <= high)
        if len(ticks) <= MOST_TICKS:
            break
    while len(ticks) > MOST_TICKS:
        ticks = ticks[::2]
    return ticks if len(ticks) > 1 else _even_ticks(low, high)


def _even_ticks(low: float, high: float) -> tuple[float, ...]:
    power = 10.0 ** math.floor(math.log10((high - low) / MOST_TICKS))
    step = next(s * power for s in (*STEPS, 10.0, 20.0) if (high - low) / (s * power) <= MOST_TICKS)
    first = math.ceil(low / step)
    return tuple(n * step for n in range(first, math.floor(high / step) + 1))
