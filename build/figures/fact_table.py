"""Facts as a native table: a row for each, or Tables of the same fields side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from build.drawing.page import Align, Box, Cell, NativeTable, Paragraph, Run, TextStyle
from build.figures.canvas import AIR, LABEL, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, in_words
from engine.units import Quantity, Table

ROW, LEAST_ROW = 0.42, 0.29
PADDING = 0.1
MOST = 12


def fact_table(
    canvas: Canvas, *facts: Fact[Quantity | Table], labels: tuple[str, ...] = (), columns: tuple[str, ...] = (),
    unit: str = "",
) -> Drawing:  # fmt: skip
    """Names at the left, values right-aligned. Two Tables or more of the same fields give a column each."""
    head, body = _grid(canvas, facts, unit)
    if labels:
        if len(labels) != len(body):
            raise MismatchError(f"labels names {len(labels)} for {len(body)} rows")
        body = [(name, *row[1:]) for name, row in zip(labels, body, strict=True)]
    if columns:
        if len(columns) != len(head):
            raise MismatchError(f"columns names {len(columns)} for {len(head)} columns")
        head = columns
    if len(body) > MOST:
        raise MismatchError(f"{len(body)} rows were asked for; at most {MOST} are drawn")
    table_rows = [head, *body]
    box = canvas.box
    tall = min(ROW, box.h / len(table_rows))
    size = 16.0 if tall >= 0.34 else LABEL
    if tall < LEAST_ROW:
        raise UnfitError(
            f"{len(table_rows)} rows need {LEAST_ROW * len(table_rows):.2f} in of height and have {box.h:.2f} in"
        )
    widths = _widths(canvas, table_rows, box.w, size)
    cells = tuple(
        tuple(_cell(canvas, text, i == 0, j, widths[j], size, i % 2 == 0) for j, text in enumerate(row))
        for i, row in enumerate(table_rows)
    )
    high = tall * len(table_rows)
    place = Box(box.x, box.y + min(0.2, (box.h - high) / 2), box.w, high)
    table = NativeTable(
        name=canvas.name("table"), box=place, widths=widths, heights=(tall,) * len(table_rows), rows=cells,
        padding=PADDING,
    )  # fmt: skip
    return Drawing((table,), "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in body))


def _grid(canvas: Canvas, facts: Sequence[Fact[Any]], unit: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    tables = [fact for fact in facts if isinstance(fact.value, Table)]
    if not facts:
        raise MismatchError("a table needs at least one fact")
    if len(tables) > 1 and len(tables) == len(facts):
        first = tables[0].value
        for other in tables[1:]:
            if tuple(other.value) != tuple(first):
                raise MismatchError(
                    f"{other.reference} has the fields {', '.join(other.value)},"
                    f" and {tables[0].reference} {', '.join(first)}"
                )
        head = ("", *(fact.label for fact in tables))
        return head, [(in_words(field), *(canvas.shown(fact.value[field]) for fact in tables)) for field in first]
    body: list[tuple[str, ...]] = []
    for fact in facts:
        if isinstance(fact.value, Table):
            body += [
                (in_words(field), canvas.shown(value, _unit_for(value, unit))) for field, value in fact.value.items()
            ]
        else:
            body.append((fact.label, canvas.said.number(fact.show(unit))))
    return (canvas.said.fact, canvas.said.value), body


def _unit_for(value: Quantity, unit: str) -> str:
    """The scale that was asked for, if this field of many can be written in it."""
    return unit if unit.partition(".")[0] in value.scales else ""


def _widths(canvas: Canvas, table_rows: Sequence[tuple[str, ...]], total: float, size: float) -> tuple[float, ...]:
    """Columns of numbers as wide as they need, the names take the rest."""
    numbers = [
        canvas.widest([row[j] for row in table_rows], TextStyle(size, bold=True)) + 2 * PADDING
        for j in range(1, len(table_rows[0]))
    ]
    names = canvas.widest([row[0] for row in table_rows], TextStyle(size)) + 2 * PADDING
    if names + sum(numbers) > total:
        raise UnfitError(f"its columns need {(names + sum(numbers)) / AIR:.2f} in of width and have {total:.2f} in")
    spare = (total - names - sum(numbers)) / (len(numbers) + 1)
    return (names + spare, *(wide + spare for wide in numbers))


def _cell(canvas: Canvas, text: str, header: bool, column: int, width: float, size: float, striped: bool) -> Cell:
    align: Align = "left" if column == 0 else "right"
    color = "white" if header else ("char" if column == 0 else "navy")
    run = Run(text, TextStyle(size, color, bold=header or column > 0))
    words_in: tuple[Paragraph, ...] = (canvas.measure.paragraph((run,), width=width - 2 * PADDING, align=align),)
    return Cell(paragraphs=words_in, fill="navy" if header else ("pearl" if striped else "white"))
