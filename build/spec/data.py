"""What the front matter says of a course's own data: numbers and tables with their source, and units."""

from __future__ import annotations

from dataclasses import dataclass

from build.findings.diagnostic import Span

TABLES = (".csv", ".tsv", ".json")  # files that are read as data
SHEETS = (".xlsx", ".xls", ".ods", ".numbers")  # and those that must be saved as one of these first


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredUnit:
    """`units: {g: {prefixes: yes}, "€": {before: yes}}`. `before` is None where the language decides."""

    name: str
    span: Span
    before: bool | None = None
    prefixes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text of the front matter, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """`data: {growth: {file: growth.csv, unit: mg/l, source: "…"}}`; or one number, `value: 86`, in place of the file.

    `file` is a path from the spec's folder. `units` are those of single columns,
    each behind the column's header or name. `decimal` is the
    sign before decimals in the file: a point or a comma.
    """

    name: str
    span: Span
    file: Written | None = None
    value: Written | None = None
    unit: Written | None = None
    units: tuple[tuple[Written, Written], ...] = ()
    source: str = ""
    decimal: str = "."
