"""Where the parts of a chart stand: the plot, the titles of its axes, its labels. Boxes in inches, gaps in points.

Every renderer places them so; what a page leaves open is decided here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from build.drawing.chart_style import label_style, name_style, number_style
from build.drawing.page import Box, Chart, ChartSeries, Run
from build.drawing.scale import MOST_TICKS, Scale
from build.drawing.text_measure import POINTS, Measure
from build.render.chart_format import SHORTEST, YEAR, axis_format, tick_text
from build.render.chart_scale import value_scale, x_scale

NAME_GAP = 7.0  # between an axis' line and the names or numbers along it
NAME_SHARE = 0.95  # of the room below a group of bars, so that names stand apart
TICK_GAP = 3.0  # between the plot and the numbers of an axis that has no line
LABEL_GAP = 2.8  # between a bar or point and its label
MARKER = 9.0
APART = 0.05  # inches between numbers along x
TITLE_LINE = 1.22  # of its size, as the fonts themselves have it
TITLE_PAD = 2.6  # around a title, inside what office programs take for its box
EDGE = 4.0  # kept free all round: LibreOffice shrinks a chart whose words touch its edge

Side = Literal["center", "end", "right", "above"]


def is_lying(item: Chart) -> bool:
    return item.kind == "bar"


def is_numeric(item: Chart) -> bool:
    """Whether the points stand at numbers along x, not at names."""
    return item.kind == "scatter" or (item.kind == "line" and bool(item.x))


def unturned(item: Chart) -> Chart:
    """A chart as it is laid out: turned around its middle if it runs from right to left."""
    plot = item.plot.mirrored(item.box) if item.plot else None
    return replace(item, plot=plot, rtl=False) if item.rtl else item


def has_bars(item: Chart) -> bool:
    return item.kind not in ("line", "scatter")


def require_points(item: Chart) -> None:
    """Raises ValueError where a series and its axis differ in length."""
    expected = len(item.x) if is_numeric(item) else len(item.categories)
    for series in item.series:
        if len(series.values) != expected:
            raise ValueError(
                f"{item.name}: series {series.name!r} has {len(series.values)} values for {expected} points"
            )


def label_side(series: ChartSeries, item: Chart) -> Side:
    """In a segment, at the end of a bar, right of a point or of the line's end if only that is labelled, else above."""
    if item.kind.startswith("column_stacked"):
        return "center"
    if item.kind != "line":
        return "right" if item.kind == "scatter" else "end"
    return "above" if any(series.labels[:-1]) else "right"


def label_value(series: ChartSeries, i: int) -> float:
    """The value at which the label of a bar stands: its end, or that of its whisker."""
    value = series.values[i]
    minus, plus = series.errors[i] if series.errors else (0.0, 0.0)
    return value + plus if value >= 0 else value - minus


# ---- axes -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NumberAxis:
    """A scale with the code of its numbers' format."""

    scale: Scale
    code: str
    marks: str

    def texts(self) -> tuple[str, ...]:
        marks = str.maketrans(".,", self.marks)
        return tuple(tick_text(tick, self.code).translate(marks) for tick in self.scale.ticks())


def value_axis(item: Chart) -> NumberAxis:
    scale = value_scale(item)
    return NumberAxis(scale, axis_format(item.value_format, scale, item.value_unit), item.marks)


def x_axis(item: Chart, measure: Measure) -> NumberAxis:
    """The axis of numbers along x, with as many ticks as have room for theirs."""
    room = (item.plot or item.box).w
    for most in range(MOST_TICKS, 0, -1):
        scale = x_scale(item, most)
        axis = NumberAxis(scale, YEAR if item.years else axis_format(SHORTEST, scale), item.marks)
        places = [room * scale.share(tick) for tick in scale.ticks()]
        halves = [_wide(text, item, measure) / 2 for text in axis.texts()]
        spans = [(place - half, place + half) for place, half in zip(places, halves, strict=True)]
        if all(left[1] + APART <= right[0] for left, right in pairwise(spans)):
            break
    return axis


# ---- names ------------------------------------------------------------------------------------------
def names_apart(item: Chart) -> int:
    """How many categories apart named ones stand, the first being named; 1 where that is not regular."""
    named = [i for i, name in enumerate(item.categories) if name]
    step = named[1] if len(named) > 1 else 1
    return step if named == list(range(0, len(item.categories), step)) else 1


