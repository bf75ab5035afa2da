"""Words on rebuild: three versions of a text made into one, as version control does with lines.

What one side changed is taken over; where both changed the same words, theirs stay and both versions are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from build.deck_file.equations import MARK
from build.deck_file.snapshot import BREAK, FIELD

PARAGRAPH = "\n"  # stands before each paragraph

_CONTEXT = 12  # tokens on either side

_TOKEN = re.compile(
    rf"{MARK}[^{MARK}]*{MARK}|[{PARAGRAPH}{BREAK}{FIELD}]|[^\S{PARAGRAPH}{BREAK}]+|\d[\d.,]*\d|\w+|[^\w\s]"
)


class MergedToken(NamedTuple):
    """A token of the result: where it stands in theirs and in ours, and in the base where nobody changed it."""

    theirs: int | None = None
    ours: int | None = None
    base: int | None = None


class Conflict(NamedTuple):
    """What each side says where both changed the same, with a few words around."""

    theirs: str
    ours: str


class Hunk(NamedTuple):
    """A stretch of the base, and what stands there instead."""

    start: int
    end: int
    first: int
    last: int

    @property
    def growth(self) -> int:
        return (self.last - self.first) - (self.end - self.start)

    def meets(self, other: Hunk) -> bool:
        """Whether both change the same words, or add words at the same place."""
        return self[:2] == other[:2] or (self.start < other.end and other.start < self.end)


def tokens(text: str) -> list[str]:
    """Words, numbers, marks and spaces; together they are the text."""
    return _TOKEN.findall(text)


def merge(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> tuple[list[MergedToken], list[Conflict]]:
    """The tokens of the result in order, and the conflicts, in which theirs are taken."""
    merged: list[MergedToken] = []
    conflicts: list[Conflict] = []
    at = their_shift = our_shift = 0  # in the base; of each side against it
    for their_hunks, our_hunks in [*_together(hunks(base, theirs), hunks(base, ours)), ([], [])]:
        start = min((hunk.start for hunk in (*their_hunks, *our_hunks)), default=len(base))
        end = max((hunk.end for hunk in (*their_hunks, *our_hunks)), default=len(base))
        merged += [MergedToken(i + their_shift, i + our_shift, i) for i in range(at, start)]
        their_start, our_start = start + their_shift, start + our_shift
        their_shift += sum(hunk.growth for hunk in their_hunks)
        our_shift += sum(hunk.growth for hunk in our_hunks)
        their_end, our_end = end + their_shift, end + our_shift
        if not their_hunks or theirs[their_start:their_end] == ours[our_start:our_end]:
            merged += [MergedToken(ours=i) for i in range(our_start, our_end)]
        else:
            merged += [MergedToken(theirs=i) for i in range(their_start, their_end)]
            if our_hunks:
                versions = _around(theirs, their_start, their_end), _around(ours, our_start, our_end)
                conflicts.append(Conflict(*versions))
        at = end
    return merged, conflicts


def hunks(base: Sequence[str], other: Sequence[str]) -> list[Hunk]:
    """Where two texts differ. Spaces and marks alone are no common ground: else strange sentences interlock."""
    if base == other:
        return []
    found = []
    start = first = 0
    for block in SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks():
        ends = block.size == 0
        if not ends and not any(_word(token) for token in base[block.a : block.a + block.size]):
            continue
        if block.a > start or block.b > first:
            found.append(Hunk(start, block.a, first, block.b))
        start, first = block.a + block.size, block.b + block.size
    return found


def _around(side: Sequence[str], first: int, last: int) -> str:
    """Some tokens with those around them in their paragraph."""
    before, after = first, last
    while first and before - first < _CONTEXT and side[first - 1] != PARAGRAPH:
        first -= 1
    while last < len(side) and last - after < _CONTEXT and side[last] != PARAGRAPH:
        last += 1
    return "".join(side[first:last]).strip()


def _word(token: str) -> bool:
    return token[0] in (FIELD, MARK) or token[0].isalnum()


def _together(theirs: Sequence[Hunk], ours: Sequence[Hunk]) -> list[tuple[list[Hunk], list[Hunk]]]:
    """The hunks in order; those of both sides that meet, and those that meet these, at once."""
    groups: list[tuple[list[Hunk], list[Hunk]]] = []
    for hunk, side in sorted([*((hunk, 0) for hunk in theirs), *((hunk, 1) for hunk in ours)]):
        if not groups or not any(hunk.meets(other) for part in groups[-1] for other in part):
            groups.append(([], []))
        groups[-1][side].append(hunk)
    return groups
