"""Curves over the same things as one table: a row a thing, a column a line, and what is told wrongly in brick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build.drawing.page import Align, Box, Cell, NativeTable, Run, TextStyle
from build.figures.canvas import AIR, LABEL, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, in_words
from engine.units import Quantity, Series

ROW, LEAST_ROW = 0.42, 0.29
HEAD = 0.54
PADDING = 0.06
MOST_ROWS, MOST_COLUMNS = 10, 7
APART = 0.03
"""A share that a figure may be off what is right: makers round too."""


@dataclass(frozen=True)
class Column:
    """One line: its name, its heading, and what it has for each thing."""

    line: str
    heading: str
    values: Mapping[float | str, Quantity]
    shown: tuple[str, ...]


def series_table(
    canvas: Canvas, *facts: Fact[Series], heads: tuple[str, ...] = (), units: tuple[str, ...] = (),
    labels: tuple[str, ...] = (), first: str = "", told: str = "", right: str = "",
) -> Drawing:  # fmt: skip
    """All lines of all facts, in their order. Where the line `told` is off the line `right`, its cell is brick.

    `heads` and `units` have one for each line, `labels` one for each row; `first` stands over the rows' names.
    """
    columns = _columns(canvas, facts, heads, units)
    things = facts[0].value.x
    names = labels or tuple(str(thing) for thing in things)
    if len(names) != len(things):
        raise MismatchError(f"labels names {len(names)} for {len(things)} rows")
    wrong = _wrong(columns, told, right) if told or right else [False] * len(things)

    box = canvas.box
    tall = min(ROW, (box.h - HEAD) / len(things))
    if tall < LEAST_ROW:
        need = HEAD + LEAST_ROW * len(things)
        raise UnfitError(f"{len(things)} rows need {need:.2f} in of height and have {box.h:.2f} in")
    size = 15.0 if tall >= 0.34 else LABEL
    widths = _widths(canvas, columns, (first, *names), box.w, size)
    rows = [_head(canvas, (first, *(column.heading for column in columns)), widths)]
    for i, name in enumerate(names):
        ground = "white" if i % 2 else "pearl"
        cells = [_cell(canvas, name, widths[0], TextStyle(size, "navy", bold=True), "left", ground)]
        for column, width in zip(columns, widths[1:], strict=True):
            is_wrong, is_right = (wrong[i] and column.line == line for line in (told, right))
            style = TextStyle(
                size, "brick" if is_wrong else "teal" if is_right else "char", bold=wrong[i] and (is_wrong or is_right)
            )
            fill = "brick100" if is_wrong else "teal100" if is_right else ground
            cells.append(_cell(canvas, column.shown[i], width, style, "right", fill))
        rows.append(tuple(cells))
    table = NativeTable(
        name=canvas.name("table"), box=Box(box.x, box.y, box.w, HEAD + tall * len(things)), widths=widths,
        heights=(HEAD, *(tall,) * len(things)), rows=tuple(rows), padding=PADDING,
    )  # fmt: skip
    said = "; ".join(
        f"{name}: "
        + ", ".join(f"{column.heading.lower()} {column.shown[i]}" for column in columns)
        + (", told wrongly" if wrong[i] else "")
        for i, name in enumerate(names)
    )
    return Drawing((table,), said)


def _columns(canvas: Canvas, facts: Sequence[Fact[Series]], heads: Sequence[str], units: Sequence[str]) -> list[Column]:
    if not facts:
        raise MismatchError("a table needs at least one fact")
    for fact in facts[1:]:
        if fact.value.x != facts[0].value.x:
            raise MismatchError(f"{fact.reference} has other rows than {facts[0].reference}")
    lines = [(fact, line) for fact in facts for line in fact.value.lines]
    for what, given in (("heads", heads), ("units", units)):
        if given and len(given) != len(lines):
            raise MismatchError(f"{what} names {len(given)} for {len(lines)} columns")
    if len(lines) > MOST_COLUMNS or len(facts[0].value.x) > MOST_ROWS:
        raise MismatchError(
            f"{len(facts[0].value.x)} rows of {len(lines)} columns; {MOST_ROWS} of {MOST_COLUMNS} are drawn"
        )
    found = []
    for i, (fact, line) in enumerate(lines):
        values = fact.value[line]
        unit = units[i] if units else ""
        shown = tuple(canvas.shown(value, unit) if value else "–" for value in values.values())
        if unit:
            shown = tuple(text.split(" ")[0].rstrip("\xa0") for text in shown)
        found.append(Column(line, heads[i] if heads else in_words(line), values, shown))
    return found


def _wrong(columns: Sequence[Column], told: str, right: str) -> list[bool]:
    """For each row whether what is told is off. Raises MismatchError for a line that is not there."""
    by = {column.line: column for column in columns}
    for line in (told, right):
        if line not in by:
            raise MismatchError(f"there is no line {line!r}; there are: {', '.join(by)}")
    pairs = zip(by[told].values.values(), by[right].values.values(), strict=True)
    return [abs(float(said) / float(is_so) - 1) > APART for said, is_so in pairs]


def _widths(
    canvas: Canvas, columns: Sequence[Column], names: Sequence[str], total: float, size: float
) -> tuple[float, ...]:
    """Numbers as wide as they or a line of their heading need; names have the rest."""
    bold = TextStyle(size, bold=True)
    needed = [canvas.widest(names, bold) + 2 * PADDING]
    for column in columns:
        lines = column.heading.split(" ")
        needed.append(
            max(canvas.widest(column.shown, bold), canvas.widest(lines, TextStyle(LABEL, bold=True))) + 2 * PADDING
        )
    if sum(needed) > total:
        raise UnfitError(f"its columns need {sum(needed) / AIR:.2f} in of width and have {total:.2f} in")
    spare = (total - sum(needed)) / len(needed)
    return tuple(wide + spare for wide in needed)


def _head(canvas: Canvas, names: Sequence[str], widths: Sequence[float]) -> tuple[Cell, ...]:
    style = TextStyle(LABEL, "white", bold=True)
    return tuple(
        _cell(canvas, name, width, style, "right" if i else "left", "navy")
        for i, (name, width) in enumerate(zip(names, widths, strict=True))
    )


def _cell(canvas: Canvas, text: str, width: float, style: TextStyle, align: Align, fill: str) -> Cell:
    words = canvas.measure.paragraph((Run(text, style),), width=width - 2 * PADDING, align=align)
    return Cell(paragraphs=(words,), fill=fill)
