"""Walking and changing the texts of a deck, whatever dataclass they stand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast, overload

from build.findings.diagnostic import Span
from build.spec.deck import Text

T = TypeVar("T")
U = TypeVar("U")
_ROWS = (tuple, list)
_LEAVES = frozenset((str, int, float, bool, type(None), Span))  # most of a deck, and nothing stands in them


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass; nothing has any other type."""
    return tuple(attribute.name for attribute in fields(kind)) if is_dataclass(kind) else ()


def children(value: Any) -> Sequence[object]:
    """What stands in a row of values or in the fields of a dataclass, in order; nothing in anything else."""
    if isinstance(value, _ROWS):
        return value
    return [getattr(value, name) for name in _names(type(value))]  # type: ignore[arg-type]


def texts_in(value: object) -> list[Text]:
    """All texts in a value, in the order of its fields."""
    return [text for text in parts_in(value, Text) if text]


@overload
def parts_in(value: object, kind: type[T]) -> list[T]: ...
@overload
def parts_in(value: object, kind: tuple[type[T], type[U]]) -> list[T | U]: ...
def parts_in(value: object, kind: Any) -> list[Any]:
    """All parts of a value that are of a kind, or of two, in the order of its fields."""
    found: list[Any] = []
    _gather(value, kind, found)
    return found


def _gather(value: object, kind: Any, found: list[Any]) -> None:
    if isinstance(value, kind):
        found.append(value)
        return
    for child in children(value):
        if type(child) not in _LEAVES:
            _gather(child, kind, found)


def change(value: T, kind: type[Any] | tuple[type[Any], ...], how: Callable[[Any], Any]) -> T:
    """The value with `how` applied to every part of that kind; parts that stay are the same objects."""
    if isinstance(value, kind):
        return how(value)  # type: ignore[no-any-return]
    if isinstance(value, tuple):
        changed = tuple(change(part, kind, how) for part in value)
        return cast(T, changed) if any(a is not b for a, b in zip(changed, value, strict=True)) else value
    updates: dict[str, Any] = {}
    for name in _names(type(value)):  # type: ignore[arg-type]
        old = getattr(value, name)
        new = change(old, kind, how)
        if new is not old:
            updates[name] = new
    return replace(cast(Any, value), **updates) if updates else value
