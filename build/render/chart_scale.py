"""The axes of a chart: every renderer draws from these, so that none chooses ends or ticks by itself.

Nothing is measured here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from build.drawing.page import Chart
from build.drawing.scale import MOST_TICKS, Scale, linear, logarithmic


def value_scale(item: Chart) -> Scale:
    """The axis of values. Ends that the page leaves open are round, hold all values and whiskers, and zero.

    Bars that start elsewhere than at zero lie, and so do lines that are compared with them.
    """
    every = list(_ends(item))
    if item.log_y:
        return logarithmic(every, low=item.value_min, high=item.value_max)
    least, most = min(every, default=0.0), max(every, default=0.0)
    least, most = min(least, 0.0), max(most, 0.0)
    return linear(least, most, low=item.value_min, high=item.value_max, step=item.value_ticks)


def x_scale(item: Chart, most_ticks: int = MOST_TICKS) -> Scale:
    """The axis along which points stand at numbers. Curves run to its end, where their names stand."""
    if item.log_x:
        return logarithmic(item.x, low=item.x_min, high=item.x_max, base=_base(item.x), most_ticks=most_ticks)
    least, most = min(item.x, default=0.0), max(item.x, default=0.0)
    high = most if item.kind == "line" and item.x_max is None and most > least else item.x_max
    return linear(least, most, low=item.x_min, high=high, most_ticks=most_ticks)


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


def _base(values: Sequence[float]) -> int:
    """Two where all values are powers of two, as lengths of contexts are; else ten."""
    return 2 if all(value > 0 and math.log2(value).is_integer() for value in values) else 10
