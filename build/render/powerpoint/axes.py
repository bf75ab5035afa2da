"""The axes of a chart: thin rules, readable labels, and no more of either than the page asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from build.page import Chart
from build.render.powerpoint.markup import EMU_PER_POINT, escape
from build.render.powerpoint.sheet import Sheet
from build.render.powerpoint.workbook import number

_ROUNDING = 1e-6  # LibreOffice drops a point at the end of a logarithmic axis, which its own rounding puts outside
_HAIRLINE = round(0.75 * EMU_PER_POINT)


def axes_xml(item: Chart, sheet: Sheet, *, numeric: bool) -> str:
    """Both axes: x (or the categories) with id 1, values with id 2."""
    lying = item.kind == "bar"
    values = _value_axis(item, sheet, "b" if lying else "l", reversed_=lying, between=not numeric)
    if numeric:
        return _x_axis(item, sheet) + values
    return _category_axis(item, sheet, "l" if lying else "b", reversed_=lying) + values


def small_text(size: float, color: str, sheet: Sheet, *, bold: bool = False) -> str:
    """Text properties in the theme's font."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
        f'{sheet.colors.fill(color)}<a:latin typeface="+mn-lt"/></a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="{escape(sheet.language)}"/></a:p></c:txPr>'
    )


def _category_axis(item: Chart, sheet: Sheet, side: str, *, reversed_: bool) -> str:
    """Lying bars are listed from the top, as they are read."""
    order = "maxMin" if reversed_ else "minMax"
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/>{_title(item.x_title, item, sheet)}<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_rule("line2", sheet)}'
        f'{small_text(item.label_size, "char", sheet)}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _x_axis(item: Chart, sheet: Sheet) -> str:
    low, high = (item.x_min, item.x_max)
    base = 0
    if item.log_x:
        base = _base(item.x)
        low, high = low or _power(min(item.x), base, math.floor), high or _power(max(item.x), base, math.ceil)
    elif item.kind == "line":
        high = max(item.x) if high is None else high  # curves run to the edge, where their names stand
    return (
        f'<c:valAx><c:axId val="1"/>{_scaling(base, low, high)}<c:delete val="0"/><c:axPos val="b"/>'
        f'{_title(item.x_title, item, sheet)}<c:numFmt formatCode="#,##0.###" sourceLinked="0"/>'
        f'<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_rule("line2", sheet)}'
        f'{small_text(item.label_size, "slate", sheet)}<c:crossAx val="2"/><c:crosses val="min"/>'
        f'<c:crossBetween val="midCat"/>{_unit(base)}</c:valAx>'
    )


def _value_axis(item: Chart, sheet: Sheet, side: str, *, reversed_: bool, between: bool) -> str:
    """Where the axis is not asked for it still bounds the values, unseen."""
    low, high = item.value_min, item.value_max
    base = 0
    if item.log_y:
        every = [value for series in item.series for value in series.values if value > 0]
        base = 10
        low, high = low or _power(min(every), base, math.floor), high or _power(max(every), base, math.ceil)
    elif low is None and all(value >= 0 for series in item.series for value in series.values):
        low = 0.0  # bars that start elsewhere lie, and so do lines that are compared with them
    grid = f"<c:majorGridlines>{_rule('mist', sheet)}</c:majorGridlines>" if item.value_axis else ""
    return (
        f'<c:valAx><c:axId val="2"/>{_scaling(base, low, high)}<c:delete val="{int(not item.value_axis)}"/>'
        f'<c:axPos val="{side}"/>{grid}{_title(item.y_title, item, sheet)}'
        f'<c:numFmt formatCode="{escape(item.value_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{small_text(item.label_size, "slate", sheet)}<c:crossAx val="1"/>'
        f'<c:crosses val="{"max" if reversed_ else "min"}"/>'
        f'<c:crossBetween val="{"between" if between else "midCat"}"/>'
        f"{_unit(item.value_ticks or base)}</c:valAx>"
    )


def _unit(step: float) -> str:
    """The distance between ticks; on a logarithmic axis the factor."""
    return f'<c:majorUnit val="{number(step)}"/>' if step else ""


def _scaling(base: int, low: float | None, high: float | None) -> str:
    log = f'<c:logBase val="{base}"/>' if base else ""
    if base and high is not None:
        high *= 1 + _ROUNDING
    top = "" if high is None else f'<c:max val="{number(high)}"/>'
    bottom = "" if low is None else f'<c:min val="{number(low)}"/>'
    return f'<c:scaling>{log}<c:orientation val="minMax"/>{top}{bottom}</c:scaling>'


def _title(text: str, item: Chart, sheet: Sheet) -> str:
    if not text:
        return ""
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr b="0"/></a:pPr><a:r>'
        f'<a:rPr lang="{escape(sheet.language)}" sz="{round(item.label_size * 100)}" b="0">{sheet.colors.fill("slate")}'
        f'</a:rPr><a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _rule(color: str, sheet: Sheet) -> str:
    return f'<c:spPr><a:ln w="{_HAIRLINE}">{sheet.colors.fill(color)}</a:ln></c:spPr>'


def _base(values: Sequence[float]) -> int:
    """Two where all values are powers of two, as lengths of contexts are; else ten."""
    return 2 if all(value > 0 and math.log2(value).is_integer() for value in values) else 10


def _power(value: float, base: int, rounding: Callable[[float], int]) -> float:
    return float(base ** rounding(round(math.log(value, base), 9)))
