"""Charts as SVG, drawn as the native ones are: the same axes, gaps, labels and whiskers."""

from __future__ import annotations

from build.drawing.page import Chart
from build.render.chart_layout import has_bars, require_points, unturned
from build.render.svg.chart_bars import bars
from build.render.svg.chart_frame import Frame, axes
from build.render.svg.chart_lines import lines
from build.render.svg.context import PageContext
from build.render.svg.markup import tag


def chart(item: Chart, context: PageContext) -> str:
    """A chart in points of its page. Raises ValueError where a series and its axis differ in length."""
    require_points(item)
    frame = Frame(unturned(item), context.theme, context.measure, rtl=item.rtl)
    return tag("g", axes(frame) + (bars(frame) if has_bars(item) else lines(frame)))
