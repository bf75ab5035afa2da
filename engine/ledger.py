"""The ledger: every recorded fact with how it was obtained. Reading it needs no torch.

`engine/facts.json` is committed and reviewed as a diff; `engine/facts.here.json` beside it holds the
measured facts of the machine at hand and is ignored by git.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from engine.atomic_write import replacing
from engine.fact import Kind
from engine.sheet import AnyValue, Column, Sheet, Words, numbers_of
from engine.units import Matrix, Series, Table, Value, spread_digits, unit_named, unit_text

LEDGER = Path(__file__).with_name("facts.json")

_TRADE_MARKS = re.compile(r"\((?:R|TM)\)|[®™]|@.*|\b(?:CPU|Processor|\d+-Core)\b", re.IGNORECASE)

GIVEN = "given"  # the kind of what a course brings: it has no function, so no decorator
KINDS = (*get_args(Kind), GIVEN)

LARGEST = 1e300  # beyond it a float cannot be rounded


@dataclass(frozen=True, kw_only=True)
class Record:
    """One fact as the ledger keeps it. Values are SI; `samples` are raw, a list a field.

    A fact of the kind *given* comes from a deck's data and not from a function: a number with how many digits it has,
    or a `Sheet` that says of each cell where it stands in the file.
    """

    name: str
    kind: str
    says: str
    unit: str
    value: Any
    digest: str
    defined: str
    day: str
    source: str = ""
    samples: Mapping[str, list[float]] = field(default_factory=dict)
    rejected: int = 0
    took: int = 0  # seconds, of a measured one
    settings: Mapping[str, str | int] = field(default_factory=dict)
    machine: Mapping[str, str | int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def held(self) -> AnyValue:
        """What it holds: the value that a function gave, or a table that somebody brought."""
        return self._sheet() if self.unit == "Sheet" else self.quantity

    @property
    def quantity(self) -> Value:
        """The recorded value with its unit, showing no more digits than its samples' spread supports.

        Raises KeyError for a table, which no function gives.
        """
        if self.unit == "Table":
            return Table(
                **{
                    name: unit_named(field["unit"])(field["value"], digits=self._digits(name))
                    for name, field in self.value.items()
                }
            )
        if self.unit == "Series":
            lines = {name: tuple(line) for name, line in self.value["lines"].items()}
            return Series(self.value["x_label"], tuple(self.value["x"]), unit_named(self.value["unit"]), lines)
        if self.unit == "Matrix":
            rows, columns = tuple(self.value["rows"]), tuple(self.value["columns"])
            return Matrix(rows, columns, tuple(tuple(row) for row in self.value["values"]))
        value, digits = self.value if self.kind == GIVEN else (self.value, self._digits("value"))
        return unit_named(self.unit)(value, digits=digits)

    def _sheet(self) -> Sheet:
        columns = {
            name: Column(its["header"], its["label"], unit_named(its["unit"]), its["values"], its["digits"])
            for name, its in self.value["columns"].items()
        }
        words = {name: Words(its["header"], its["values"]) for name, its in self.value["words"].items()}
        return Sheet(self.value["row_label"], self.value["rows"], columns, words)

    @property
    def machine_name(self) -> str:
        """`Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz` is an `Intel Xeon Platinum 8481C`."""
        return " ".join(_TRADE_MARKS.sub(" ", str(self.machine.get("cpu", ""))).split())

    def _digits(self, name: str) -> int | None:
        """None for an exact value; a count that never varied is exact too."""
        if self.kind != "measured":
            return None
        samples = self.samples.get(name, [])
        return None if samples and len(set(samples)) == 1 else spread_digits(samples)

    def to_json(self) -> dict[str, Any]:
        """The record's fields in one fixed order, empty ones left out, the name being the ledger's key."""
        order = (
            "kind", "says", "unit", "value", "samples", "rejected", "took", "settings", "machine", "versions",
            "day", "digest", "defined", "source",
        )  # fmt: skip
        return {key: value for key in order if (value := getattr(self, key)) not in ("", {}, 0) or key == "value"}


def value_to_json(value: Value) -> tuple[str, Any]:
    """The unit's name and the JSON form of a value."""
    if isinstance(value, Table):
        return "Table", {k: {"unit": unit_text(type(v)), "value": _number(v)} for k, v in value.items()}
    if isinstance(value, Series):
        lines = {name: [_number(y) for y in line] for name, line in value.lines.items()}
        return "Series", {"x_label": value.x_label, "x": list(value.x), "unit": unit_text(value.unit), "lines": lines}
    if isinstance(value, Matrix):
        return "Matrix", {
            "rows": list(value.rows), "columns": list(value.columns), "values": [list(r) for r in value.values]
        }  # fmt: skip
    return unit_text(type(value)), _number(value)


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)


