"""Lines and points, with their markers, whiskers and labels."""

from __future__ import annotations

import math

from build.drawing.chart_style import curve, label_style
from build.drawing.page import ChartSeries
from build.render.chart_layout import LABEL_GAP, MARKER, is_numeric, label_side
from build.render.svg.chart_frame import Frame, on_axis
from build.render.svg.chart_marks import marker, whisker
from build.render.svg.markup import n, rule, tag


def lines(frame: Frame) -> str:
    """Each series with its markers and whiskers, later ones above; then all labels."""
    item = frame.item
    drawn = []
    for series in item.series:
        if item.kind == "line":
            drawn.append(_curve(series, frame))
        drawn += [_marker(series, i, frame) for i in range(len(series.values))]
        drawn += [
            whisker(frame, along(frame, i), value, errors)
            for i, (value, errors) in enumerate(zip(series.values, series.errors, strict=False))
        ]
    labels = [_label(series, i, frame) for series in item.series for i in range(len(series.values))]
    return "".join(drawn + labels)


def along(frame: Frame, i: int) -> float:
    """The share of x at which a point stands: its number's, or the middle of its name's room."""
    if is_numeric(frame.item):
        return frame.x.scale.share(frame.item.x[i])
    return (i + 0.5) / len(frame.item.categories)


def _curve(series: ChartSeries, frame: Frame) -> str:
    """A line from point to point, cut off at the plot; a point that a logarithm does not have leaves a gap."""
    shares = [(along(frame, i), frame.values.scale.share(value)) for i, value in enumerate(series.values)]
    steps, command = [], "M"
    for share in shares:
        if all(map(math.isfinite, share)):
            x, y = frame.at(*share)
            steps.append(f"{command}{n(frame.seen(x))} {n(y)}")
            command = "L"
        else:
            command = "M"
    path = tag("path", d="".join(steps), fill="none", **rule(curve(series), frame.theme, round_ends=True))
    if all(all(map(on_axis, share)) for share in shares):
        return path
    x, y, wide, tall = frame.plot.x, frame.plot.y, frame.plot.w, frame.plot.h
    x = frame.seen(x + wide) if frame.rtl else x
    view = f"{n(x)} {n(y)} {n(wide)} {n(tall)}"
    return tag("svg", path, x=x, y=y, width=wide, height=tall, viewBox=view)


def _marker(series: ChartSeries, i: int, frame: Frame) -> str:
    share = (along(frame, i), frame.values.scale.share(series.values[i]))
    if not series.marker or not all(map(on_axis, share)):
        return ""
    color = series.point_colors[i] if series.point_colors else series.color
    x, y = frame.at(*share)
    return marker(series.marker, (frame.seen(x), y), color, frame.theme)


def _label(series: ChartSeries, i: int, frame: Frame) -> str:
    text = series.labels[i] if series.labels else ""
    share = (along(frame, i), frame.values.scale.share(series.values[i]))
    if not text or not all(map(on_axis, share)):
        return ""
    x, y = frame.at(*share)
    gap = LABEL_GAP + (MARKER / 2 if series.marker else 0.0)
    if label_side(series, frame.item) == "right":
        return frame.text_at(text, x + gap, y, label_style(series, frame.item), "left")
    return frame.text_at(text, x, y - gap - frame.middle, label_style(series, frame.item))