def names_fit(item: Chart, measure: Measure) -> bool:
    """Whether every word has room at its own place, so that a name may be wrapped there and need not be turned."""
    room = plot_box(item, measure).w / max(1, len(item.categories)) * NAME_SHARE
    return all(_widest_word(name, item, measure) <= room for name in item.categories)


def name_lines(name: str, item: Chart, plot: Box, measure: Measure) -> tuple[str, ...]:
    """A category's name on the lines that it takes below its bars, or beside them. No word is broken."""
    if item.rtl:
        return name_lines(name, unturned(item), plot.mirrored(item.box), measure)
    if is_lying(item):
        room = plot.x - item.box.x - NAME_GAP / POINTS
    else:
        room = plot.w / len(item.categories) * names_apart(item) * NAME_SHARE
    room = max(room, _widest_word(name, item, measure))
    return measure.wrap((Run(name, name_style(item)),), room, reserve=0.0)


# ---- plot and titles --------------------------------------------------------------------------------
def plot_box(item: Chart, measure: Measure) -> Box:
    """The area inside the axes: where the page fixes it, else what names, numbers, labels and titles leave."""
    if item.plot is not None:
        return item.plot
    if item.rtl:
        return plot_box(unturned(item), measure).mirrored(item.box)
    box, line = item.box.inset(EDGE / POINTS), item.label_size / POINTS
    title = (TITLE_LINE * item.label_size + TICK_GAP) / POINTS
    numbers = value_axis(item).texts() if item.value_axis else ()
    below, left = (item.y_title, item.x_title) if is_lying(item) else (item.x_title, item.y_title)
    top, right = _room_for_labels(item, measure)
    start, foot = title * bool(left), title * bool(below)
    if is_lying(item):
        start += min(max((_wide(name, item, measure) for name in item.categories), default=0.0), box.w * 0.4)
        start += NAME_GAP / POINTS
        if numbers:
            foot += line + TICK_GAP / POINTS
            right = max(right, _wide(numbers[-1], item, measure) / 2)
    else:
        if numbers:
            start += max(_wide(text, item, measure) for text in numbers) + TICK_GAP / POINTS
            top = max(top, line / 2)
        along = x_axis(item, measure).texts() if is_numeric(item) else ()
        if along:
            start = max(start, _wide(along[0], item, measure) / 2)
            right = max(right, _wide(along[-1], item, measure) / 2)
        foot += NAME_GAP / POINTS
        if not along and item.categories:
            across = Box(0, 0, box.w - start - right, 0)
            foot += line * max(len(name_lines(name, item, across, measure)) for name in item.categories)
        else:
            foot += line
    return Box(box.x + start, box.y + top, max(0.1, box.w - start - right), max(0.1, box.h - top - foot))


def _room_for_labels(item: Chart, measure: Measure) -> tuple[float, float]:
    """Inches above and right of the plot for labels at the farthest points."""
    top = right = 0.0
    for series in item.series:
        side = label_side(series, item)
        wide = max((measure.width(text, label_style(series, item)) for text in series.labels), default=0.0)
        beside = side == "right" or (side == "end" and is_lying(item))
        mark = 0.0 if has_bars(item) else MARKER / 2
        if wide and beside:
            right = max(right, wide + (LABEL_GAP + mark) / POINTS)
        elif wide and side != "center":
            top = max(top, (item.label_size + LABEL_GAP + mark) / POINTS)
        elif series.marker:
            top, right = max(top, mark / POINTS), max(right, mark / POINTS)
    return top, right


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an axis: below the plot, or beside it and read upwards. `box` is that of the drawn words."""

    text: str
    box: Box
    upright: bool


def title_of(item: Chart, measure: Measure, *, along: bool) -> Title:
    """The title of the axis along the names (or x), or of that of the values, at the edge of the chart."""
    if item.rtl:
        own = title_of(unturned(item), measure, along=along)
        return replace(own, box=own.box.mirrored(item.box))
    text = item.x_title if along else item.y_title
    plot, box = plot_box(item, measure), item.box.inset(EDGE / POINTS)
    wide, tall = _wide(text, item, measure), TITLE_LINE * item.label_size / POINTS
    if along == is_lying(item):
        return Title(text, Box(box.x, plot.y + (plot.h - wide) / 2, tall, wide), True)
    return Title(text, Box(plot.x + (plot.w - wide) / 2, box.bottom - tall, wide, tall), False)


def _wide(text: str, item: Chart, measure: Measure) -> float:
    return measure.width(text, number_style(item))


def _widest_word(text: str, item: Chart, measure: Measure) -> float:
    return measure.widest_word((Run(text, name_style(item)),))
