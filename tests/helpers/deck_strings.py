"""The words of a deck, wherever they stand in it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from build.spec.deck import Deck, Expression


def strings(value: object) -> list[str]:
    """Every string in a deck but the copy of its source."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Expression):
        return [value.source]
    if isinstance(value, tuple):
        return [string for part in value for string in strings(part)]
    if is_dataclass(value) and not isinstance(value, type):
        names = [
            attribute.name
            for attribute in fields(value)
            if not (isinstance(value, Deck) and attribute.name == "source")
        ]
        return [string for name in names for string in strings(getattr(value, name))]
    return []
