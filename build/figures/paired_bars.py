"""Two lines of a Series as two rows of upright bars to one scale: what something is with and without a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from build.drawing.page import Box, Chart, ChartSeries, Drawable, TextStyle
from build.figures.axis import point_names
from build.figures.bars import GAP
from build.figures.canvas import LABEL, QUIET, Canvas, Drawing, UnfitError, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError, scale_of
from engine.units import Quantity, Series

LOW = 2.0  # a box lower than this holds the rows side by side
HEAD = 0.28
OVER = 0.26  # inches above the tallest bar, for its value
BELOW = 0.26  # and below, for the names of the bars
AXIS = 0.25
ROOMY = 1.6  # a box lower than this does not name its axis
LEAST_PLOT = 0.3
MOST = 12
FILLS = (("navy300", "navy"), ("navy", "navy"))
CHOSEN = ("gold", "navy")


def paired_bars(
    canvas: Canvas, pair: Fact[Series], *, labels: tuple[str, ...] = (), unit: str = "", highlight: str = ""
) -> Drawing:
    """The first line above the second, or at its left in a low box. Bars of both are to one scale, so they compare."""
    series = pair.value
    names = labels or tuple(series.lines)
    if len(series.lines) != 2 or len(series.x) > MOST:
        raise MismatchError(
            f"{pair.reference} has {len(series.lines)} lines of {len(series.x)} points; two of up to {MOST} are drawn"
        )
    if len(names) != len(series.lines):
        raise MismatchError(f"labels names {len(names)} for {len(series.lines)} lines")
    wanted = highlight.casefold()
    keys = [(line.casefold(), name.casefold()) for line, name in zip(series.lines, names, strict=True)]
    if wanted and not any(wanted in key for key in keys):
        raise MismatchError(f"highlight={highlight} is none of: {', '.join(series.lines)}")
    lowest, most = (end(value for line in series.lines.values() for value in line) for end in (min, max))
    if lowest < 0 or most <= 0:
        raise MismatchError(f"{pair.reference} goes down to {lowest:g}; bars of shares stand on 0")

    largest = series.unit(most)
    unit = unit or next(name for name, scale in largest.scales.items() if scale is scale_of(largest, unit))

    box = canvas.box
    axis = AXIS if box.h >= ROOMY else 0.0
    area = Box(box.x, box.y, box.w, box.h - axis)
    places = in_columns(area, 2, 0.3) if box.h < LOW else in_rows(area, 2, 0.1)
    items: list[Drawable] = []
    told = []
    for i, (line, name, place) in enumerate(zip(series.lines, names, places, strict=True)):
        look = CHOSEN if wanted and wanted in keys[i] else FILLS[i]
        inner = replace(canvas.at(place), prefix=canvas.name(f"row {i + 1}"))
        row = _row(inner, name, series[line], largest, unit, look)
        items += row.items
        told.append(row.alt)
    if axis:
        foot = Box(box.x, box.bottom - axis, box.w, axis)
        items.append(canvas.text("axis", series.x_label, foot, QUIET))
    return Drawing(tuple(items), f"By {series.x_label}. {'. '.join(told)}")


def _row(
    canvas: Canvas, name: str, points: Mapping[float | str, Quantity], most: Quantity, unit: str, look: tuple[str, str]
) -> Drawing:
    """A native chart below its name; each value over its bar, where it has room."""
    box = canvas.box
    fill, ink = look
    plot = Box(box.x, box.y + HEAD + OVER, box.w, box.h - HEAD - OVER - BELOW)
    if plot.h < LEAST_PLOT:
        raise UnfitError(f"a row of bars needs {box.h - plot.h + LEAST_PLOT:.2f} in of height and has {box.h:.2f} in")
    scale = scale_of(most, unit)
    pitch = plot.w / len(points)
    shown = [canvas.shown(value, unit) for value in points.values()]
    xs = [canvas.said.number(name) for name in point_names(tuple(points))]
    chart = Chart(
        name=canvas.name("chart"),
        alt=f"{name}: {', '.join(f'{x}: {text}' for x, text in zip(xs, shown, strict=True))}.",
        box=Box(plot.x, plot.y, plot.w, plot.h + BELOW), kind="column", categories=tuple(xs),
        series=(ChartSeries(name=name, values=tuple(value / scale.factor for value in points.values()), color=fill),),
        gap=GAP, value_axis=False, value_min=0.0, value_max=most / scale.factor, label_size=LABEL, plot=plot,
    )  # fmt: skip
    items: list[Drawable] = [
        canvas.text("name", name, Box(box.x, box.y, box.w, HEAD), TextStyle(16, ink, bold=True), align="left"),
        chart,
    ]
    style = TextStyle(LABEL, ink, bold=True)
    wide = [canvas.wide_of(text, style) for text in shown]
    if all((a + b) / 2 <= pitch for a, b in pairwise(wide)):
        for i, (value, text) in enumerate(zip(points.values(), shown, strict=True)):
            top = plot.bottom - plot.h * value / most
            left = max(box.x, min(plot.x + (i + 0.5) * pitch - wide[i] / 2, box.right - wide[i]))
            items.append(canvas.text(f"value {i + 1}", text, Box(left, top - OVER, wide[i], 0.24), style))
    return Drawing(tuple(items), chart.alt.rstrip("."))
