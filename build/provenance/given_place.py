"""Where a given number stands, and whom it is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from engine.ledger import Record


def place_of(record: Record, inside: str = "") -> str:
    """Where a given number stands: `growth.csv:3:12`; for all of a table, its file."""
    if record.unit != "Sheet":
        return record.defined
    file = record.defined.rpartition(":")[0]
    column, _, row = inside.removesuffix("]").partition("[")
    its: Mapping[str, list[list[int]]] = record.value["columns"].get(column) or record.value["words"].get(column) or {}
    if not its or row not in record.value["rows"]:
        return file
    line, at = its["places"][record.value["rows"].index(row)]
    return f"{file}:{line}:{at}"


def places_in(record: Record) -> Iterator[tuple[str, str]]:
    """Every number of a given fact, as `engine.units.numbers` names them, with where it stands."""
    if record.unit != "Sheet":
        yield "value", record.defined
        return
    file = record.defined.rpartition(":")[0]
    for name, column in record.value["columns"].items():
        for row, (line, at) in zip(record.value["rows"], column["places"], strict=True):
            yield f"{name}[{row}]", f"{file}:{line}:{at}"


def source_of(record: Record) -> str:
    """What the deck says of a given fact's source, else the name of its file; nothing for a number without either."""
    file = record.defined.rpartition(":")[0] if record.unit == "Sheet" else ""
    return record.source or PurePath(file).name
