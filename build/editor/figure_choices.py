"""Completion of `Visual:`: figures, the facts that fit each of their places, their parameters and what these can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from build.editor.choice import MOST, Choice, fitting
from build.editor.fact_choices import whole_choice
from build.editor.names import Names, facts_in
from build.editor.point import Point
from build.figures.figure_table import FIGURES, load_figure
from build.figures.inputs import COMMON, Inputs, inputs
from build.parse.blocks import SourceLine
from build.parse.labels import match_label
from engine.ledger import Record
from engine.sheet import Sheet
from engine.units import Quantity, Series, Table

_NAME = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)?$")
_CALL = re.compile(r"\s*(?P<figure>[A-Za-z_]\w*)\s*\((?P<inside>.*)$")
_COMMA = re.compile(r""",(?=(?:[^"']|"[^"]*"|'[^']*')*$)""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_VALUE = re.compile(r"\s*(?P<key>\w+)\s*=\s*(?P<mark>[\"']?)(?P<typed>[^\"']*)$")
_WORD = re.compile(r"[\w.]*")


def visual_choices(point: Point, names: Names) -> list[Choice] | None:
    """What can stand at a point behind `Visual:`; None where it is not there."""
    label = match_label(SourceLine(point.line, 1, point.whole))
    if label is None or label.label is None or label.label.name != "Visual" or point.column < label.value.column:
        return None
    ahead = point.ahead[label.value.column - 1 :]
    if named := _NAME.match(ahead):
        return _figures(point, named["name"] or "", names)
    call = _CALL.match(ahead)
    if call is None:
        return []
    takes = inputs(load_figure(call["figure"])) if call["figure"] in FIGURES else None
    *before, argument = _COMMA.split(call["inside"])
    if ")" in _QUOTED.sub("", argument):
        return []
    references = [part.strip() for part in _COMMA.split(call["inside"].partition(")")[0]) if "=" not in part]
    if value := _VALUE.match(argument):
        return list(_values(point, value, takes, references, names))
    typed = argument.lstrip()
    word = _WORD.match(point.behind)
    span = (point.column - len(typed), point.column + (word.end() if word else 0))
    used = {part.partition("=")[0].strip() for part in before if "=" in part}
    parameters = _parameters(takes, used, span, typed)
    if used:  # facts stand first
        return parameters
    return [*_facts(takes, sum(bool(part.strip()) for part in before), span, typed, point, names), *parameters]


def _figures(point: Point, typed: str, names: Names) -> list[Choice]:
    start, word = point.column - len(typed), _WORD.match(point.behind)
    end = point.column + (word.end() if word else 0)
    call = "" if point.whole[end - 1 :].lstrip().startswith("(") else "()"
    return [
        Choice(
            name=name, insert=name + call, start=start, end=end, what="figure", says=names.figures[name].shows,
            value=names.figures[name].written, caret=len(call) // 2,
        )
        for name in fitting(names.figures, typed)
    ]  # fmt: skip


def _facts(
    takes: Inputs | None, index: int, span: tuple[int, int], typed: str, point: Point, names: Names
) -> Iterator[Choice]:
    """The facts that a figure takes in a place."""
    if takes and (not takes.slots or index >= takes.most):
        return
    kinds = takes.slot(index).kinds if takes else (object,)
    found: dict[str, Record] = {}
    for name, record in names.ledger.items():
        found |= dict.fromkeys(_references(name, record, kinds), record)
    likely = facts_in(point.written)
    for name in fitting(found, typed, {name for name in found if name.partition(".")[0] in likely})[:MOST]:
        yield whole_choice(found[name], name, span)


def _references(name: str, record: Record, kinds: tuple[type, ...]) -> Iterator[str]:
    """How a fact, its fields or its columns are named where they are of one of some kinds."""
    try:
        held = record.held
    except (IndexError, KeyError, TypeError, ValueError):
        return
    if isinstance(held, kinds) or (isinstance(held, Sheet) and Series in kinds):
        yield name
    if isinstance(held, Table):
        yield from (f"{name}.{field}" for field, number in held.items() if isinstance(number, kinds))
    if isinstance(held, Sheet) and Series in kinds:
        yield from (f"{name}.{column}" for column in held.columns)


def _parameters(takes: Inputs | None, used: set[str], span: tuple[int, int], typed: str) -> list[Choice]:
    known = [*(takes.parameters if takes else ()), *COMMON]
    free = [name for name in dict.fromkeys(known) if name not in used]
    return [
        Choice(name=f"{name}=", insert=f"{name}=", start=span[0], end=span[1], what="parameter")
        for name in fitting(free, typed)
    ]


def _values(
    point: Point, value: re.Match[str], takes: Inputs | None, references: list[str], names: Names
) -> Iterator[Choice]:
    """What a parameter can be: one of its words, a unit of the figure's facts, a line or a field of them."""
    kind: Any = takes.parameters.get(value["key"]) if takes else None
    known: list[str] = []
    if get_origin(kind) is Literal:
        known = [str(choice) for choice in get_args(kind) if choice]
    elif value["key"] in ("unit", "highlight"):
        known = list(_of_facts(value["key"], references, names))
    typed, start = value["typed"], point.column - len(value["typed"])
    for name in fitting(known, typed):
        plain = name if value["mark"] or re.fullmatch(r"[\w.]+", name) else f'"{name}"'
        yield Choice(name=name, insert=plain, start=start, end=point.column, what="value")


def _of_facts(key: str, references: list[str], names: Names) -> Iterator[str]:
    seen: dict[str, None] = {}
    for reference in references:
        name, _, field = reference.partition(".")
        record = names.ledger.get(name)
        held = record.held if record else None
        if isinstance(held, Table):
            numbers = [held[field]] if field in held else list(held.values())
            seen |= dict.fromkeys(held if key == "highlight" else [s for n in numbers for s in n.scales])
        elif isinstance(held, Series):
            seen |= dict.fromkeys(held.lines if key == "highlight" else held.unit.scales)
        elif isinstance(held, Quantity) and key == "unit":
            seen |= dict.fromkeys(held.scales)
    yield from seen
