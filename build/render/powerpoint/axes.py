"""The axes of a chart: thin rules, readable labels, and no more of either than the page asks for."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn

from build.drawing.chart_style import AXIS, GRID, name_style, number_style
from build.drawing.page import Chart, Line
from build.drawing.text_measure import POINTS
from build.render.chart_layout import (
    TITLE_PAD,
    NumberAxis,
    is_lying,
    names_apart,
    names_fit,
    title_of,
    value_axis,
    x_axis,
)
from build.render.powerpoint.chart_text import manual_layout, set_font, set_text, stroke
from build.render.powerpoint.context import SlideContext
from build.render.powerpoint.markup import element, elements

_ROUNDING = 1e-6  # LibreOffice drops a point at the end of a logarithmic axis, which its own rounding puts outside


def style_axes(chart: Any, item: Chart, context: SlideContext, *, numeric: bool) -> None:
    """Both axes of a chart, and the axes' numbers, which python-pptx has below zero against the schema."""
    along, values = chart.category_axis, chart.value_axis
    for number in chart._chartSpace.chart.plotArea.iter(qn("c:axId"), qn("c:crossAx")):
        number.set("val", number.get("val").lstrip("-"))
    for axis, is_along in ((along, True), (values, False)):
        title = title_of(item, context.measure, along=is_along)
        axis.major_tick_mark = XL_TICK_MARK.NONE
        if title.text:
            set_text(axis.axis_title.text_frame, title.text, number_style(item), context)
            axis.axis_title._element.find(qn("c:layout")).append(
                manual_layout(title.box.inset(-TITLE_PAD / POINTS), item.box)
            )
    along.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _rule(along._element, AXIS, context)
    set_font(along.tick_labels.font, number_style(item) if numeric else name_style(item), context)
    if numeric:
        along.major_tick_mark = XL_TICK_MARK.OUTSIDE
        _scale(along, x_axis(item, context.measure))
        along._element.crosses.val = XL_AXIS_CROSSES.MINIMUM
    else:
        _place_names(along._element, item, context)
    lying = is_lying(item)
    along.reverse_order = lying or item.rtl  # they are listed from the top, and from where reading begins
    if item.rtl:
        values.reverse_order = lying
        (along if lying else values)._element.find(qn("c:axPos")).set("val", "r")
    values._element.crosses.val = XL_AXIS_CROSSES.MAXIMUM if lying else XL_AXIS_CROSSES.MINIMUM
    _style_values(values, item, context)


def _style_values(axis: Any, item: Chart, context: SlideContext) -> None:
    """Where the axis is not asked for it still bounds the values, unseen."""
    axis.visible = axis.has_major_gridlines = item.value_axis
    if item.value_axis:
        _rule(axis._element.majorGridlines, GRID, context)
    axis.format.line.fill.background()
    set_font(axis.tick_labels.font, number_style(item), context)
    _scale(axis, value_axis(item))


def _scale(axis: Any, own: NumberAxis) -> None:
    """The axis' ends, ticks and numbers; on a logarithmic axis ticks stand a factor apart."""
    scale = own.scale
    if scale.base:
        axis._element.scaling.insert(0, element(f'<c:logBase val="{scale.base}"/>'))
    axis.minimum_scale, axis.major_unit = scale.low, scale.step
    axis.maximum_scale = scale.high * (1 + _ROUNDING) if scale.base else scale.high
    axis.tick_labels.number_format = own.code


def _place_names(axis: Any, item: Chart, context: SlideContext) -> None:
    """Every name is written, with the room of the unnamed ones behind it.

    PowerPoint may turn names that are not level by order; LibreOffice breaks words that are and lack room.
    """
    if not is_lying(item) and names_fit(item, context.measure):
        axis.get_or_add_txPr().bodyPr.set("rot", "0")
    skip = element(f'<c:tickLblSkip val="{names_apart(item)}"/>')
    axis.insert_element_before(skip, "c:tickMarkSkip", "c:noMultiLvlLbl")


def _rule(owner: Any, line: Line, context: SlideContext) -> None:
    owner.get_or_add_spPr()[:] = elements(stroke(line, context))
