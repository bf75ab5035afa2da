"""How the lines and words of a chart look, in every renderer."""

from __future__ import annotations

from build.drawing.page import Chart, ChartSeries, Line, TextStyle

AXIS = Line("line2", 0.75)
GRID = Line("mist", 0.75)
SEGMENT = Line("white", 1.25)  # between the segments of a stack
WHISKER = Line("char", 1.5)
EDGE = Line("white", 1.0)  # around a marker


def curve(series: ChartSeries) -> Line:
    return Line(series.color, 2.5, dash="dash" if series.dash else "solid")


def number_style(item: Chart) -> TextStyle:
    """Of the numbers along an axis, and of its title."""
    return TextStyle(item.label_size, "slate")


def name_style(item: Chart) -> TextStyle:
    return TextStyle(item.label_size, "char")


def label_style(series: ChartSeries, item: Chart) -> TextStyle:
    return TextStyle(item.label_size, series.label_color, bold=True)
