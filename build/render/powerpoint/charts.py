"""Charts with their data: an instructor can edit the numbers, restyle the bars, and read the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pptx.chart.datalabel import DataLabels
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn

from build.drawing.chart_style import EDGE, SEGMENT, WHISKER, curve, label_style, number_style
from build.drawing.page import Chart, ChartSeries
from build.drawing.xml_text import escape
from build.render.chart_layout import (
    MARKER,
    Side,
    has_bars,
    is_lying,
    is_numeric,
    label_side,
    label_value,
    plot_box,
    require_points,
)
from build.render.chart_scale import value_scale
from build.render.powerpoint.axes import style_axes
from build.render.powerpoint.chart_data import CategoryData, WorkbookColumn, XyData
from build.render.powerpoint.chart_text import manual_layout, set_font, set_text, stroke
from build.render.powerpoint.context import SlideContext, named, place
from build.render.powerpoint.markup import element, elements

_TYPES = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column_stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "column_stacked_100": XL_CHART_TYPE.COLUMN_STACKED_100,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
}
_POSITIONS: Mapping[Side, XL_LABEL_POSITION] = {
    "center": XL_LABEL_POSITION.CENTER,
    "end": XL_LABEL_POSITION.OUTSIDE_END,
    "right": XL_LABEL_POSITION.RIGHT,
    "above": XL_LABEL_POSITION.ABOVE,
}
_NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)


def chart(item: Chart, context: SlideContext) -> Any:
    """A native chart. Raises ValueError where a series and its axis differ in length."""
    require_points(item)
    numbers = is_numeric(item)
    data = XyData(item) if numbers else CategoryData(item, context.measure)
    kind = XL_CHART_TYPE.XY_SCATTER_LINES if numbers and item.kind == "line" else _TYPES[item.kind]
    shape = context.shapes.add_chart(kind, *place(item.box), data)
    drawn = shape.chart
    drawn.has_title = drawn.has_legend = False
    set_font(drawn.font, number_style(item), context)
    _frame(drawn._chartSpace, item, context)
    plot = drawn.plots[0]
    plot.vary_by_categories = False
    bars = has_bars(item)
    if bars:
        plot.gap_width = item.gap
    for i, (own, series) in enumerate(zip(plot.series, item.series, strict=True)):
        if bars:
            _style_bars(own._element, series, item, context)
        else:
            _style_points(own._element, series, item, context)
        _add_labels(own, series, item, context)
        if series.errors:
            _add_whiskers(own._element, data.whiskers[i, "minus"], data.whiskers[i, "plus"], context, bars=bars)
    style_axes(drawn, item, context, numeric=numbers)
    for text in drawn._chartSpace.iter(qn("a:rPr"), qn("a:endParaRPr")):
        text.set("lang", context.language)
    return named(shape._element, item)


def _frame(space: Any, item: Chart, context: SlideContext) -> None:
    """Nothing behind the plot, square corners, and the plot where it stands in every renderer."""
    for setting in elements(f'<c:lang val="{escape(context.language)}"/><c:roundedCorners val="0"/>'):
        space.chart.addprevious(setting)
    space.txPr.addprevious(element("<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"))
    plot = space.chart.plotArea
    plot.append(element("<c:spPr><a:noFill/></c:spPr>"))
    layout = element("<c:layout/>")
    layout.append(manual_layout(plot_box(item, context.measure), item.box, plot=True))
    plot.insert(0, layout)


def _style_bars(own: Any, series: ChartSeries, item: Chart, context: SlideContext) -> None:
    stacked = item.kind.startswith("column_stacked")
    line = stroke(SEGMENT, context) if stacked else "<a:ln><a:noFill/></a:ln>"
    own.get_or_add_spPr().extend(elements(context.colors.fill(series.color) + line))
    own.get_or_add_invertIfNegative().val = False
    for i, color in enumerate(series.point_colors):
        if color != series.color:
            point = own.get_or_add_dPt_for_point(i)
            point.get_or_add_spPr().extend(elements(context.colors.fill(color) + line))


def _style_points(own: Any, series: ChartSeries, item: Chart, context: SlideContext) -> None:
    """Points, joined where the chart is one of lines."""
    joined = item.kind == "line"
    line = stroke(curve(series), context, round_ends=True) if joined else "<a:ln><a:noFill/></a:ln>"
    own.get_or_add_spPr()[:] = elements(line)
    own.get_or_add_marker()[:] = elements(_marker(series, series.color, context))
    for i, color in enumerate(series.point_colors):
        if color != series.color and series.marker:
            own.get_or_add_dPt_for_point(i).get_or_add_marker()[:] = elements(_marker(series, color, context))


def _marker(series: ChartSeries, color: str, context: SlideContext) -> str:
    if not series.marker:
        return '<c:symbol val="none"/>'
    looks = f"<c:spPr>{context.colors.fill(color)}{stroke(EDGE, context)}</c:spPr>"
    return f'<c:symbol val="{series.marker}"/><c:size val="{round(MARKER)}"/>{looks}'


def _add_labels(own: Any, series: ChartSeries, item: Chart, context: SlideContext) -> None:
    """The labels that the page gives, word for word; the other points have none."""
    if not any(series.labels):
        return
    style, position = label_style(series, item), _POSITIONS[label_side(series, item)]
    every = DataLabels(own._element.get_or_add_dLbls())
    set_font(every.font, style, context)
    if item.rtl and position == XL_LABEL_POSITION.RIGHT:
        position = XL_LABEL_POSITION.LEFT
    every.position, every.show_value = position, True
    for i, text in enumerate(series.labels):
        label = own.points[i].data_label
        if text:
            label.position = position
            set_text(label.text_frame, text, style, context)
            label.text_frame.word_wrap = False
            if series.errors:
                _move_beyond_whisker(own._element.get_or_add_dLbl(i), series, i, item, context)
        else:
            own._element.get_or_add_dLbl(i)[1:] = elements('<c:delete val="1"/>')
    for leader in every._element.findall(qn("c:showLeaderLines")):
        every._element.remove(leader)
    every._element.append(element(_NO_LEADERS))


def _move_beyond_whisker(label: Any, series: ChartSeries, i: int, item: Chart, context: SlideContext) -> None:
    """Move a label from the end of its bar to the end of the bar's whisker; lines keep theirs beside the point."""
    if label_side(series, item) != "end":
        return
    scale, plot = value_scale(item), plot_box(item, context.measure)
    share = scale.within(label_value(series, i)) - scale.within(series.values[i])
    away = -1 if item.rtl else 1
    axis, offset = ("x", away * share * plot.w / item.box.w) if is_lying(item) else ("y", -share * plot.h / item.box.h)
    moved = f'<c:layout><c:manualLayout><c:{axis} val="{offset:.5f}"/></c:manualLayout></c:layout>'
    label.idx.addnext(element(moved))


def _add_whiskers(own: Any, minus: WorkbookColumn, plus: WorkbookColumn, context: SlideContext, *, bars: bool) -> None:
    which = "" if bars else '<c:errDir val="y"/>'
    own.insert_element_before(
        element(
            f'<c:errBars>{which}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
            f"<c:plus>{_lengths(plus)}</c:plus><c:minus>{_lengths(minus)}</c:minus>"
            f"<c:spPr>{stroke(WHISKER, context)}</c:spPr></c:errBars>"
        ),
        "c:cat",
        "c:val",
        "c:xVal",
        "c:yVal",
    )


def _lengths(column: WorkbookColumn) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(column.values))
    return (
        f"<c:numRef><c:f>{column.reference}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(column.values)}"/>{points}</c:numCache></c:numRef>'
    )
