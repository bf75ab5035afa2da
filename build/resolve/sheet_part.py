"""Parts of a sheet: `growth["2020"].rate`, `growth.rate["2020"]` and `growth.rate[2020]` are one cell.

What a slide keeps of it is its reference, `growth.rate[2020]`; a column is `growth.rate`, a row `growth.[2020]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from build.findings.suggestion import suggestion
from engine.quoted import quoted
from engine.sheet import Column, Sheet, Words
from engine.units import Quantity, Series, Table

_MOST = 12  # names that a hint lists
_INSIDE = re.compile(r"(?P<column>\w*)(?:\[(?P<row>.+)\])?", re.DOTALL)

Part = Sheet | Series | Table | Quantity | str


class NoPartError(LookupError):
    """Why a sheet has no such part, the word at fault, and what it has."""

    def __init__(self, message: str, hint: str, word: str) -> None:
        super().__init__(message)
        self.hint, self.word = hint, word


def part_of(sheet: Sheet, inside: str) -> Part:
    """What a reference names behind the fact's dot; all of it where that is empty. Raises NoPartError."""
    found = _INSIDE.fullmatch(inside)
    if found is None:
        raise NoPartError(f"a table has no part {quoted(inside)}", _columns_of(sheet), inside)
    column = _column(sheet, found["column"]) if found["column"] else ""
    row = _row(sheet, found["row"]) if found["row"] is not None else None
    if not column:
        return sheet if row is None else sheet.row(row)
    if column not in sheet.words:
        return sheet.series(column) if row is None else sheet[column][row]
    if row is None:
        raise NoPartError(f"the column {quoted(column)} has words, no numbers", _columns_of(sheet), column)
    return sheet.words[column].values[list(sheet.rows).index(row)]


def inside_of(sheet: Sheet, steps: Sequence[str | float]) -> str:
    """The reference behind the fact's dot that steps lead to: `.rate`, `[2020` or a number. Raises NoPartError.

    What stands in brackets is a row, or the header of a column where there is no such row or one is named already.
    """
    column, row = "", None
    for step in steps:
        name = step[1:] if isinstance(step, str) else str(int(step)) if step == int(step) else repr(step)
        dotted = isinstance(step, str) and step[0] == "."
        if column and (dotted or row is not None):
            raise NoPartError(f"there is no {quoted(name)} in a column", "name one column and one row", name)
        if dotted or (not column and _find_column(sheet, name) and (row is not None or _find_row(sheet, name) is None)):
            column = _column(sheet, name)
        elif row is None:
            row = _row(sheet, name)
        else:
            column = _column(sheet, name)  # there is none
    return column + (f"[{row}]" if row is not None else "")


def _column(sheet: Sheet, name: str) -> str:
    """The name of the column that a name or a header means."""
    if found := _find_column(sheet, name):
        return found
    raise NoPartError(f"the table has no column {quoted(name)}", _among(name, (*sheet.columns, *sheet.words)), name)


def _find_column(sheet: Sheet, name: str) -> str:
    wanted = name.casefold()
    every: Mapping[str, Column | Words] = {**sheet.columns, **sheet.words}
    return next((key for key, its in every.items() if wanted in (key, its.header.casefold())), "")


def _row(sheet: Sheet, name: str) -> str:
    if (found := _find_row(sheet, name)) is not None:
        return found
    raise NoPartError(f"the table has no row {quoted(name)}", _among(name, sheet.rows), name)


def _find_row(sheet: Sheet, name: str) -> str | None:
    """The row of a name, or of a number that the file writes otherwise: `2020.0`."""
    if name in sheet.rows:
        return name
    number = _number(name)
    return next((row for row in sheet.rows if number is not None and _number(row) == number), None)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _columns_of(sheet: Sheet) -> str:
    return f"its columns: {', '.join((*sheet.columns, *sheet.words))}"


def _among(name: str, known: Iterable[str]) -> str:
    """The likely one, else those that there are."""
    every = list(known)
    more = ", …" if len(every) > _MOST else ""
    return suggestion(name, every, f"there are: {', '.join(every[:_MOST])}{more}")
