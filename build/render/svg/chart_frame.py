"""A chart's plot in points of the page, and its axes: gridlines, rules, numbers, names and titles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from build.drawing.chart_style import AXIS, GRID, name_style, number_style
from build.drawing.direction import begins_right_to_left
from build.drawing.mirror import OTHER_SIDE
from build.drawing.page import Align, Box, Chart, Line, Run, TextStyle
from build.drawing.text_lines import placed
from build.drawing.text_measure import POINTS, Measure
from build.render.chart_layout import (
    NAME_GAP,
    TICK_GAP,
    NumberAxis,
    is_lying,
    is_numeric,
    name_lines,
    plot_box,
    title_of,
    value_axis,
    x_axis,
)
from build.render.svg.context import in_points
from build.render.svg.markup import n, rule, tag, text_line
from build.render.svg.text import part_line
from build.theme.tokens import Theme

TICK = 4.25  # what a tick of an axis of numbers is long
RISE, FALL = 0.75, 0.25  # of its size: what a line of a chart's text takes above and below its baseline

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where shares of the two axes stand on the page. Along names or x they run to the right, or down beside bars.

    With `rtl` all that is drawn is turned around the middle of the chart.
    """

    item: Chart
    theme: Theme
    measure: Measure
    rtl: bool = False

    @cached_property
    def plot(self) -> Box:
        """In points."""
        return in_points(plot_box(self.item, self.measure))

    @cached_property
    def values(self) -> NumberAxis:
        return value_axis(self.item)

    @cached_property
    def x(self) -> NumberAxis:
        return x_axis(self.item, self.measure)

    @property
    def lying(self) -> bool:
        return is_lying(self.item)

    def at(self, along: float, up: float) -> Point:
        """The place of a share along the names (or x) and one of the values' axis."""
        if self.lying:
            return self.plot.x + up * self.plot.w, self.plot.y + along * self.plot.h
        return self.plot.x + along * self.plot.w, self.plot.bottom - up * self.plot.h

    def seen(self, x: float) -> float:
        """Where something that is laid out at a place is seen; in points."""
        return (2 * self.item.box.x + self.item.box.w) * POINTS - x if self.rtl else x

    @property
    def middle(self) -> float:
        """From the top of a line to its middle."""
        return self.item.label_size * (RISE + FALL) / 2

    def line(self, start: Point, end: Point, looks: Line) -> str:
        x1, x2 = self.seen(start[0]), self.seen(end[0])
        return tag("line", x1=x1, y1=start[1], x2=x2, y2=end[1], **rule(looks, self.theme))

    def text_at(self, text: str, x: float, y: float, style: TextStyle, align: Align = "center") -> str:
        """A line whose middle has the height `y`."""
        return self.written(text, x, y + style.size * (RISE - FALL) / 2, style, align=align)

    def written(
        self, text: str, x: float, y: float, style: TextStyle, *, align: Align = "center", rotation: float = 0.0
    ) -> str:
        """A line whose baseline begins, has its middle or ends at a place, turned around it; each font by itself."""
        if not text:
            return ""
        x, align = self.seen(x), OTHER_SIDE[align] if self.rtl else align
        backwards = begins_right_to_left(text, otherwise=False)
        parts = list(placed((Run(text, style),), 0.0, self.measure, rtl=backwards))
        if len(parts) == 1 and parts[0].face is None and not parts[0].backwards:
            return text_line(text, (x, y), style, self.theme, align=align, rotation=rotation)
        start = x - sum(part.width for part in parts) * POINTS * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        drawn = "".join(part_line(part, start + part.x * POINTS, y, self.theme) for part in parts)
        return tag("g", drawn, transform=f"rotate({n(rotation)} {n(x)} {n(y)})" if rotation else None)


def on_axis(share: float) -> bool:
    """Whether a share lies between the two ends, but for what numbers are rounded by."""
    return -1e-6 <= share <= 1 + 1e-6


def axes(frame: Frame) -> str:
    """All that stands behind and around the points."""
    item = frame.item
    parts = [*_gridlines(frame), *_value_numbers(frame)] if item.value_axis else []
    foot = 0.0 if is_numeric(item) else frame.values.scale.within(0.0)  # names' axis crosses the other at zero
    parts.append(frame.line(frame.at(0, foot), frame.at(1, foot), AXIS))
    parts += _x_numbers(frame) if is_numeric(item) else _names(frame)
    return "".join(parts) + _title(frame, along=True) + _title(frame, along=False)


def _gridlines(frame: Frame) -> list[str]:
    shares = map(frame.values.scale.share, frame.values.scale.ticks())
    return [frame.line(frame.at(0, up), frame.at(1, up), GRID) for up in shares]


def _value_numbers(frame: Frame) -> list[str]:
    parts, style = [], number_style(frame.item)
    for tick, text in zip(frame.values.scale.ticks(), frame.values.texts(), strict=True):
        x, y = frame.at(1.0 if frame.lying else 0.0, frame.values.scale.share(tick))
        if frame.lying:
            parts.append(frame.text_at(text, x, y + TICK_GAP + frame.middle, style))
        else:
            parts.append(frame.text_at(text, x - TICK_GAP, y, style, "right"))
    return parts


def _x_numbers(frame: Frame) -> list[str]:
    parts, style = [], number_style(frame.item)
    for tick, text in zip(frame.x.scale.ticks(), frame.x.texts(), strict=True):
        x, y = frame.at(frame.x.scale.share(tick), 0.0)
        parts.append(frame.line((x, y), (x, y + TICK), AXIS))
        parts.append(frame.text_at(text, x, y + NAME_GAP + frame.middle, style))
    return parts


def _names(frame: Frame) -> list[str]:
    """Below their bars; beside lying ones, where the lines of a long name are centred on each other."""
    item, parts = frame.item, []
    line, plot, style = item.label_size, plot_box(item, frame.measure), name_style(item)
    for i, name in enumerate(item.categories):
        lines = name_lines(name, item, plot, frame.measure)
        x, y = frame.at((i + 0.5) / len(item.categories), 0.0)
        if frame.lying:
            x -= NAME_GAP + max(frame.measure.width(text, style) for text in lines) * POINTS / 2
            y -= (len(lines) - 1) * line / 2
        else:
            y += NAME_GAP + frame.middle
        parts += [frame.text_at(text, x, y + j * line, style) for j, text in enumerate(lines)]
    return parts


def _title(frame: Frame, *, along: bool) -> str:
    title = title_of(frame.item, frame.measure, along=along)
    if not title.text:
        return ""
    style, box = number_style(frame.item), title.box
    x, y = (box.x + box.w / 2) * POINTS, (box.y + box.h / 2) * POINTS
    drop = style.size * (RISE - FALL) / 2
    return frame.written(
        title.text,
        x + (-drop if frame.rtl else drop) if title.upright else x,
        y if title.upright else y + drop,
        style,
        rotation=-90.0 if title.upright else 0.0,
    )
