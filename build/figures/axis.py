"""The axes of a line chart: round ends, where points stand, and as many tick labels as there is room for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from build.drawing.page import TextStyle
from build.drawing.scale import Scale, linear, logarithmic
from build.figures.canvas import PLAIN, Canvas
from build.figures.figure_fact import MismatchError, compact
from engine.units import Series

TICKS = 7  # at most, along an axis of a slide's figure
KILO = 1024
YEARS = (1400, 2200)


def value_axis(values: Sequence[float], log: bool, reference: str) -> Scale:
    """The axis that holds all values, and zero where it is not logarithmic. Raises MismatchError."""
    if not log:
        return linear(min(0.0, *values), max(0.0, *values), most_ticks=TICKS)
    if min(values) <= 0:
        raise MismatchError(f"{reference} has values that are not above 0, which a logarithmic axis cannot show")
    return logarithmic(values)


def tick_names(axis: Scale) -> list[str]:
    """The numbers along an axis."""
    return [f"{tick:,g}" for tick in axis.ticks()]


def evenly_spaced(x: Sequence[float | str]) -> bool:
    """Whether points may stand at equal distances: names, or numbers an equal step or factor apart."""
    numbers = [value for value in x if not isinstance(value, str)]
    if len(numbers) < len(x):
        return True
    steps = [b - a for a, b in pairwise(numbers)]
    if all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps):
        return True
    if min(numbers) <= 0:
        return False
    factors = [math.log(b / a) for a, b in pairwise(numbers)]  # those of years hardly differ from one
    return all(math.isclose(factor, factors[0], rel_tol=0.02) for factor in factors)


def numeric_axis(series: Series, log: bool) -> tuple[tuple[float, ...], str]:
    """Where points stand along a numeric axis, and its name. Powers of two are counted in k, so labels stay short."""
    numbers = tuple(float(value) for value in series.x if not isinstance(value, str))
    if len(numbers) < len(series.x):
        raise MismatchError(f"x of a numeric axis is {', '.join(map(str, series.x))}")
    if log and all(n >= KILO and math.log2(n).is_integer() for n in numbers):
        return tuple(n / KILO for n in numbers), f"{series.x_label} (k = {KILO:,})"
    return numbers, series.x_label


def are_years(x: Sequence[float | str]) -> bool:
    """Whether points stand at whole years, whose thousands nobody parts."""
    first, last = YEARS
    return all(not isinstance(value, str) and first <= value <= last and float(value).is_integer() for value in x)


def speak_for_themselves(x: Sequence[float | str]) -> bool:
    """Whether what stands below the points needs no name: months or cities, or years; other numbers do."""
    try:
        return are_years([float(value) for value in x])
    except ValueError:
        return True


def point_names(x: Sequence[float | str]) -> list[str]:
    """What is written below each point."""
    years = are_years(x)
    return [value if isinstance(value, str) else f"{value:.0f}" if years else compact(value) for value in x]


def thinned(canvas: Canvas, names: Sequence[str], width: float, style: TextStyle = PLAIN) -> tuple[str, ...]:
    """Every name, every second, every third …: as many as have room, always the last."""
    for every in range(1, len(names) + 1):
        if canvas.widest(names, style) + 0.08 <= width / len(names) * every:
            return tuple(name if (len(names) - 1 - i) % every == 0 else "" for i, name in enumerate(names))
    return tuple(names)
