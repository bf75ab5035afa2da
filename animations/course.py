"""How values go along the stops of a slider, and what that does to their order. No manim here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True)
class Course:
    """A value of each name at each stop; straight between two stops."""

    stops: tuple[float, ...]
    values: Mapping[str, Sequence[float]]

    @property
    def every_value(self) -> list[float]:
        """All values at all stops."""
        return [value for line in self.values.values() for value in line]

    def at(self, stop: float) -> dict[str, float]:
        """The values at a place on or between the stops."""
        return {name: float(np.interp(stop, self.stops, line)) for name, line in self.values.items()}


def between(start: float, end: float, part: float) -> float:
    """A place so far from one stop to another that equal parts are equal factors."""
    return start * math.exp(part * math.log(end / start))


def ranked(values: Mapping[str, float]) -> tuple[str, ...]:
    """Names, that of the smallest value first; of equal ones the earlier."""
    return tuple(sorted(values, key=lambda name: values[name]))


def standing(order: Sequence[str]) -> str:
    """Who is at the ends of an order."""
    return f"{order[0]} leads, {order[-1]} is last"


def turn(before: Sequence[str], after: Sequence[str]) -> str:
    """The change from one order to another that matters most: at its head, at its end, or else the foremost."""
    if after[0] != before[0]:
        return f"{after[0]} takes the lead, {before[0]} falls to {PLACES[after.index(before[0])]}"
    if after[-1] != before[-1]:
        return f"{after[-1]} falls to the last place"
    for place, name in enumerate(after):
        passed = [other for other in after[place + 1 :] if before.index(other) < before.index(name)]
        if passed:
            return f"{name} passes {' and '.join(passed)}"
    return f"the order stays: {standing(after)}"


def middle_ranks(orders: Sequence[Sequence[str]]) -> dict[str, float]:
    """The mean place of each name in some orders, from 0: between two places for as long as some of them differ."""
    return {name: sum(order.index(name) for order in orders) / len(orders) for name in orders[0]}
