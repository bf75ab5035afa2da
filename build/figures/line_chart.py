"""Curves over one axis: a native line chart whose lines carry their names at their ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from build.drawing.page import Box, Chart, ChartSeries, Drawable, Line, TextStyle
from build.drawing.scale import Scale
from build.drawing.text_measure import height
from build.figures.axis import evenly_spaced, numeric_axis, point_names, thinned, tick_names
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, apart
from build.figures.curves import LineLook, prepared
from build.figures.figure_fact import Fact, scale_of
from build.figures.hero_lines import hero_lines
from engine.units import Count, Series


def lines(
    canvas: Canvas, curves: Fact[Series], *, x: Literal["", "linear", "log"] = "",
    y: Literal["linear", "log"] = "linear", unit: str = "", highlight: str = "", labels: tuple[str, ...] = (),
) -> Drawing:  # fmt: skip
    """One line each, its name at its end. Without `x`, points an equal step or factor apart stand evenly."""
    if canvas.is_hero:
        return hero_lines(canvas, curves, x, y == "log", unit, highlight, labels)
    drawn, _, _ = _draw(canvas, curves, x, y == "log", unit, highlight, labels)
    return drawn


def linear_vs_full(
    canvas: Canvas, memory: Fact[Series], crossing: Fact[Count] | None = None, *,
    unit: str = "", labels: tuple[str, ...] = (), highlight: str = "",
) -> Drawing:  # fmt: skip
    """Memory over length on logarithmic axes; below, the length from which the first line lies above the last."""
    across = "" if evenly_spaced(memory.value.x) else "log"
    if crossing is None:
        drawn, _, _ = _draw(canvas, memory, across, True, unit, highlight, labels)
        return drawn
    box = canvas.box
    room = Box(box.x, box.y, box.w, box.h - 0.32)
    drawn, plot, axis = _draw(canvas.at(room), memory, across, True, unit, highlight, labels)
    names = labels or tuple(memory.value.lines)
    told = f"from {crossing.value} tokens on, {names[0].lower()} needs more than {names[-1].lower()}"
    foot = Box(box.x, box.bottom - 0.26, box.w, 0.26)
    style = TextStyle(15, "goldink", bold=True)
    if canvas.wide_of(told, style) > box.w:
        told = f"{names[0]} needs more from {crossing.value} tokens on"
    style = canvas.largest(style, (15, LABEL), (told,), box.w)
    items = [*drawn.items, canvas.text("crossing told", told, foot, style)]
    spot = _crossing(memory.value, float(crossing.value), plot, axis, unit)
    if spot:
        x, y = spot
        ring = Box(x - 0.1, y - 0.1, 0.2, 0.2)
        items += [
            canvas.arrow("crossing drop", x, ring.bottom, x, plot.bottom, Line("goldd", 1.5, dash="dash")),
            canvas.shape("crossing", ring, kind="ellipse", line=Line("gold", 2.25)),
        ]
    return Drawing(tuple(items), f"{drawn.alt}. {told[0].upper()}{told[1:]}")


def _draw(
    canvas: Canvas, curves: Fact[Series], x: str, log_y: bool, unit: str, highlight: str, labels: tuple[str, ...]
) -> tuple[Drawing, Box, Scale]:
    drawn = prepared(canvas, curves, log_y, unit, highlight, labels)
    series, names, axis, looks = drawn.series, drawn.names, drawn.axis, drawn.looks

    box = canvas.box
    left = canvas.widest([canvas.said.number(name) for name in tick_names(axis)]) + 0.14
    right = min(canvas.widest(names, TextStyle(15, bold=True)), max(1.15, box.w * 0.3)) + 0.16
    measure = drawn.suffix
    top = 0.38 if measure else 0.12
    plot = Box(box.x + left, box.y + top, box.w - left - right, box.h - top - 0.58)
    even = x == "" and evenly_spaced(series.x)
    numbers, x_label = ((), series.x_label) if even else numeric_axis(series, x == "log")
    chart = Chart(
        name=canvas.name("chart"),
        box=Box(box.x, box.y + top - 0.12, box.w - right + 0.1, box.h - top - 0.16),
        kind="line",
        categories=thinned(canvas, [canvas.said.number(name) for name in point_names(series.x)], plot.w),
        series=tuple(
            ChartSeries(name=name, values=line, color=look.color, marker=look.marker, dash=look.dash)
            for name, line, look in zip(names, drawn.values, looks, strict=True)
        ),
        plot=plot,
    )  # fmt: skip
    items: list[Drawable] = [drawn.on_axes(chart, numbers, x == "log", log_y)]
    if measure:
        place = Box(box.x, box.y, box.w * 0.6, 0.24)
        items.append(canvas.text("measure", canvas.said.in_unit.format(measure), place, QUIET, align="left"))
    half = min(plot.x + plot.w / 2 - box.x, box.right - plot.x - plot.w / 2)
    place = Box(plot.x + plot.w / 2 - half, box.bottom - 0.26, 2 * half, 0.26)
    items.append(canvas.text("axis", x_label, place, canvas.largest(QUIET, (15, LABEL), (x_label,), place.w)))
    clear = 0.06 if even else 0.14  # a marker stands on the plot's edge
    place = Box(plot.right + clear, plot.y - 0.1, right - clear, plot.h + 0.2)
    items += _ends(canvas, names, [line[-1] for line in drawn.values], looks, axis, plot, place)
    return Drawing(tuple(items), drawn.told(unit)), plot, axis


def _ends(
    canvas: Canvas,
    names: Sequence[str],
    ends: Sequence[float],
    looks: Sequence[LineLook],
    axis: Scale,
    plot: Box,
    place: Box,
) -> list[Drawable]:
    style = canvas.largest(BOLD, (15.0, LABEL), [word for name in names for word in name.split()], place.w)
    heights = [height((canvas.paragraph(name, place, style),)) + 0.04 for name in names]
    middles = [plot.bottom - plot.h * axis.share(end) for end in ends]
    middles = apart(middles, heights, place.y, place.bottom)
    items: list[Drawable] = []
    for name, middle, tall, look in zip(names, middles, heights, looks, strict=True):
        room = Box(place.x, middle - tall / 2, place.w, tall)
        items.append(canvas.text(f"line {name}", name, room, replace(style, color=look.ink), align="left"))
    return items


def _crossing(series: Series, length: float, plot: Box, axis: Scale, unit: str) -> tuple[float, float] | None:
    """Where the last line stands at a length between two points of a logarithmic axis."""
    x = [float(value) for value in series.x if not isinstance(value, str)]
    if len(x) < len(series.x) or not x[0] <= length <= x[-1]:
        return None
    after = next(i for i in range(1, len(x)) if length <= x[i])
    part = math.log(length / x[after - 1]) / math.log(x[after] / x[after - 1])
    line = list(series.lines.values())[-1]
    value = math.exp((1 - part) * math.log(line[after - 1]) + part * math.log(line[after]))
    factor = scale_of(series.unit(max(map(max, series.lines.values()))), unit).factor
    across = (after - 1 + part + 0.5) / len(x) if evenly_spaced(x) else math.log(length / x[0]) / math.log(x[-1] / x[0])
    return plot.x + plot.w * across, plot.bottom - plot.h * axis.share(value / factor)
