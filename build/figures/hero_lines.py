"""Curves that have a slide to themselves: large words, each line's name and last value at its end, its peak told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Chart, ChartSeries, Drawable, TextStyle
from build.drawing.text_measure import height
from build.figures.axis import (
    evenly_spaced,
    numeric_axis,
    point_names,
    speak_for_themselves,
    thinned,
    tick_names,
)
from build.figures.canvas import LABEL, Canvas, Drawing, apart
from build.figures.curves import CHOSEN, Curves, LineLook, prepared
from build.figures.figure_fact import Fact
from engine.units import Series

AXIS_SIZES = (16.0, LABEL)
NAME_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, LABEL)
VALUE = TextStyle(16, "slate")
LEAST_RIGHT, MOST_RIGHT = 1.3, 3.2  # inches for the names
TWO_LINES = 4  # lines that have room for a value below their names
NAMES = 0.42  # inches below the plot
AXIS_TITLE = 0.30
MOST_NAMES = 12  # below the points; of more, every second
PEAKS = 3  # lines whose peaks are told
PEAK_AIR = 0.06  # inches around a peak's label
LOOKS = (("navy", "navy"), CHOSEN, ("teal", "teal"), ("plum", "plum"))
ASIDE = ("navy300", "slate")  # of many lines, those that are not the one that matters


def hero_lines(
    canvas: Canvas, fact: Fact[Series], x: str, log_y: bool, unit: str, highlight: str, labels: tuple[str, ...]
) -> Drawing:
    """The chart, as large as its box. Raises MismatchError, UnfitError."""
    curves = prepared(canvas, fact, log_y, unit, highlight, labels)
    series, axis, box = curves.series, curves.axis, canvas.box
    looks = _looks(canvas, curves, highlight)
    small = TextStyle(AXIS_SIZES[0])
    numbers = [canvas.said.number(name) for name in tick_names(axis)]
    widest = [*numbers[:-1], f"{numbers[-1]} {curves.suffix}".strip()]
    left = canvas.widest(widest, small) + 0.12
    name, right = _names_room(canvas, curves)
    even = x == "" and evenly_spaced(series.x)
    points, x_label = ((), series.x_label) if even else numeric_axis(series, x == "log")
    titled = not speak_for_themselves(series.x)
    foot = NAMES + (AXIS_TITLE if titled else 0.0)
    plot = Box(box.x + left, box.y + 0.2, box.w - left - right, box.h - 0.2 - foot)
    wide = plot.w if len(series.x) <= MOST_NAMES else plot.w * MOST_NAMES / len(series.x)
    chart = Chart(
        name=canvas.name("chart"),
        box=Box(box.x, box.y, box.w - right + 0.1, box.h - (AXIS_TITLE if titled else 0.0)),
        kind="line",
        categories=thinned(canvas, [canvas.said.number(name) for name in point_names(series.x)], wide, small),
        series=tuple(
            ChartSeries(
                name=line, values=values, color=look.color, marker=look.marker, dash=look.dash, labels=peak,
                label_color=look.ink,
            )
            for line, values, look, peak in zip(
                curves.names, curves.values, looks, _peaks(canvas, curves, plot, unit, even), strict=True
            )
        ),
        value_unit=f" {curves.suffix}" if curves.suffix not in ("", "%") else curves.suffix,
        label_size=AXIS_SIZES[0],
        plot=plot,
    )  # fmt: skip
    items: list[Drawable] = [curves.on_axes(chart, points, x == "log", log_y)]
    if titled:
        place = Box(plot.x, box.bottom - AXIS_TITLE, plot.w, AXIS_TITLE)
        items.append(canvas.text("axis", x_label, place, canvas.largest(VALUE, AXIS_SIZES, (x_label,), place.w)))
    clear = 0.10 if even else 0.20
    place = Box(plot.right + clear, plot.y - 0.2, right - clear, plot.h + 0.4)
    items += _ends(canvas, curves, looks, name, unit, plot, place)
    return Drawing(tuple(items), curves.told(unit))


def _looks(canvas: Canvas, curves: Curves, highlight: str) -> list[LineLook]:
    """Each line in a colour of its own; of many, one in its colour and the others pale."""
    own = [canvas.variant(line) is not None for line in curves.series.lines]
    if any(own) or bool(highlight) == (len(own) <= TWO_LINES):
        return curves.looks
    colors: Sequence[tuple[str, str]] = LOOKS
    if highlight:
        colors = [CHOSEN if (look.color, look.ink) == CHOSEN else ASIDE for look in curves.looks]
    return [replace(look, color=color, ink=ink) for look, (color, ink) in zip(curves.looks, colors, strict=False)]


def _names_room(canvas: Canvas, curves: Curves) -> tuple[TextStyle, float]:
    """The style of the lines' names, and inches right of the plot for them."""
    bold = TextStyle(NAME_SIZES[0] if len(curves.names) <= TWO_LINES else VALUE.size, bold=True)
    sizes = [size for size in NAME_SIZES if size <= bold.size]
    style = canvas.fitting(bold, sizes, curves.names, MOST_RIGHT)
    return style, max(LEAST_RIGHT, canvas.widest(curves.names, style)) + 0.22


