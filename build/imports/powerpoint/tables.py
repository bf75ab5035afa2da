"""A table of PowerPoint as one of Markdown, in which no cells are merged."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from build.imports.powerpoint.paragraphs import NOWHERE, without_bold
from build.imports.powerpoint.told import Here
from build.imports.powerpoint.words import stacked
from build.spec.content import Block, Bullets, Entry
from build.spec.deck import Grid, Text

_ALIGNED = {"ctr": "center", "r": "right"}


def grid_of(shape: Any, here: Here) -> Block | None:
    """The table in a graphic frame; a list where it has one column, None where nothing stands in it."""
    table = shape.table
    rows = [[_cell(cell, shape, here) for cell in row.cells] for row in table.rows]
    if not any(any(row) for row in rows):
        here.tell(shape.name, f"a table without words, {len(rows)} × {len(rows[0]) if rows else 0}")
        return None
    merged = sum(cell.is_merge_origin for row in table.rows for cell in row.cells)
    if merged:
        says = "1 merged cell" if merged == 1 else f"{merged} merged cells"
        here.tell(shape.name, says, "its words stand in the first of those that it covered")
    width = max(map(len, rows))
    if width == 1:
        entries = tuple(Entry(text=row[0], span=NOWHERE) for row in rows if row[0])
        here.tell(shape.name, "a table with one column", "it is a list")
        return Bullets(entries=entries, span=NOWHERE)
    header = rows.pop(0) if table.first_row or not rows[1:] or _is_head(rows[0]) else [Text()] * width
    if not table.first_row and any(header):
        here.tell(shape.name, "a table without a head", "its first row is the head", look=True)
    if all(piece.bold for text in header for piece in text.pieces):
        header = [without_bold(text) for text in header]
    return Grid(header=tuple(header), rows=tuple(map(tuple, rows)), align=_aligned(table, width), span=NOWHERE)


def _is_head(row: list[Text]) -> bool:
    """Whether a row can stand as the head: words in each cell, none of them a number."""
    return all(text and not text.plain.replace(".", "").replace(",", "").strip("%€$ -").isdigit() for text in row)


def _cell(cell: Any, shape: Any, here: Here) -> Text:
    """A cell's words; those of a cell that another one covers are none."""
    body = cell._tc.txBody
    return Text() if cell.is_spanned or body is None else stacked(body, shape, here)


def _aligned(table: Any, width: int) -> Any:
    """How most cells of each column below the first row are aligned, by their first paragraph."""
    found = []
    for column in range(width):
        ways = []
        for row in list(table.rows)[1:]:
            cells = list(row.cells)
            properties = cells[column]._tc.find(f".//{qn('a:pPr')}") if column < len(cells) else None
            ways.append(_ALIGNED.get("" if properties is None else properties.get("algn", ""), "left"))
        found.append(max(set(ways), key=lambda way: (ways.count(way), way)) if ways else "left")
    return tuple(found)
