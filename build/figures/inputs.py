"""What a figure takes, read from its function's signature, and a call's facts and parameters made to fit it.

A positional argument `shares: Fact[Series]` takes a fact of that kind, `*facts: Fact[Quantity]` several,
`crossing: Fact[Count] | None = None` may be left out. A keyword takes plain text: `str`, one of a
`Literal`, or `tuple[str, ...]` for a list parted by semicolons.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from build.figures.canvas import Drawing
from build.figures.figure_fact import Fact
from build.findings.suggestion import suggestion
from build.resolve.sheet_part import NoPartError, part_of
from build.spec.deck import Call
from engine.ledger import Ledger
from engine.quoted import quoted
from engine.sheet import Sheet
from engine.units import Matrix, Quantity, Series, Table

Figure = Callable[..., Drawing]

MORE = 12  # facts that a figure of any number of facts is ready to take

ORDINALS = ("1st", "2nd", "3rd")


@dataclass(frozen=True)
class Slot:
    """A positional argument: the kinds of value it takes."""

    name: str
    kinds: tuple[type, ...]
    required: bool
    many: bool

    @property
    def says(self) -> str:
        kinds = " or ".join(kind.__name__ for kind in self.kinds)
        return f"{self.name}: {kinds}{'' if self.required else '?'}{' …' if self.many else ''}"


@dataclass(frozen=True)
class Inputs:
    """What a figure takes."""

    slots: tuple[Slot, ...]
    parameters: Mapping[str, Any]

    @property
    def least(self) -> int:
        return sum(slot.required for slot in self.slots)

    @property
    def most(self) -> int:
        return MORE if any(slot.many for slot in self.slots) else len(self.slots)

    def slot(self, index: int) -> Slot:
        return self.slots[min(index, len(self.slots) - 1)]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a call: the word of the spec that it stands at, and the message."""

    word: str
    code: str
    message: str
    hint: str = ""


@lru_cache(maxsize=64)
def inputs(figure: Figure) -> Inputs:
    """Facts and parameters of a figure, from its signature."""
    hints = get_type_hints(figure)
    slots: list[Slot] = []
    parameters: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(figure).parameters.items())[1:]:
        if parameter.kind is parameter.KEYWORD_ONLY:
            parameters[name] = hints[name]
            continue
        many = parameter.kind is parameter.VAR_POSITIONAL
        slots.append(Slot(name, _kinds(hints[name]), many or parameter.default is parameter.empty, many))
    return Inputs(tuple(slots), parameters)


def _kinds(hint: Any) -> tuple[type, ...]:
    """`Fact[Quantity | Series] | None` → (Quantity, Series)."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = [part for part in get_args(hint) if part is not NoneType]
    (kind,) = get_args(hint)
    return tuple(get_args(kind)) if get_origin(kind) in (Union, UnionType) else (kind,)


def match(
    figure: Figure, call: Call, ledger: Ledger
) -> tuple[tuple[Fact[Any], ...] | None, dict[str, Any], list[Problem]]:
    """The facts and parameters that a call gives to a figure, and all that is wrong with them.

    None where a fact does not exist: that is told where the spec's facts are looked up.
    """
    takes = inputs(figure)
    problems: list[Problem] = []
    every = (_fact(reference, ledger, takes, i) for i, reference in enumerate(call.facts))
    facts = tuple(fact for fact in every if fact is not None)
    complete = len(facts) == len(call.facts)
    if not takes.least <= len(call.facts) <= takes.most:
        problems.append(_number(call, takes))
    elif complete:
        kinds = (_kind(call.figure, i, fact, takes.slot(i)) for i, fact in enumerate(facts))
        problems += [problem for problem in kinds if problem]
    parameters: dict[str, Any] = {}
    for key, given in call.parameters:
        if key in takes.parameters:
            parameters[key] = _parameter(key, given, takes.parameters[key], problems)
        else:
            problems.append(_unknown_parameter(call.figure, key, takes))
    return facts if complete else None, parameters, problems


def _fact(reference: str, ledger: Ledger, takes: Inputs, index: int) -> Fact[Any] | None:
    name, _, field = reference.partition(".")
    record = ledger.get(name)
    value = record.held if record else None
    if record is None or value is None:
        return None
    if isinstance(value, Sheet):
        with suppress(NoPartError):
            part = part_of(value, field)
            kinds = takes.slot(index).kinds if takes.slots else ()
            return Fact(reference, field, record, _as_kind(part, kinds))
        return None
    if not field:
        return Fact(reference, "", record, value)
    return Fact(reference, field, record, value[field]) if isinstance(value, Table) and field in value else None


def _as_kind(part: Any, kinds: tuple[type, ...]) -> Any:
    """A whole table as a figure takes it: curves where its columns share a unit, or a matrix; else as it is."""
    if isinstance(part, Sheet) and Series in kinds and len({column.unit for column in part.columns.values()}) == 1:
        return part.series()
    return part.matrix() if isinstance(part, Sheet) and Matrix in kinds else part


def _number(call: Call, takes: Inputs) -> Problem:
    least, most = takes.least, takes.most
    if any(slot.many for slot in takes.slots):
        number = f"at least {least}"
    else:
        number = str(least) if least == most else f"{least} to {most}"
    wanted = f" ({', '.join(slot.says for slot in takes.slots)})" if takes.slots else ""
    facts = "fact" if number == "1" else "facts"
    return Problem(call.figure, "L202", f"{call.figure} takes {number} {facts}{wanted}, not {len(call.facts)}")


def _kind(figure: str, index: int, fact: Fact[Any], slot: Slot) -> Problem | None:
    if isinstance(fact.value, slot.kinds):
        return None
    place = ORDINALS[index] if index < len(ORDINALS) else f"{index + 1}th"
    kinds = " or ".join(_a(kind.__name__) for kind in slot.kinds)
    got = "table" if isinstance(fact.value, Sheet) else type(fact.value).__name__
    hint = ""
    if got == "Table" and any(issubclass(kind, Quantity) for kind in slot.kinds):
        hint = f"name one of its fields: {', '.join(f'{fact.reference}.{field}' for field in fact.value)}"
    if isinstance(fact.value, Sheet):
        hint = f"name one of its columns: {', '.join(f'{fact.reference}.{name}' for name in fact.value.columns)}"
    is_what = f"in {got}" if isinstance(fact.value, Quantity) else _a(got)
    message = f"{figure} takes {kinds} as its {place} fact, and {fact.reference} is {is_what}"
    return Problem(fact.reference, "L203", message, hint)


def _parameter(key: str, given: str, hint: Any, problems: list[Problem]) -> Any:
    if get_origin(hint) is tuple:
        return tuple(part.strip() for part in given.split(";") if part.strip())
    if get_origin(hint) is Literal:
        choices = [str(choice) for choice in get_args(hint) if choice]
        if given not in choices:
            message = f"{key}={given} is not one of: {', '.join(choices)}"
            problems.append(Problem(given, "L205", message, suggestion(given, choices)))
    return given


def _unknown_parameter(figure: str, key: str, takes: Inputs) -> Problem:
    known = sorted({*takes.parameters, *COMMON})
    hint = f"{suggestion(key, known)} it has: {', '.join(known)}".lstrip()
    return Problem(key, "L204", f"{figure} has no parameter {quoted(key)}", hint)


COMMON = ("title", "note", "formula", "says")  # every figure's, drawn by `build.figures.draw`


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "AEIOU" else f"a {noun}"