def _peaks(canvas: Canvas, curves: Curves, plot: Box, unit: str, even: bool) -> list[tuple[str, ...]]:
    """The label of each line's highest point, where it has room and no line runs through it."""
    none: tuple[str, ...] = ()
    count = len(curves.series.x)
    if len(curves.names) > PEAKS or not even:
        return [none] * len(curves.names)
    shares = [[curves.axis.within(value) for value in line] for line in curves.values]
    style = TextStyle(AXIS_SIZES[0], bold=True)
    taken: list[Box] = []
    labels: list[tuple[str, ...]] = []
    for i, line in enumerate(shares):
        top = line.index(max(line))
        text = curves.text(i, top, unit)
        wide, tall = canvas.wide_of(text, style), style.size / 72
        x, y = plot.x + plot.w * (top + 0.5) / count, plot.bottom - plot.h * line[top]
        label = Box(x - wide / 2, y - 0.14 - tall, wide, tall).inset(-PEAK_AIR, 0)
        crossed = any(_runs_through(other, label, plot) for j, other in enumerate(shares) if j != i)
        inside = 0 < top < count - 1 and label.y >= plot.y - 0.2 and label.x >= plot.x and label.right <= plot.right
        if not inside or crossed or any(_meets(label, other) for other in taken):
            labels.append(none)
            continue
        taken.append(label)
        labels.append(tuple(text if point == top else "" for point in range(count)))
    return labels


def _runs_through(line: Sequence[float], label: Box, plot: Box) -> bool:
    """Whether a line of evenly spaced points meets a box."""
    step = plot.w / len(line)
    for i in range(len(line) - 1):
        x = plot.x + step * (i + 0.5)
        for part in range(9):
            share = line[i] + (line[i + 1] - line[i]) * part / 8
            at = (x + step * part / 8, plot.bottom - plot.h * share)
            if label.x <= at[0] <= label.right and label.y <= at[1] <= label.bottom:
                return True
    return False


def _meets(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _ends(
    canvas: Canvas, curves: Curves, looks: Sequence[LineLook], name: TextStyle, unit: str, plot: Box, place: Box
) -> list[Drawable]:
    """Names at the lines' ends, with the last value below where there are few."""
    two = len(curves.names) <= TWO_LINES
    high = height((canvas.paragraph(curves.names[0], Box(0, 0, place.w, 2.0), name),))
    low = height((canvas.paragraph("0", Box(0, 0, place.w, 2.0), VALUE),)) if two else 0.0
    tall = high + low + (0.04 if two else 0.02)
    middles = [plot.bottom - plot.h * curves.axis.within(line[-1]) for line in curves.values]
    middles = apart(middles, [tall] * len(middles), place.y, place.bottom)
    items: list[Drawable] = []
    order = sorted(range(len(middles)), key=middles.__getitem__)
    for i in order:
        top = middles[i] - tall / 2
        words, look = curves.names[i], looks[i]
        items.append(
            canvas.text(
                f"line {words}", words, Box(place.x, top, place.w, high), replace(name, color=look.ink), align="left"
            )
        )
        if two:
            value = curves.text(i, -1, unit)
            box = Box(place.x, top + high, place.w, low)
            style = canvas.largest(VALUE, AXIS_SIZES, (value,), place.w)
            items.append(canvas.text(f"value {words}", value, box, style, align="left"))
    return items
