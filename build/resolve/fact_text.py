"""What `{{ }}` shows: the number that an expression names, written in its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from build.findings.suggestion import suggestion
from build.resolve.query import Query, ShowError
from build.resolve.sheet_part import NoPartError, inside_of, part_of
from build.spec.said import ENGLISH, Said
from engine.ledger import Ledger, Record
from engine.sheet import AnyValue, Sheet
from engine.units import SCALE_NAMES, Count, Matrix, Quantity, Series, Table, UnitScale

Inside = AnyValue | dict[str | float, Quantity]


@dataclass(frozen=True, slots=True)
class FactText:
    """The words of an expression, and the fact that they show: `decode_cache.speedup`."""

    text: str
    fact: str


def fill_in(query: Query, ledger: Ledger, missing: ShowError, said: Said = ENGLISH) -> FactText:
    """The words that a query shows, a number as the language writes it.

    Raises `missing` for an unknown fact, and other faults.
    """
    value, fact = _found(query, ledger, missing)
    if isinstance(value, Quantity):
        return FactText(said.number(_written(value, query)), fact)
    if query.unit:
        raise ShowError("F103", f"'{fact}' is words, which have no unit", "leave the unit out", query.unit)
    return FactText(value, fact)


def number_of(query: Query, ledger: Ledger, missing: ShowError) -> tuple[Quantity, UnitScale]:
    """The number that a query names, and the scale that it is written in. Raises `missing` and other faults."""
    value, fact = _found(query, ledger, missing)
    if isinstance(value, str):
        raise ShowError("F106", f"'{fact}' is words, and no number", "name a number", query.fact)
    _written(value, query)
    return value, value.scale_in(query.unit)


def _found(query: Query, ledger: Ledger, missing: ShowError) -> tuple[Quantity | str, str]:
    """The number or the words that a query names, and the fact with its field."""
    record = ledger.get(query.fact)
    if record is None:
        raise missing
    value, fact = _step(record, query)
    if not isinstance(value, Quantity | str):
        raise ShowError("F106", f"'{fact}' is not one number", _inside(record.name, value), query.fact)
    return value, fact


def _step(record: Record, query: Query) -> tuple[Inside | str, str]:
    """Walk into a record; returns what is there and its dotted name."""
    name, steps = record.name, query.steps
    if steps[:1] == (".settings",):
        known = dict(record.settings)
        setting = steps[1] if len(steps) == 2 else None
        if not isinstance(setting, str) or setting[0] != "." or setting[1:] not in known:
            hint = suggestion(str(setting)[1:], known, f"its settings: {', '.join(known) or 'none'}")
            raise ShowError("F107", f"'{name}' has no such setting", hint, str(setting or ".settings")[1:])
        words = known[setting[1:]]
        return words if isinstance(words, str) else Count(words), f"{name}.settings.{setting[1:]}"
    value: Inside = quantity_of(record)
    if isinstance(value, Sheet):
        try:
            reference = inside_of(value, steps)
            return part_of(value, reference), f"{name}.{reference}" if reference else name
        except NoPartError as error:
            raise no_part(name, error) from None
    for step in steps:
        inside, key = _opened(value, step, name)
        if key not in inside:
            raise ShowError("F102", f"'{name}' has no {_kind(value)} '{_plain(key)}'", _among(key, inside), _plain(key))
        value = inside[key]
        name = f"{name}.{_plain(key)}"
    return value, name


def quantity_of(record: Record) -> AnyValue:
    """A record's value. Raises ShowError for one that was damaged by hand."""
    try:
        return record.held
    except (IndexError, KeyError, TypeError, ValueError):
        hint = f"record it again: coursewright facts {record.name}"
        raise ShowError("F108", f"the record of '{record.name}' cannot be read", hint, record.name) from None


def no_part(name: str, error: NoPartError) -> ShowError:
    """What a sheet has not, as a finding says it."""
    return ShowError("F102", f"'{name}': {error}", error.hint, error.word)


def _opened(value: Inside, step: str | float, name: str) -> tuple[Mapping[str | float, Inside], str | float]:
    """What a value holds by key, and the key that a step means: `.field`, `["line"]` or `[x]`."""
    named = step[1:] if isinstance(step, str) else step
    if isinstance(value, Table) and isinstance(step, str) and step[0] == ".":
        return {field: value[field] for field in value}, named
    if not isinstance(step, str) or step[0] == "[":
        if isinstance(value, Series):
            return {line: dict(value[line]) for line in value.lines}, named
        if isinstance(value, Matrix):
            return {row: dict(value[row].items()) for row in value.rows}, named
        if isinstance(value, dict):
            return value, named
    raise ShowError("F102", f"'{name}' has nothing inside like this", _inside(name, value), str(step).lstrip(".["))


def _written(value: Quantity, query: Query) -> str:
    unit = type(value).__name__
    if query.unit and query.unit not in value.scales:
        known = ", ".join(value.scales)
        if query.unit in SCALE_NAMES:
            raise ShowError(
                "F103",
                f"'{query.fact}' is {unit}, which '{query.unit}' does not measure",
                f"it can be shown as {known}",
                query.unit,
            )
        hint = suggestion(query.unit, value.scales, f"it can be shown as {known}")
        raise ShowError("F103", f"unknown unit '{query.unit}'", hint, query.unit)
    decimals = "" if query.decimals is None else f".{query.decimals}"
    return format(value, query.unit + decimals)


def _inside(name: str, value: object) -> str:
    """How to reach a number inside a value that holds many."""
    if isinstance(value, Table):
        return f"name a field: {', '.join(f'{name}.{field}' for field in value)}"
    if isinstance(value, Series):
        line, x = next(iter(value.lines), "line"), value.x[0] if value.x else "x"
        return f'name a line and a point: {name}["{line}"][{_literal(x)}]'
    if isinstance(value, dict):
        return f"name a point: {', '.join(_literal(point) for point in value)}"
    if isinstance(value, Sheet):
        row, column = next(iter(value.rows), "row"), next(iter(value.columns), "column")
        return f'name a row and a column: {name}["{row}"].{column}'
    if isinstance(value, Matrix):
        row, column = next(iter(value.rows), "row"), next(iter(value.columns), "column")
        return f'name a row and a column: {name}["{row}"]["{column}"]'
    return "it is one number: leave out what follows its name"


def _kind(value: object) -> str:
    names = {Table: "field", Series: "line", Matrix: "row"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "point")


def _among(key: str | float, keys: Iterable[str | float]) -> str:
    known = [_plain(candidate) for candidate in keys]
    return suggestion(_plain(key), known, f"there are: {', '.join(known)}")


def _plain(key: str | float) -> str:
    return key if isinstance(key, str) else f"{key:g}" if key != int(key) else str(int(key))


def _literal(key: str | float) -> str:
    return f'"{key}"' if isinstance(key, str) else _plain(key)
