"""Charts with their data: an instructor can edit the numbers, restyle the bars, and read the values."""

from __future__ import annotations

from build.page import Chart, ChartSeries
from build.render.powerpoint.axes import axes_xml, small_text
from build.render.powerpoint.chart_data import Sheet1
from build.render.powerpoint.markup import EMU_PER_POINT, escape
from build.render.powerpoint.package import Relations
from build.render.powerpoint.sheet import Sheet, frame, named

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_GROUPINGS = {
    "column": "clustered",
    "bar": "clustered",
    "column_stacked": "stacked",
    "column_stacked_100": "percentStacked",
}
_NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)
_AXES = '<c:axId val="1"/><c:axId val="2"/>'
_LINE = round(2.5 * EMU_PER_POINT)
_SEGMENT = round(1.25 * EMU_PER_POINT)  # the white line between segments of a stack
_WHISKER = round(1.5 * EMU_PER_POINT)
_MARKER = 9  # points


def chart(item: Chart, sheet: Sheet) -> str:
    """A native chart. Raises ValueError where a series and its axis differ in length."""
    for series in item.series:
        expected = len(item.x) if numeric(item) else len(item.categories)
        if len(series.values) != expected:
            raise ValueError(
                f"{item.name}: series {series.name!r} has {len(series.values)} values for {expected} points"
            )
    relations = Relations()
    data = Sheet1(item, numeric(item))
    book = relations.add("package", sheet.package.embed(data.workbook(), "/ppt/embeddings/data", ".xlsx"))
    name = sheet.package.name("/ppt/charts/chart")
    sheet.package.add(name, _TYPE, _chart_space(item, data, sheet, book), relations)
    relation = sheet.relations.add("chart", name)
    return (
        f"<p:graphicFrame><p:nvGraphicFramePr>{named(item, sheet)}<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
        f'{frame(item.box, tag="p:xfrm")}<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def numeric(item: Chart) -> bool:
    """Whether the points stand at numbers along x, not at names."""
    return item.kind == "scatter" or (item.kind == "line" and bool(item.x))


def _chart_space(item: Chart, data: Sheet1, sheet: Sheet, book: str) -> str:
    kind = {"line": _line, "scatter": _scatter}.get(item.kind, _bars)
    plot = (_scatter if numeric(item) else kind)(item, data, sheet)
    return (
        f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:lang val="{escape(sheet.language)}"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{_layout(item)}{plot}{axes_xml(item, sheet, numeric=numeric(item))}"
        "<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{small_text(item.label_size, 'slate', sheet)}"
        f'<c:externalData r:id="{book}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _layout(item: Chart) -> str:
    """Where the plot stands in the chart, if the page fixes it."""
    if item.plot is None:
        return "<c:layout/>"
    box, plot = item.box, item.plot
    shares = {"x": (plot.x - box.x) / box.w, "y": (plot.y - box.y) / box.h, "w": plot.w / box.w, "h": plot.h / box.h}
    values = "".join(f'<c:{side} val="{share:.5f}"/>' for side, share in shares.items())
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{values}</c:manualLayout></c:layout>"
    )


def _bars(item: Chart, data: Sheet1, sheet: Sheet) -> str:
    stacked = item.kind.startswith("column_stacked")
    separator = f'<a:ln w="{_SEGMENT}">{sheet.colors.fill("white")}</a:ln>' if stacked else "<a:ln><a:noFill/></a:ln>"
    series = ""
    for i, one in enumerate(item.series):
        points = "".join(
            f'<c:dPt><c:idx val="{j}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
            f"<c:spPr>{sheet.colors.fill(color)}{separator}</c:spPr></c:dPt>"
            for j, color in enumerate(one.point_colors)
            if color != one.color
        )
        series += (
            f"<c:ser>{_head(i, one, data)}<c:spPr>{sheet.colors.fill(one.color)}{separator}</c:spPr>"
            f'<c:invertIfNegative val="0"/>{points}{_labels(one, item, sheet, "ctr" if stacked else "outEnd")}'
            f"{_whiskers(i, one, data, sheet)}{data.categories()}{data.values(i)}</c:ser>"
        )
    overlap = '<c:overlap val="100"/>' if stacked else ""
    return (
        f'<c:barChart><c:barDir val="{"bar" if item.kind == "bar" else "col"}"/>'
        f'<c:grouping val="{_GROUPINGS[item.kind]}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{item.gap}"/>{overlap}{_AXES}</c:barChart>'
    )


def _line(item: Chart, data: Sheet1, sheet: Sheet) -> str:
    series = "".join(
        f"<c:ser>{_head(i, one, data)}{_stroke(one, sheet)}{_marker(one, sheet)}{_points(one, sheet)}"
        f"{_labels(one, item, sheet, _beside(one))}{_whiskers(i, one, data, sheet, 'y')}{data.categories()}"
        f'{data.values(i)}<c:smooth val="0"/></c:ser>'
        for i, one in enumerate(item.series)
    )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
        f'<c:marker val="1"/>{_AXES}</c:lineChart>'
    )


