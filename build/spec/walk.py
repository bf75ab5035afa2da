"""Walking and changing the texts of a deck, whatever dataclass they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast

from build.spec.deck import Text

T = TypeVar("T")


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(attribute.name for attribute in fields(kind))


def children(value: object) -> Iterator[object]:
    """What stands in a row of values or in the fields of a dataclass, in order; nothing in anything else."""
    if isinstance(value, tuple | list):
        yield from value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, name) for name in _names(type(value)))


def texts_in(value: object) -> Iterator[Text]:
    """All texts in a value, in the order of its fields."""
    if not isinstance(value, Text):
        yield from (text for child in children(value) for text in texts_in(child))
    elif value:
        yield value


def change(value: T, kind: type[Any] | tuple[type[Any], ...], how: Callable[[Any], Any]) -> T:
    """The value with `how` applied to every part of that kind; parts that stay are the same objects."""
    if isinstance(value, kind):
        return how(value)  # type: ignore[no-any-return]
    if isinstance(value, tuple):
        changed = tuple(change(part, kind, how) for part in value)
        return cast(T, changed) if any(a is not b for a, b in zip(changed, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        updates = {}
        for name in _names(type(value)):
            old = getattr(value, name)
            if isinstance(old, tuple) or is_dataclass(old):
                new = change(old, kind, how)
                if new is not old:
                    updates[name] = new
        return replace(value, **updates) if updates else value
    return value
