"""What `{{ }}` may say, and what it shows.

Jinja's sandbox reads the words between the braces; the tree it gives is held against this grammar
before anything is looked up, so an expression cannot reach for anything but a recorded fact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from build.findings.suggestion import suggestion
from build.spec.said import ENGLISH, Said
from engine.ledger import Ledger, Record
from engine.units import SCALE_NAMES, Count, Matrix, Quantity, Series, Table, Value

LONGEST = 200
MOST_DECIMALS = 6
FORM = '{{ fact | unit }}, {{ fact.field | unit }}, {{ fact.settings.name }} or {{ fact["line"][x] | unit }}'

Inside = Value | dict[str | float, Quantity]

_SANDBOX = SandboxedEnvironment()


class ShowError(Exception):
    """Why an expression shows nothing: a finding's code, message and hint, and the word at fault."""

    def __init__(self, code: str, message: str, hint: str = "", word: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.word = code, message, hint, word


@dataclass(frozen=True, slots=True)
class FactText:
    """The words of an expression, and the fact that they show: `decode_cache.speedup`."""

    text: str
    fact: str


@dataclass(frozen=True, slots=True)
class Query:
    """An expression's parts: a fact's name, steps into it, and how its number is written."""

    fact: str
    steps: tuple[str | float, ...]
    unit: str = ""
    decimals: int | None = None


def read_query(source: str) -> Query:
    """Read what stands between the braces. Raises ShowError where the grammar has no such expression."""
    if len(source) > LONGEST:
        raise ShowError("F104", "an expression this long is not one", f"it may say {FORM}")
    try:
        body = _SANDBOX.parse("{{" + source + "}}").body
    except (TemplateError, RecursionError, ValueError):
        fault = "not an expression" if source.strip() else "an empty expression"
        raise ShowError("F105", fault, f"it may say {FORM}") from None
    output = body[0] if len(body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise ShowError("F105", "not an expression", f"it may say {FORM}")
    return _query(output.nodes[0])


def _query(node: nodes.Expr) -> Query:
    """One number, and how it is written.

    inside    = value ("|" unit ("(" decimals ")")?)?
    """
    if not isinstance(node, nodes.Filter):
        fact, steps = _value(node)
        return Query(fact, steps)
    if node.node is None or isinstance(node.node, nodes.Filter):
        raise ShowError("F104", "one unit is enough", f"it may say {FORM}", node.name)
    fact, steps = _value(node.node)
    decimals = None
    arguments = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    if arguments and node.name not in SCALE_NAMES:
        raise ShowError("F103", f"unknown unit '{node.name}'", f"it may say {FORM}", node.name)
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > 1:
        raise ShowError(
            "F104", f"'{node.name}' takes a number of decimals only", f"write '| {node.name}(1)'", node.name
        )
    if node.args:
        argument = node.args[0]
        number = argument.value if isinstance(argument, nodes.Const) else None
        if type(number) is not int or not 0 <= number <= MOST_DECIMALS:
            raise ShowError(
                "F104", f"'{node.name}' takes up to {MOST_DECIMALS} decimals", f"write '| {node.name}(1)'", node.name
            )
        decimals = number
    return Query(fact, steps, node.name, decimals)


def _value(node: nodes.Node) -> tuple[str, tuple[str | float, ...]]:
    """A fact's name and the steps into it, which are followed as far as its record goes.

    value = fact ("." name | "[" (line | x) "]")*
    """
    steps: list[str | float] = []
    while True:
        if isinstance(node, nodes.Name):
            return node.name, tuple(reversed(steps))
        if isinstance(node, nodes.Getattr) and not node.attr.startswith("_"):
            steps.append("." + node.attr)
            node = node.node
        elif isinstance(node, nodes.Getitem):
            key = node.arg.value if isinstance(node.arg, nodes.Const) else None
            if isinstance(key, bool) or not isinstance(key, str | int | float):
                raise ShowError("F104", "not a line or a point of a fact", f"an expression may say {FORM}")
            steps.append("[" + key if isinstance(key, str) else _point(key))
            node = node.node
        else:
            raise _beyond(node)


def _point(number: float) -> float:
    """A point of a curve. Raises ShowError for a number that no curve can have one at."""
    with suppress(OverflowError):
        if math.isfinite(point := float(number)):
            return point
    raise ShowError("F104", "not a point of a curve: the number is too large", f"an expression may say {FORM}")


def fill_in(query: Query, ledger: Ledger, missing: ShowError, said: Said = ENGLISH) -> FactText:
    """The words that a query shows, a number as the language writes it.

    Raises `missing` for an unknown fact, and other faults.
    """
    record = ledger.get(query.fact)
    if record is None:
        raise missing
    value, fact = _step(record, query)
    if isinstance(value, Quantity):
        return FactText(said.number(_written(value, query)), fact)
    if isinstance(value, str):
        if query.unit:
            raise ShowError("F103", f"'{fact}' is words, which have no unit", "leave the unit out", query.unit)
        return FactText(value, fact)
    raise ShowError("F106", f"'{fact}' is not one number", _inside(record.name, value), query.fact)


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
    for step in steps:
        inside, key = _opened(value, step, name)
        if key not in inside:
            raise ShowError("F102", f"'{name}' has no {_kind(value)} '{_plain(key)}'", _among(key, inside), _plain(key))
        value = inside[key]
        name = f"{name}.{_plain(key)}"
    return value, name


def quantity_of(record: Record) -> Value:
    """A record's value. Raises ShowError for one that was damaged by hand."""
    try:
        return record.quantity
    except (IndexError, KeyError, TypeError, ValueError):
        hint = f"record it again: make facts NAME={record.name}"
        raise ShowError("F108", f"the record of '{record.name}' cannot be read", hint, record.name) from None


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


def _beyond(node: nodes.Node) -> ShowError:
    """Why a part of an expression is more than a fact's name, in a reader's words."""
    if isinstance(node, nodes.Call):
        name = next(node.find_all(nodes.Name), None)
        if name is not None and name.name == "code":
            return ShowError(
                "F104", "code() shows nothing here", "it stands on a line of its own under 'LEFT (60%) - CODE:'", "code"
            )
        return _only("a call", name.name if name else "")
    if isinstance(node, nodes.Getattr):
        return _only("a hidden attribute", node.attr)
    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
        return _only("a calculation")
    if isinstance(node, nodes.Literal):
        return _only("a value typed here")
    return _only("more")


def _only(what: str, word: str = "") -> ShowError:
    return ShowError("F104", f"an expression only names a fact; this has {what}", f"it may say {FORM}", word)


FACT_NAME = re.compile(r"\s*([A-Za-z_]\w*)")


def fact_named(source: str) -> str:
    """The fact that an expression starts with; empty where it starts with none."""
    match = FACT_NAME.match(source)
    return match[1] if match else ""
