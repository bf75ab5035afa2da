"""The axes of a chart: thin rules, readable labels, and no more of either than the page asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn

from build.page import Chart
from build.render.powerpoint.chart_text import set_font, set_text
from build.render.powerpoint.markup import EMU_PER_POINT, element, elements
from build.render.powerpoint.sheet import Sheet

_ROUNDING = 1e-6  # LibreOffice drops a point at the end of a logarithmic axis, which its own rounding puts outside
_HAIRLINE = round(0.75 * EMU_PER_POINT)


def style_axes(chart: Any, item: Chart, sheet: Sheet, *, numeric: bool) -> None:
    """Both axes of a chart, and the axes' numbers, which python-pptx has below zero against the schema."""
    along, values = chart.category_axis, chart.value_axis
    for number in chart._chartSpace.chart.plotArea.iter(qn("c:axId"), qn("c:crossAx")):
        number.set("val", number.get("val").lstrip("-"))
    for axis, title in ((along, item.x_title), (values, item.y_title)):
        axis.major_tick_mark = XL_TICK_MARK.NONE
        if title:
            set_text(axis.axis_title.text_frame, title, item.label_size, "slate", sheet)
    along.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _rule(along._element, "line2", sheet)
    set_font(along.tick_labels.font, item.label_size, "slate" if numeric else "char", sheet)
    if numeric:
        _style_numbers(along, item)
        along._element.crosses.val = XL_AXIS_CROSSES.MINIMUM
    lying = item.kind == "bar"
    along.reverse_order = lying  # they are listed from the top, as they are read
    values._element.crosses.val = XL_AXIS_CROSSES.MAXIMUM if lying else XL_AXIS_CROSSES.MINIMUM
    _style_values(values, item, sheet)


def _style_numbers(axis: Any, item: Chart) -> None:
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    axis.tick_labels.number_format = "#,##0.###"
    low, high = item.x_min, item.x_max
    base = _base(item.x) if item.log_x else 0
    if base:
        low, high = low or _power(min(item.x), base, math.floor), high or _power(max(item.x), base, math.ceil)
    elif item.kind == "line":
        high = max(item.x) if high is None else high  # curves run to the edge, where their names stand
    _scale(axis, base, low, high)


def _style_values(axis: Any, item: Chart, sheet: Sheet) -> None:
    """Where the axis is not asked for it still bounds the values, unseen."""
    axis.visible = axis.has_major_gridlines = item.value_axis
    if item.value_axis:
        _rule(axis._element.majorGridlines, "mist", sheet)
    axis.tick_labels.number_format = item.value_format
    axis.format.line.fill.background()
    set_font(axis.tick_labels.font, item.label_size, "slate", sheet)
    low, high = item.value_min, item.value_max
    every = [value for series in item.series for value in series.values]
    base = 10 if item.log_y else 0
    if base:
        above = [value for value in every if value > 0]
        low, high = low or _power(min(above), base, math.floor), high or _power(max(above), base, math.ceil)
    elif low is None and all(value >= 0 for value in every):
        low = 0.0  # bars that start elsewhere lie, and so do lines that are compared with them
    _scale(axis, base, low, high)
    if item.value_ticks:
        axis.major_unit = item.value_ticks


def _scale(axis: Any, base: int, low: float | None, high: float | None) -> None:
    """The axis' ends; on a logarithmic axis ticks stand a factor apart."""
    if base:
        axis._element.scaling.insert(0, element(f'<c:logBase val="{base}"/>'))
        axis.major_unit = base
        high = None if high is None else high * (1 + _ROUNDING)
    axis.minimum_scale, axis.maximum_scale = low, high


def _rule(owner: Any, color: str, sheet: Sheet) -> None:
    owner.get_or_add_spPr()[:] = elements(f'<a:ln w="{_HAIRLINE}">{sheet.colors.fill(color)}</a:ln>')


def _base(values: Sequence[float]) -> int:
    """Two where all values are powers of two, as lengths of contexts are; else ten."""
    return 2 if all(value > 0 and math.log2(value).is_integer() for value in values) else 10


def _power(value: float, base: int, rounding: Callable[[float], int]) -> float:
    return float(base ** rounding(round(math.log(value, base), 9)))
