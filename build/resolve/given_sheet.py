"""A table in a file as the value of a given fact: named rows, columns of numbers with their units, columns of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.cells import DELIMITERS, Cell, TableError, csv_rows, delimiter_of, json_rows
from build.parse.source import FindingCollector
from build.resolve.given_number import GivenNumber, NumberError, like_number, read_number
from build.spec.data import Data, Written
from engine.quoted import quoted
from engine.units import Quantity, unit, unit_text

MOST_CELLS = 5_000
MOST_TOLD = 10  # cells at fault that are told of one by one
_WITH_UNIT = re.compile(r"(?P<label>.*\S)\s*(?:\((?P<round>.*)\)|\[(?P<square>.*)\])", re.DOTALL)


class Head(NamedTuple):
    """A column's name in the deck, what people call it, and its unit's name."""

    name: str
    label: str
    unit: str


def field_name(label: str) -> str:
    """`Growth rate` → `growth_rate`; empty where there is no letter or digit."""
    return re.sub(r"\W+", "_", label).strip("_").lower()


@dataclass(frozen=True)
class SheetReader:
    """`file` and `spec` take what is wrong with the table and with what the front matter says of it."""

    data: Data
    unit_of: Callable[[str], type[Quantity]]
    file: FindingCollector
    spec: FindingCollector

    def read(self, text: str, suffix: str) -> dict[str, Any] | None:
        """The value of a Sheet's record; None where there is an error.

        The first row names the columns, the first column the rows. A column without a cell that is like a number, one
        that is missing included, has words.
        """
        errors = self._errors()
        decimal = "." if suffix == ".json" else self.data.decimal
        try:
            table = self._table(text, suffix)
        except TableError as error:
            self.file.add("F402", error.span, str(error), error.hint)
            return None
        if not table:
            return None
        header, *rows = table
        heads = [self._head(cell) for cell in header[1:]]
        self._once(((head.name, cell) for head, cell in zip(heads, header[1:], strict=True)), "column")
        self._once(((row[0].text, row[0]) for row in rows), "row")
        self._known_columns(header[1:], heads)
        columns: dict[str, Any] = {}
        words: dict[str, Any] = {}
        for at, head in enumerate(heads, 1):
            cells = [row[at] for row in rows]
            its: dict[str, Any] = {"header": header[at].text, "places": [_place(cell) for cell in cells]}
            if not any(cell.text and like_number(cell.text) for cell in cells):
                words[head.name] = its | {"values": [cell.text for cell in cells]}
                continue
            numbers = self._numbers(cells, decimal)
            its |= {"values": [number.value for number in numbers], "digits": [number.digits for number in numbers]}
            columns[head.name] = its | {"label": head.label, "unit": unit_text(self.unit_of(head.unit))}
        if not columns:
            self.file.add("F402", header[0].span, "no column has numbers in it", self._hint(header))
        if self._errors() > errors:
            return None
        names = [row[0].text for row in rows]
        return {"row_label": header[0].text, "rows": names, "columns": columns, "words": words}

    def _errors(self) -> int:
        return sum(found.severity == "error" for found in (*self.file.found, *self.spec.found))

    # ---- rows ---------------------------------------------------------------------------------------
    def _table(self, text: str, suffix: str) -> list[list[Cell]]:
        """The header and the rows, all as long; empty where that is not so. Raises TableError."""
        if suffix == ".json":
            table = json_rows(text)
        else:
            table = csv_rows(text, "\t" if suffix == ".tsv" else delimiter_of(text, decimal=self.data.decimal))
        if len(table) < 2:
            span = table[0][0].span if table else Span()
            self.file.add("F402", span, "the table has no rows", "below the line that names the columns each is a row")
            return []
        header = table[0]
        if len(header) < 2:
            self.file.add("F402", header[0].span, "the table has one column only", self._hint(header))
            return []
        if len(table) * len(header) > MOST_CELLS:
            size = f"{len(table):,} rows of {len(header)} cells"
            self.file.add("F402", header[0].span, f"the table has {size}", "keep the rows that slides show")
            return []
        uneven = [row for row in table if len(row) != len(header)]
        for row in uneven[:MOST_TOLD]:
            cell = row[len(header)] if len(row) > len(header) else row[-1]
            message = f"this row has {len(row)} cells, and the header {len(header)}"
            self.file.add(
                "F402", cell.span, message, "a cell that holds the sign between cells stands in quotation marks"
            )
        return [] if uneven else table

    def _hint(self, header: Sequence[Cell]) -> str:
        inside = next((sign for sign in DELIMITERS if any(sign in cell.text for cell in header)), "")
        if inside == self.data.decimal == ",":
            return "the comma is the sign before decimals here, so cells are parted by ';'"
        return "the first column names the rows, and each other one holds numbers or words"

    def _once(self, named: Iterable[tuple[str, Cell]], what: str) -> None:
        """Every name there is, and once."""
        seen: dict[str, Cell] = {}
        for name, cell in named:
            if not name:
                self.file.add("F404", cell.span, f"a {what} without a name", "give it one")
            elif name in seen:
                at = f"line {seen[name].span.line}" if what == "row" else quoted(seen[name].text)
                self.file.add("F404", cell.span, f"the {what} {quoted(cell.text)} is named as {at} is", "rename one")
            seen.setdefault(name, cell)

    # ---- columns ------------------------------------------------------------------------------------
    def _head(self, cell: Cell) -> Head:
        """A header's name and unit: what stands in brackets at its end, unless the front matter says it has none."""
        found = _WITH_UNIT.fullmatch(cell.text)
        inside = (found["round"] or found["square"] or "").strip() if found else ""
        label = found["label"] if found and inside else cell.text
        said = self._said(cell.text, field_name(label))
        if said and not said.text:
            return Head(field_name(cell.text), cell.text, "")
        if inside and said and said.text != inside:
            message = f"the header {quoted(cell.text)} says {quoted(inside)} and the front matter {quoted(said.text)}"
            self.spec.add("F406", said.span, message, f"write {quoted(inside)}, or correct the header")
        name = said.text if said else inside
        try:
            unit(name)
        except ValueError:
            hint = "a unit in a header has up to 32 characters, and no comma or quotation mark; say it under 'units'"
            self.file.add("F406", cell.span, f"{quoted(name)} cannot be a unit", hint)
            return Head(field_name(label), label, "")
        return Head(field_name(label), label, name)

    def _said(self, header: str, name: str) -> Written | None:
        """What the front matter says of a column's unit: of this one, else of all."""
        return next((said for column, said in self.data.units if _is(column.text, header, name)), self.data.unit)

    def _known_columns(self, header: Sequence[Cell], heads: Sequence[Head]) -> None:
        known = [head.name for head in heads]
        for column, _ in self.data.units:
            if not any(_is(column.text, cell.text, name) for cell, name in zip(header, known, strict=True)):
                hint = suggestion(column.text, known, f"there are: {', '.join(known)}")
                self.spec.add("F406", column.span, f"the table has no column {quoted(column.text)}", hint)

    # ---- numbers ------------------------------------------------------------------------------------
    def _numbers(self, cells: Sequence[Cell], decimal: str) -> list[GivenNumber]:
        """The numbers of a column, without those at fault, which are told of."""
        numbers: list[GivenNumber] = []
        for cell in cells:
            try:
                numbers.append(read_number(cell.text, decimal))
            except NumberError as error:
                if sum(found.code == "F403" for found in self.file.found) < MOST_TOLD:
                    self.file.add("F403", cell.span, str(error), error.hint)
        longer = next(((n, cell) for n, cell in zip(numbers, cells, strict=False) if n.told), None)
        if longer and len(numbers) == len(cells):
            self.file.add("F407", longer[1].span, longer[0].told, "round such numbers, or write '{{ … | unit(1) }}'")
        return numbers


def _is(column: str, header: str, name: str) -> bool:
    """Whether the front matter's word for a column is its header or its name."""
    return column.casefold() in (header.casefold(), name)


def _place(cell: Cell) -> list[int]:
    return [cell.span.line, cell.span.column]
