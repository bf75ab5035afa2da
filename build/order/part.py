"""A part of a course's order, in its place, and what stands before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

FILE = "order.yaml"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part in its place: `column` is how many parts stand before it at least. `minutes` is None where nobody says;
    `questions` is the name of a quiz on it."""

    name: str
    title: str
    says: str
    document: str
    hour: int | None
    minutes: int | None
    after: tuple[str, ...]
    column: int
    row: int
    questions: str = ""


def direct(parts: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    """Pairs of which the second needs the first, without those that follow from others."""
    by_name = {part.name: part for part in parts}
    needs = {part.name: part.after for part in parts}
    for part in parts:
        for name in dict.fromkeys(part.after):
            if not any(name in before(other, needs) for other in part.after if other != name):
                yield by_name[name], part


def before(name: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """All that a part needs, over others too; itself only in a circle."""
    found: set[str] = set()
    waiting = [*needs.get(name, ())]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += needs.get(one, ())
    return found
