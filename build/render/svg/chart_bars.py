"""Bars and columns, side by side or stacked, with their whiskers and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from build.drawing.chart_style import SEGMENT, label_style
from build.drawing.page import Align, Chart, ChartSeries
from build.render.chart_layout import LABEL_GAP, label_side, label_value
from build.render.chart_scale import stacked
from build.render.svg.chart_frame import Frame
from build.render.svg.chart_marks import whisker
from build.render.svg.markup import rule, tag


@dataclass(frozen=True, slots=True)
class ChartBar:
    """The bar of a series at a category: from where to where along the names, as shares, and its values."""

    series: ChartSeries
    i: int
    left: float
    right: float
    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def bars(frame: Frame) -> str:
    """All bars, then their whiskers, then their labels on top."""
    every = list(placed(frame.item))
    return (
        "".join(_rect(bar, frame) for bar in every)
        + "".join(whisker(frame, bar.middle, bar.end, bar.series.errors[bar.i]) for bar in every if bar.series.errors)
        + "".join(_label(bar, frame) for bar in every)
    )


def placed(item: Chart) -> Iterator[ChartBar]:
    """Where bars stand. The gap between two groups is that percentage of a bar's width, half of it at the ends."""
    stacks = item.kind.startswith("column_stacked")
    pitch = 1 / max(1, len(item.categories))
    wide = pitch / ((1 if stacks else max(1, len(item.series))) + item.gap / 100)
    margin = wide * item.gap / 200
    if stacks:
        for j, i, start, end in stacked(item):
            left = i * pitch + margin
            yield ChartBar(item.series[j], i, left, left + wide, start, end)
        return
    for j, series in enumerate(item.series):
        for i, value in enumerate(series.values):
            left = i * pitch + margin + j * wide
            yield ChartBar(series, i, left, left + wide, 0.0, value)


def _rect(bar: ChartBar, frame: Frame) -> str:
    scale = frame.values.scale
    (x1, y1), (x2, y2) = frame.at(bar.left, scale.within(bar.start)), frame.at(bar.right, scale.within(bar.end))
    color = bar.series.point_colors[bar.i] if bar.series.point_colors else bar.series.color
    line = rule(SEGMENT, frame.theme) if frame.item.kind.startswith("column_stacked") else {}
    return tag(
        "rect",
        x=min(frame.seen(x1), frame.seen(x2)),
        y=min(y1, y2),
        width=abs(x2 - x1),
        height=abs(y2 - y1),
        fill=frame.theme.color(color),
        **line,
    )


def _label(bar: ChartBar, frame: Frame) -> str:
    series, scale, style = bar.series, frame.values.scale, label_style(bar.series, frame.item)
    text = series.labels[bar.i] if series.labels else ""
    if not text:
        return ""
    if label_side(series, frame.item) == "center":
        x, y = frame.at(bar.middle, (scale.within(bar.start) + scale.within(bar.end)) / 2)
        return frame.text_at(text, x, y, style)
    x, y = frame.at(bar.middle, scale.within(label_value(series, bar.i)))
    away = 1 if bar.end >= 0 else -1
    if frame.lying:
        align: Align = "left" if away > 0 else "right"
        return frame.text_at(text, x + away * LABEL_GAP, y, style, align)
    y -= away * (LABEL_GAP + frame.middle)
    return frame.text_at(text, x, y, style)
