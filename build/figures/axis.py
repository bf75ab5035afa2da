"""The axes of a line chart: round ends, where points stand, and as many tick labels as there is room for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from build.figures.canvas import widest
from build.figures.facts import MismatchError
from engine.units import Series

TICKS = (1, 2, 2.5, 5, 10)
KILO = 1024


@dataclass(frozen=True)
class Axis:
    """The value axis: its ends in the shown scale, and whether it is logarithmic."""

    low: float
    high: float
    step: float | None
    log: bool

    def share(self, value: float) -> float:
        """How far up a value stands, 0 at the foot."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def labels(self) -> list[str]:
        if self.log:
            decades = round(math.log10(self.high / self.low))
            return [f"{self.low * 10**i:,g}" for i in range(decades + 1)]
        step = self.step or (self.high - self.low)
        return [f"{self.low + step * i:,g}" for i in range(round((self.high - self.low) / step) + 1)]


def value_axis(values: Sequence[float], log: bool, reference: str) -> Axis:
    """Round ends and steps that hold all values."""
    most, least = max(values), min(values)
    if log:
        if least <= 0:
            raise MismatchError(f"{reference} has values that are not above 0, which a logarithmic axis cannot show")
        low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
        return Axis(10.0**low, 10.0 ** max(high, low + 1), None, True)
    rough = (most or 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(tick * power for tick in TICKS if tick * power >= rough * 0.999)
    return Axis(0.0, step * math.ceil(most / step - 1e-9), step, False)


def evenly_spaced(x: Sequence[float | str]) -> bool:
    """Whether points may stand at equal distances: names, or numbers an equal step or factor apart."""
    numbers = [one for one in x if not isinstance(one, str)]
    if len(numbers) < len(x):
        return True
    steps = [b - a for a, b in pairwise(numbers)]
    if all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps):
        return True
    if min(numbers) <= 0:
        return False
    factors = [b / a for a, b in pairwise(numbers)]
    return all(math.isclose(factor, factors[0], rel_tol=0.01) for factor in factors)


def numeric_axis(series: Series, log: bool) -> tuple[tuple[float, ...], str]:
    """Where points stand along a numeric axis, and its name. Powers of two are counted in k, so labels stay short."""
    numbers = tuple(float(one) for one in series.x if not isinstance(one, str))
    if len(numbers) < len(series.x):
        raise MismatchError(f"x of a numeric axis is {', '.join(map(str, series.x))}")
    if log and all(n >= KILO and math.log2(n).is_integer() for n in numbers):
        return tuple(n / KILO for n in numbers), f"{series.x_label} (k = {KILO:,})"
    return numbers, series.x_label


def thinned(names: Sequence[str], width: float) -> tuple[str, ...]:
    """Every name, every second, every third …: as many as have room, always the last."""
    for every in range(1, len(names) + 1):
        if widest(names) + 0.08 <= width / len(names) * every:
            return tuple(name if (len(names) - 1 - i) % every == 0 else "" for i, name in enumerate(names))
    return tuple(names)
