"""What the machines of a class measured: kept in a file beside the outputs, shown as a distribution, saved as CSV.

A machine has a random name, and nothing else is kept of it or of who sits at it.
"""

from __future__ import annotations

import csv
import io
import math
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import quantiles
from typing import Any

from build.drawing.scale import linear
from build.spec.said import ENGLISH, Said
from build.spec.tool_words import ENGLISH_TOOLS, ToolWords
from engine.ledger import Ledger
from engine.units import Quantity, Table

COLUMNS = ("machine", "day", "lab", "fact", "value", "unit")
MOST_RESULTS = 100_000
LARGEST = 1e30  # a number that a machine may have measured, in whatever unit
PATIENCE = 2.0  # seconds to wait for another process that writes
_TABLE = f"CREATE TABLE IF NOT EXISTS results ({', '.join(COLUMNS)}, PRIMARY KEY (machine, lab, fact))"
_READ = f"SELECT {', '.join(COLUMNS)} FROM results WHERE typeof(value) IN ('real', 'integer')"
_MACHINE, _DAY = re.compile(r"[0-9a-f]{8}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
_LAB = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
ALIKE = 1e-12


class ClassError(ValueError):
    """A file of results that is not one, or cannot be read or written; the message says the line, or the file."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One number of one machine, in the base of its unit."""

    machine: str
    day: str
    lab: str
    fact: str
    value: float
    unit: str


class Classroom:
    """The results in one SQLite file, the newest of each machine. Whatever is asked raises ClassError where the file
    cannot be had, is none, or is held by another process."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, results: Sequence[Result]) -> None:
        """Raises ClassError where there are too many."""
        with self._open() as base:
            (there,) = base.execute("SELECT count(*) FROM results").fetchone()
            if there + len(results) > MOST_RESULTS:
                raise ClassError(f"a class has at most {MOST_RESULTS:,} results")
            rows = [tuple(getattr(result, name) for name in COLUMNS) for result in results]
            base.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?)", rows)

    def results(self, lab: str = "") -> list[Result]:
        """All results, or those of a lab, in the order of their machines."""
        if not self._path.exists():
            return []
        asked, given = ("AND lab = ?", (lab,)) if lab else ("", ())
        with self._open() as base:
            rows = base.execute(f"{_READ} {asked} ORDER BY machine, lab, fact", given).fetchall()
        results = (Result(**dict(zip(COLUMNS, row, strict=True))) for row in rows)
        return [result for result in results if abs(result.value) <= LARGEST]

    @property
    def me(self) -> str:
        """This machine's random name, always the same in this file."""
        with self._open() as base:
            base.execute("CREATE TABLE IF NOT EXISTS me (machine)")
            found = base.execute("SELECT machine FROM me").fetchone()
            if found is None:
                found = (secrets.token_hex(4),)
                base.execute("INSERT INTO me VALUES (?)", found)
        return str(found[0])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        name = self._path.name
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as base, base:
                base.execute(_TABLE)
                yield base
        except sqlite3.OperationalError as error:
            raise ClassError(f"{name}, in which the class's results are kept: {error}") from None
        except sqlite3.DatabaseError as error:
            raise ClassError(f"{name}: {error}; give it another name, and the class begins anew") from None
        except OSError as error:
            raise ClassError(f"{name}, in which the class's results are kept: {error.strerror}") from None


def unit_of(fact: str, ledger: Ledger) -> type[Quantity] | None:
    """The unit of a fact, or of `fact.field`; None where it is no single number."""
    name, _, field = fact.partition(".")
    record = ledger.get(name)
    value = record.held if record else None
    if isinstance(value, Table):
        value = dict(value.items()).get(field)
    elif field:
        return None
    return type(value) if isinstance(value, Quantity) else None


def as_csv(results: Sequence[Result]) -> str:
    """The results as a table that a spreadsheet opens. No cell is a formula to it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([_cell(getattr(result, name)) for name in COLUMNS] for result in results)
    return text.getvalue()


def _cell(value: object) -> str:
    text = repr(value) if isinstance(value, float) else str(value)
    formula = not isinstance(value, float) and text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if formula else text


def from_csv(text: str, ledger: Ledger) -> list[Result]:
    """The results in a file of another machine. Raises ClassError with the line for what is none of ours."""
    lines, units = csv.reader(io.StringIO(text)), cache(lambda fact: unit_of(fact, ledger))
    try:
        head = next(lines, [])
        if tuple(head) != COLUMNS:
            raise ClassError(f"line 1: the columns are {', '.join(COLUMNS)}")
        return [_result(row, lines.line_num, units) for row in lines if row]
    except csv.Error as error:
        raise ClassError(f"line {lines.line_num}: {error}") from None


def _result(row: Sequence[str], line: int, units: Callable[[str], type[Quantity] | None]) -> Result:
    if len(row) != len(COLUMNS):
        raise ClassError(f"line {line}: {len(row)} cells, not {len(COLUMNS)}")
    given = dict(zip(COLUMNS, row, strict=True))
    for name, form in (("machine", _MACHINE), ("day", _DAY), ("lab", _LAB)):
        if not form.fullmatch(given[name]):
            raise ClassError(f"line {line}: {given[name][:40]!r} is no {name}")
    unit = units(given["fact"])
    if unit is None or unit.__name__ != given["unit"]:
        raise ClassError(f"line {line}: {given['fact'][:40]!r} is no number in {given['unit'][:40]!r} of this course")
    try:
        value = float(given["value"])
    except ValueError:
        value = math.nan
    if not _NUMBER.fullmatch(given["value"]) or not abs(value) <= LARGEST:
        raise ClassError(f"line {line}: {given['value'][:40]!r} is no number")
    machine, day, lab, fact, _, name = row
    return Result(machine=machine, day=day, lab=lab, fact=fact, value=value, unit=name)


def strip(
    results: Sequence[Result],
    fact: str,
    unit: type[Quantity],
    *,
    lines: Mapping[str, float],
    said: Said = ENGLISH,
    tools: ToolWords = ENGLISH_TOOLS,
) -> dict[str, Any]:
    """How the machines of a class fared with one number: dots, lines with their names, and an axis around them all."""
    values = sorted(result.value for result in results if result.fact == fact)
    every = [*values, *lines.values()]
    ticks = _ticks(min(every), max(every)) if every else []
    return {
        "fact": fact,
        "machines": len(values),
        "dots": values,
        "lines": [
            {"name": name, "value": value, "text": said.number(str(unit(value, digits=2)))}
            for name, value in lines.items()
        ],
        "ticks": [{"value": tick, "text": said.number(str(unit(tick)))} for tick in ticks],
        "says": _says(values, unit, said, tools),
    }


def _ticks(least: float, most: float) -> Sequence[float]:
    """Round numbers around two others."""
    if most - least <= ALIKE * max(1.0, abs(most)):  # between these there are no round ones
        half = abs(most) / 2 if abs(most) > ALIKE else 0.5
        least, most = least - half, most + half
    return linear(least, most).ticks()


def _says(values: Sequence[float], unit: type[Quantity], said: Said, tools: ToolWords) -> str:
    """Where the middle half of the machines lies, or all of a few."""
    if len(values) < 2:
        return ""
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) >= 4 else (values[0], 0.0, values[-1])
    words = tools.half_range if len(values) >= 4 else tools.all_range
    return words.format(*(said.number(str(unit(end, digits=2))) for end in (low, high)))
