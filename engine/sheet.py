"""A table that somebody brought, as a spec's `data:` names it: rows with names, and columns with a unit each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from engine.units import Matrix, Quantity, Series, Table, Value, numbers


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its header as its file has it, `label` without the unit, and a number for each row."""

    header: str
    label: str
    unit: type[Quantity]
    values: Sequence[float]
    digits: Sequence[int]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of a sheet that holds no numbers."""

    header: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that somebody brought: named rows, columns of numbers with a unit each, and columns of words.

    `row_label` heads the rows' names. `sheet["rate"]["2020"]` is a Quantity.
    """

    row_label: str
    rows: Sequence[str]
    columns: Mapping[str, Column]
    words: Mapping[str, Words] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Mapping[str, Quantity]:
        column = self.columns[name]
        every = zip(self.rows, column.values, column.digits, strict=True)
        return {row: column.unit(value, digits=digits) for row, value, digits in every}

    def row(self, name: str) -> Table:
        """A row's numbers by column."""
        at = list(self.rows).index(name)
        every = self.columns.items()
        return Table(**{key: its.unit(its.values[at], digits=its.digits[at]) for key, its in every})

    def series(self, *names: str) -> Series:
        """Columns of one unit, or all, as lines over the rows. Raises ValueError where they have several."""
        chosen = [self.columns[name] for name in names or self.columns]
        units = list(dict.fromkeys(column.unit for column in chosen))
        if len(units) != 1:
            raise ValueError(f"its columns are in {' and '.join(unit.__name__ for unit in units)}")
        lines = {column.label: tuple(column.values) for column in chosen}
        digits = {column.label: tuple(column.digits) for column in chosen}
        return Series(self.row_label, _points(self.rows), units[0], lines, digits)

    def numbers(self) -> Mapping[str, Quantity]:
        """Every number by where it stands: `column[row]`."""
        return {f"{name}[{row}]": cell for name in self.columns for row, cell in self[name].items()}

    def matrix(self) -> Matrix:
        """Every number by row and column, without units."""
        values = zip(*(column.values for column in self.columns.values()), strict=True)
        columns = tuple(column.label for column in self.columns.values())
        return Matrix(tuple(self.rows), columns, tuple(tuple(row) for row in values))


def _points(rows: Sequence[str]) -> tuple[float | str, ...]:
    """Rows along an axis: their names; where those are numbers that grow in unequal steps, the numbers."""
    try:
        at = [float(row) for row in rows]
    except ValueError:
        return tuple(rows)
    steps = [after - before for before, after in pairwise(at)]
    even = all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps)
    return tuple(rows) if even or not all(0 < step < math.inf for step in steps) else tuple(at)


AnyValue = Value | Sheet


def numbers_of(value: AnyValue) -> Mapping[str, float]:
    """Every number of a value or a sheet by where it stands."""
    return value.numbers() if isinstance(value, Sheet) else numbers(value)
