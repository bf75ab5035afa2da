"""Completion inside `{{ … }}`: facts with their values, units that fit a fact, what `code(…)` can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from build.editor.choice import MOST, Choice, fitting
from build.editor.known import how_known, natural_unit, setting
from build.editor.names import Entry, Names, facts_in, points_of
from build.editor.point import Point
from build.resolve.expression import read_query
from build.resolve.fact_text import number_of
from build.resolve.query import ShowError, fact_named
from engine.ledger import Record
from engine.units import Quantity, Table

_OPEN = re.compile(r"\{\{(?P<inside>(?:(?!\}\}).)*)$")
_REST = re.compile(r"[\w.]*")  # of a name, behind the cursor
_CODE = re.compile(r"\s*code\(\s*(?P<mark>['\"])(?P<target>[^'\"]*)$")
_SETTINGS = re.compile(r"(?P<fact>[A-Za-z_]\w*)\.settings\.\w*$")
_UNIT = re.compile(r"\|\s*(?P<typed>[^|\s]*)$")
_END = re.compile(r"\s*\}\}")


def expression_choices(point: Point, names: Names) -> list[Choice] | None:
    """What can stand at a point between braces; None where it is not between any."""
    opened = _OPEN.search(point.ahead)
    if opened is None:
        return None
    inside = opened["inside"]
    if code := _CODE.match(inside):
        return _code(point, code["target"], names)
    if unit := _UNIT.search(inside):
        return list(_units(point, inside[: unit.start()], unit["typed"], names))
    typed = inside.lstrip()
    rest = _REST.match(point.behind)
    span = (point.column - len(typed), point.column + (rest.end() if rest else 0))
    closing = "" if "}}" in point.behind.partition("{{")[0] else " }}"
    if asked := _SETTINGS.match(typed):
        return _settings(names.ledger.get(asked["fact"]), typed, span, closing)
    has_unit = point.behind[span[1] - point.column :].lstrip().startswith("|")
    fact = fact_named(typed)
    if "[" in typed and fact in names.ledger:
        found: Mapping[str, Entry] = {entry.written: entry for entry in points_of(names.ledger[fact])}
    else:
        found = _by_name(names)
    used = facts_in(point.written)
    likely = {name for name in found if fact_named(name) in used}
    made = [entry_choice(found[name], span, closing, bare=has_unit) for name in fitting(found, typed, likely)[:MOST]]
    if "code(".startswith(typed):
        made.append(
            Choice(name="code(…)", insert="code('')" + (closing or ""), start=span[0], end=span[1], what="code",
                   says="Lines of a function, on a line of their own.", caret=2 + len(closing))
        )  # fmt: skip
    return made


def entry_choice(entry: Entry, span: tuple[int, int], closing: str = "", *, bare: bool = False) -> Choice:
    """A number with all that there is to know of it; its unit is written unless it is `bare`."""
    unit = natural_unit(entry.number)
    insert = entry.written if bare else f"{entry.written} | {plain_unit(unit)}{closing}"
    return _fact(entry.record, entry.written, insert, span, str(entry.number))


def plain_unit(name: str) -> str:
    """A unit as it stands behind a bar."""
    return f'"{name}"' if " " in name else name


def whole_choice(record: Record, name: str, span: tuple[int, int]) -> Choice:
    """A fact as a figure takes it, as a whole."""
    held, field = record.held, name.partition(".")[2]
    number = held[field] if isinstance(held, Table) and field else held
    value = str(number) if isinstance(number, Quantity) else record.unit.lower()
    return _fact(record, name, name, span, value)


def _fact(record: Record, name: str, insert: str, span: tuple[int, int], value: str) -> Choice:
    return Choice(
        name=name, insert=insert, start=span[0], end=span[1], what="fact", value=value, known=how_known(record),
        look=record.kind, setting=setting(record), says=record.says.partition("\n")[0],
    )  # fmt: skip


def _by_name(names: Names) -> Mapping[str, Entry]:
    """Every number that has a name of its own, and the first point of what holds many."""
    found: dict[str, Entry] = {}
    for name, entries in names.numbers.items():
        for entry in entries or islice(_points(names.ledger[name]), 1):
            found[entry.written] = entry
    return found


def _points(record: Record) -> Iterator[Entry]:
    try:
        yield from points_of(record)
    except (IndexError, KeyError, TypeError, ValueError):  # damaged by hand, which the checks tell
        return


def _units(point: Point, expression: str, typed: str, names: Names) -> Iterator[Choice]:
    """The units that a number can be written in, each with the value in it."""
    try:
        number, usual = number_of(read_query(expression), names.ledger, ShowError("F101", ""))
    except ShowError:
        return
    start = point.column - len(typed)
    rest = re.match(r"\w*", point.behind)
    end = point.column + (rest.end() if rest else 0)
    space = "" if point.whole[start - 2 : start - 1] == " " else " "
    closing = "" if "}}" in point.behind.partition("{{")[0] else " }}"
    for name in fitting(sorted(number.scales, key=lambda name: number.scales[name] is not usual), typed):
        yield Choice(
            name=name,
            insert=f"{space}{plain_unit(name)}{closing}",
            start=start,
            end=end,
            what="unit",
            value=format(number, name),
        )  # fmt: skip


def _settings(record: Record | None, typed: str, span: tuple[int, int], closing: str) -> list[Choice]:
    settings = record.settings if record else {}
    every = {f"{record.name}.settings.{name}": str(value) for name, value in settings.items()} if record else {}
    return [
        Choice(name=name, insert=name + closing, start=span[0], end=span[1], what="fact", value=every[name])
        for name in fitting(every, typed)
    ]


def _code(point: Point, target: str, names: Names) -> list[Choice]:
    """Files first, then what one of them defines."""
    path, colons, _ = target.partition("::")
    found: Mapping[str, str] = {}
    if colons:
        try:
            found = {f"{path}::{name}": f"line {line}" for name, line in names.listings.symbols(path).items()}
        except ShowError:
            return []
    else:
        found = dict.fromkeys((f"{file}::" for file in names.code_files), "")
    span = (point.column - len(target), point.column)
    return [
        Choice(name=name, insert=name, start=span[0], end=span[1], what="code", value=found[name])
        for name in fitting(found, target)[:MOST]
    ]
