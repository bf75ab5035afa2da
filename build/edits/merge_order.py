"""The order of slides or shapes on rebuild: what somebody moved before or behind others stays there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def merge_order(base: Sequence[T], theirs: Sequence[T], ours: Sequence[T]) -> list[T]:
    """What theirs and ours hold, in our order, or in theirs where they changed it.

    What only one side holds comes after what is before it there. The caller leaves out what is not to be.
    """
    first, second = (theirs, ours) if reordered(base, theirs, ours) else (ours, theirs)
    merged = list(first)
    placed = set(merged)
    before = None
    for thing in second:
        if thing not in placed:
            merged.insert(0 if before is None else merged.index(before) + 1, thing)
            placed.add(thing)
        before = thing
    return merged


def reordered(base: Sequence[T], theirs: Sequence[T], ours: Sequence[T]) -> bool:
    """Whether theirs put in another order what all hold, and ours not in the same one."""
    common = set(base) & set(theirs) & set(ours)
    was, there, here = ([thing for thing in side if thing in common] for side in (base, theirs, ours))
    return there not in (was, here)
