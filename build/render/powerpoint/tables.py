"""Tables as tables: a named header row, fills and hairlines by cell, no merged cells."""

from __future__ import annotations

from build.page import Cell, Line, Table
from build.render.powerpoint.markup import emu
from build.render.powerpoint.paint import fill_xml, line_xml
from build.render.powerpoint.sheet import Sheet, frame, named
from build.render.powerpoint.words import text_body

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_HAIRLINE = 0.75  # points
_ANCHOR = {"top": "t", "middle": "ctr", "bottom": "b"}


def table(item: Table, sheet: Sheet) -> str:
    """A native table. Raises ValueError where rows and columns do not match their sizes."""
    if len(item.rows) != len(item.heights) or any(len(row) != len(item.widths) for row in item.rows):
        raise ValueError(f"{item.name}: the rows are not {len(item.heights)} of {len(item.widths)} cells")
    columns = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in item.widths)
    last = len(item.rows) - 1
    rows = "".join(
        f'<a:tr h="{emu(height)}">{"".join(_cell(cell, item, sheet, i > 0, i < last) for cell in row)}</a:tr>'
        for i, (row, height) in enumerate(zip(item.rows, item.heights, strict=True))
    )
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr>{named(item, sheet)}<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/>'
        f"</p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>{frame(item.box, tag='p:xfrm')}"
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="1"><a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cell(cell: Cell, item: Table, sheet: Sheet, above: bool, below: bool) -> str:
    """`above` and `below`: whether a row stands there, so that a hairline parts them."""
    hairline = Line(color=item.rule, width=_HAIRLINE)
    sides = (("lnL", False), ("lnR", False), ("lnT", above), ("lnB", below))
    borders = "".join(line_xml(hairline if drawn else None, sheet.colors, tag=tag) for tag, drawn in sides)
    margin = emu(item.padding)
    text = text_body(cell.paragraphs, sheet, tag="a:txBody")
    return (
        f'<a:tc>{text}<a:tcPr marL="{margin}" marR="{margin}" marT="0" marB="0" anchor="{_ANCHOR[cell.anchor]}">'
        f"{borders}{fill_xml(cell.fill, sheet.colors)}</a:tcPr></a:tc>"
    )
