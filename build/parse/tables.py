"""Tables: every row as wide as the header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from build.findings.diagnostic import Span
from build.parse.blocks import Alignment, Rows, SourceLine
from build.parse.inline import read_text
from build.parse.source import FindingCollector
from build.spec.deck import Grid, Text, Words


def read_cell(
    cells: Sequence[SourceLine], findings: FindingCollector, read: Callable[[Sequence[SourceLine]], Text] | None = None
) -> Text:
    """A cell's text. A backslash before a bar in code is the table's, and not the code's."""
    text = read(cells) if read else read_text(cells, findings)
    pieces = (
        replace(piece, text=piece.text.replace("\\|", "|")) if isinstance(piece, Words) and piece.code else piece
        for piece in text.pieces
    )
    return replace(text, pieces=tuple(pieces))


def read_grid(
    rows: Rows,
    findings: FindingCollector,
    read: Callable[[Sequence[SourceLine]], Text] | None = None,
    *,
    may_be_short: bool = False,
) -> Grid:
    """A table as its words, read by `read` where a slide's words are more than a label's.

    Cells that are too many are joined into the last one, those that are missing are empty; both are told, unless rows
    `may_be_short`.
    """
    width = len(rows.header)
    left: list[Alignment] = ["left"] * width
    cells = []
    for row in rows.rows:
        if len(row) > width or (len(row) < width and not may_be_short):
            first = row[0] if row else rows.header[0]
            findings.add(
                "P115", Span(first.number, first.column, first.column + 1),
                f"a row of {len(row)} cells in a table of {width} columns",
                "a '|' inside a cell stands in backticks or as '\\|'",
            )  # fmt: skip
        texts = [read_cell([cell], findings, read) for cell in row[: width - 1]]
        texts.append(read_cell(row[width - 1 :], findings, read))
        cells.append(tuple((texts + [Text()] * width)[:width]))
    header = tuple(read_cell([cell], findings, read) for cell in rows.header)
    return Grid(header=header, rows=tuple(cells), align=(*rows.align, *left)[:width], span=rows.span)
