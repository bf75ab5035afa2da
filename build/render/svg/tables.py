"""Tables: the cells' fills and text, then the hairlines below rows."""

from __future__ import annotations

from itertools import accumulate

from build.drawing.page import Box, Cell, NativeTable
from build.drawing.text_measure import POINTS
from build.render.svg.context import PageContext, in_points
from build.render.svg.markup import rule, tag
from build.render.svg.paint import fill_of
from build.render.svg.text import paragraphs_svg


def table(item: NativeTable, context: PageContext) -> str:
    drawn = [_cell(cell, box, item.padding, context) for cell, box in item.cells()]
    looks = rule(item.rule, context.theme)
    left, right = item.box.x * POINTS, (item.box.x + sum(item.widths)) * POINTS
    for below in accumulate(item.heights if item.last_rule else item.heights[:-1]):
        y = (item.box.y + below) * POINTS
        drawn.append(tag("line", x1=left, y1=y, x2=right, y2=y, **looks))
    return "".join(drawn)


def _cell(cell: Cell, box: Box, padding: float, context: PageContext) -> str:
    ground = ""
    if cell.fill is not None:
        place = in_points(box)
        fill = fill_of(cell.fill, place, context)
        ground = tag("rect", x=place.x, y=place.y, width=place.w, height=place.h, fill=fill)
    return ground + paragraphs_svg(cell.paragraphs, box.inset(padding, 0), context, anchor=cell.anchor)