@dataclass(frozen=True)
class Ledger(Mapping[str, Record]):
    """Records by name. `here`: the measured ones are those of the machine at hand."""

    records: Mapping[str, Record] = field(default_factory=dict)
    here: bool = False

    def __getitem__(self, name: str) -> Record:
        return self.records[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def overlaid(self, here: Ledger) -> Ledger:
        """Computed and published facts of this ledger, measured ones of the other only."""
        kept = {name: record for name, record in self.items() if record.kind != "measured"}
        measured = {name: record for name, record in here.items() if record.kind == "measured"}
        return Ledger({**kept, **measured}, here=True)


def read_ledger(path: Path = LEDGER) -> Ledger:
    """Read a ledger file; a missing file is an empty ledger. Raises ValueError where it is not one, OSError."""
    if not path.exists():
        return Ledger()
    if not path.is_file():
        raise ValueError(f"{path} is not a ledger: it is no ordinary file")
    stat = path.stat()
    return _read(path, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, *_state: int) -> Ledger:
    """A ledger, read once as it stands: a process that builds often asks for it each time."""
    try:
        facts = _table(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not a ledger: it is no text in UTF-8") from None
    except ValueError as error:
        raise ValueError(f"{path} is not a ledger: it is damaged ({error})") from error
    records = {}
    for name, given in facts.items():
        try:
            records[name] = _record(name, given)
        except ValueError as error:
            raise ValueError(f"{path} is not a ledger: the record of {name!r} is damaged ({error})") from error
    return Ledger(records)


def _table(text: str) -> dict[str, Any]:
    """The facts of a ledger's text. Raises ValueError in words that stand in a bracket."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is no JSON") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError:
        raise ValueError("a number in it has too many digits") from None
    facts = found.get("facts") if isinstance(found, dict) else None
    if not isinstance(facts, dict):
        raise ValueError("it has no table 'facts'")
    return facts


def _record(name: str, given: Any) -> Record:
    """A record whose every field is what its type says, and whose numbers can be written. Raises ValueError."""
    if not isinstance(given, dict):
        raise ValueError("it is no table of fields")
    if given.get("kind") == GIVEN:  # it is of today's file, which says what it is
        given = {"says": "", "day": "", **given}
    known = {field.name: field for field in fields(Record) if field.name != "name"}
    if strange := sorted(given.keys() - known.keys()):
        raise ValueError(f"unknown field {strange[0]!r}")
    if missing := [repr(key) for key, its in known.items() if _needed(its) and key not in given]:
        raise ValueError(f"without {', '.join(missing)}")
    types = {"str": (str, "text"), "int": (int, "whole number"), "Any": (object, "value")}
    for key, value in given.items():
        kind, called = types.get(str(known[key].type), (dict, "table"))
        if not isinstance(value, kind):
            raise ValueError(f"{key!r} is no {called}")
    if given["kind"] not in KINDS:
        raise ValueError(f"{given['kind']!r} is no kind; there are {', '.join(KINDS)}")
    record = Record(name=name, **given)
    try:
        quantity = record.held
        points = quantity.x if isinstance(quantity, Series) else ()
        every = [*numbers_of(quantity).values(), *(x for x in points if not isinstance(x, str)), record.took]
        finite = all(abs(number) < LARGEST for number in every)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
        raise ValueError(f"its value is no {record.unit}") from None
    if not finite:
        raise ValueError(f"a number is not finite, or not below {LARGEST:g}")
    return record


def _needed(its: Field[Any]) -> bool:
    return its.default is MISSING and its.default_factory is MISSING


def deck_facts(ledger: Path = LEDGER, *, here: bool = False) -> Ledger:
    """The facts that slides and films show: the committed ones, or with `here` this machine's measurements."""
    recorded = read_ledger(ledger)
    return recorded.overlaid(read_ledger(here_beside(ledger))) if here else recorded


def here_beside(ledger: Path) -> Path:
    """Where this machine's measurements stand: beside `facts.json`, `facts.here.json`."""
    return ledger.with_suffix(f".here{ledger.suffix}")


def write_ledger(ledger: Ledger, path: Path = LEDGER) -> None:
    """Write all records, sorted by name, whole or not at all."""
    facts = {name: ledger[name].to_json() for name in sorted(ledger)}
    text = json.dumps({"facts": facts}, indent=1, ensure_ascii=False) + "\n"
    with replacing(path) as file:
        file.write_text(text, encoding="utf-8")