def _scatter(item: Chart, data: Sheet1, sheet: Sheet) -> str:
    """Points at numbers; a line chart over numbers is one whose points are joined."""
    joined = item.kind == "line"
    series = "".join(
        f"<c:ser>{_head(i, one, data)}{_stroke(one, sheet) if joined else '<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'}"
        f"{_marker(one, sheet)}{_points(one, sheet)}{_labels(one, item, sheet, _beside(one) if joined else 'r')}"
        f'{_whiskers(i, one, data, sheet, "y")}{data.x_values()}{data.values(i, "yVal")}<c:smooth val="0"/></c:ser>'
        for i, one in enumerate(item.series)
    )
    style = "lineMarker"
    return f'<c:scatterChart><c:scatterStyle val="{style}"/><c:varyColors val="0"/>{series}{_AXES}</c:scatterChart>'


def _head(index: int, series: ChartSeries, data: Sheet1) -> str:
    return f'<c:idx val="{index}"/><c:order val="{index}"/><c:tx>{data.name(index)}</c:tx>'


def _stroke(series: ChartSeries, sheet: Sheet) -> str:
    dash = '<a:prstDash val="dash"/>' if series.dash else ""
    return f'<c:spPr><a:ln w="{_LINE}" cap="rnd">{sheet.colors.fill(series.color)}{dash}<a:round/></a:ln></c:spPr>'


def _marker(series: ChartSeries, sheet: Sheet, color: str = "") -> str:
    if not series.marker:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    fill = sheet.colors.fill(color or series.color)
    edge = f'<a:ln w="{EMU_PER_POINT}">{sheet.colors.fill("white")}</a:ln>'
    return (
        f'<c:marker><c:symbol val="{series.marker}"/><c:size val="{_MARKER}"/><c:spPr>{fill}{edge}</c:spPr></c:marker>'
    )


def _points(series: ChartSeries, sheet: Sheet) -> str:
    return "".join(
        f'<c:dPt><c:idx val="{i}"/>{_marker(series, sheet, color)}<c:bubble3D val="0"/></c:dPt>'
        for i, color in enumerate(series.point_colors)
        if color != series.color and series.marker
    )


def _beside(series: ChartSeries) -> str:
    """Right of the line's end where only the end is labelled, else above the points."""
    return "r" if series.labels and not any(series.labels[:-1]) else "t"


def _labels(series: ChartSeries, item: Chart, sheet: Sheet, position: str) -> str:
    """The labels that the page gives, word for word; the other points have none."""
    if not any(series.labels):
        return ""
    show = "".join(
        f'<c:{what} val="{int(what == "showVal")}"/>'
        for what in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    properties = f'lang="{escape(sheet.language)}" sz="{round(item.label_size * 100)}" b="1"'
    fill = sheet.colors.fill(series.label_color)
    labels = ""
    for i, text in enumerate(series.labels):
        beyond = _beyond_whisker(series.errors[i][1], item) if series.errors else ""
        if not text:
            labels += f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'
            continue
        labels += (
            f'<c:dLbl><c:idx val="{i}"/>{beyond}<c:tx><c:rich><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr/></a:pPr>'
            f"<a:r><a:rPr {properties}>{fill}</a:rPr><a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>"
            f'<c:dLblPos val="{position}"/>{show}</c:dLbl>'
        )
    return (
        f"<c:dLbls>{labels}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{small_text(item.label_size, series.label_color, sheet, bold=True)}"
        f'<c:dLblPos val="{position}"/>{show}{_NO_LEADERS}</c:dLbls>'
    )


def _beyond_whisker(plus: float, item: Chart) -> str:
    """Moves a label from the end of its bar to the end of the bar's whisker; lines keep theirs beside the point."""
    if item.kind not in ("bar", "column"):
        return ""
    top = item.value_max or max(value for series in item.series for value in series.values)
    plot = item.plot or item.box
    share = plus / (top - (item.value_min or 0.0))
    axis, offset = ("x", share * plot.w / item.box.w) if item.kind == "bar" else ("y", -share * plot.h / item.box.h)
    return f'<c:layout><c:manualLayout><c:{axis} val="{offset:.5f}"/></c:manualLayout></c:layout>'


def _whiskers(index: int, series: ChartSeries, data: Sheet1, sheet: Sheet, direction: str = "") -> str:
    if not series.errors:
        return ""
    which = f'<c:errDir val="{direction}"/>' if direction else ""
    return (
        f'<c:errBars>{which}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{data.errors(index, 'plus')}</c:plus><c:minus>{data.errors(index, 'minus')}</c:minus>"
        f'<c:spPr><a:ln w="{_WHISKER}">{sheet.colors.fill("char")}</a:ln></c:spPr></c:errBars>'
    )
