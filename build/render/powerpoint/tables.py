"""Tables as tables: a named header row, fills and hairlines by cell, no merged cells."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu

from build.drawing.page import Cell, NativeTable
from build.render.powerpoint.context import SlideContext, named, place
from build.render.powerpoint.markup import element, elements, emu
from build.render.powerpoint.paint import fill_xml, line_xml
from build.render.powerpoint.text import text_body

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_ANCHOR = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}


def table(item: NativeTable, context: SlideContext) -> Any:
    """A native table. Raises ValueError where rows and columns do not match their sizes."""
    if len(item.rows) != len(item.heights) or any(len(row) != len(item.widths) for row in item.rows):
        raise ValueError(f"{item.name}: the rows are not {len(item.heights)} of {len(item.widths)} cells")
    shape = context.shapes.add_table(len(item.heights), len(item.widths), *place(item.box))
    grid = shape.table
    grid.first_row, grid.horz_banding = True, False
    if item.rtl:
        grid._tbl.tblPr.set("rtl", "1")
    grid._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for column, width in zip(grid.columns, item.widths, strict=True):
        column.width = Emu(emu(width))
    for i, (row, height, cells) in enumerate(zip(grid.rows, item.heights, item.rows, strict=True)):
        row.height = Emu(emu(height))
        for own, cell in zip(row.cells, cells, strict=True):
            _fill(own, cell, item, context, above=i > 0, below=item.last_rule or i < len(item.rows) - 1)
    return named(shape._element, item)


def _fill(own: Any, cell: Cell, item: NativeTable, context: SlideContext, *, above: bool, below: bool) -> None:
    """A hairline below each row, and above all but the first."""
    own.margin_left = own.margin_right = Emu(emu(item.padding))
    own.margin_top = own.margin_bottom = Emu(0)
    own.vertical_anchor = _ANCHOR[cell.anchor]
    own._tc.replace(own._tc.txBody, element(text_body(cell.paragraphs, context, tag="a:txBody")))
    sides = (("lnL", False), ("lnR", False), ("lnT", above), ("lnB", below))
    borders = "".join(line_xml(item.rule if drawn else None, context.colors, tag=tag) for tag, drawn in sides)
    own._tc.tcPr.extend(elements(borders + fill_xml(cell.fill, context.colors)))
