"""Three versions of some words made into one, as version control does with lines.

What one side changed is taken over; where both changed the same words, theirs stay and both versions are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from build.deck_file.snapshot import BREAK, FIELD

PARAGRAPH = "\n"  # stands before each paragraph

_CONTEXT = 12  # tokens on either side

_TOKEN = re.compile(rf"[{PARAGRAPH}{BREAK}{FIELD}]|[^\S{PARAGRAPH}{BREAK}]+|\d[\d.,]*\d|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A token of the result: where it stands in theirs and in ours, and in the base where nobody changed it."""

    theirs: int | None = None
    ours: int | None = None
    base: int | None = None


class Conflict(NamedTuple):
    """What each side says where both changed the same, with a few words around."""

    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of the base, and what stands there instead."""

    start: int
    end: int
    first: int
    last: int

    def meets(self, other: Hunk) -> bool:
        """Whether both change the same words, or add words at the same place."""
        same = (self.start, self.end) == (other.start, other.end)
        return same or (self.start < other.end and other.start < self.end)


def tokens(text: str) -> list[str]:
    """Words, numbers, marks and spaces; together they are the text."""
    return _TOKEN.findall(text)


def merge(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> tuple[list[Piece], list[Conflict]]:
    """The tokens of the result in order, and the conflicts, in which theirs are taken."""
    their_hunks, our_hunks = hunks(base, theirs), hunks(base, ours)
    pieces: list[Piece] = []
    conflicts: list[Conflict] = []
    at = at_theirs = at_ours = 0

    def same(until: int) -> None:
        nonlocal at, at_theirs, at_ours
        for _ in range(until - at):
            pieces.append(Piece(at_theirs, at_ours, at))
            at, at_theirs, at_ours = at + 1, at_theirs + 1, at_ours + 1

    for their_part, our_part in _together(their_hunks, our_hunks):
        start = min(one.start for one in (*their_part, *our_part))
        end = max(one.end for one in (*their_part, *our_part))
        same(start)
        their_end = at_theirs + end - start + sum(_growth(one) for one in their_part)
        our_end = at_ours + end - start + sum(_growth(one) for one in our_part)
        their_words, our_words = theirs[at_theirs:their_end], ours[at_ours:our_end]
        if not their_part or their_words == our_words:
            pieces += [Piece(ours=i) for i in range(at_ours, our_end)]
        else:
            pieces += [Piece(theirs=i) for i in range(at_theirs, their_end)]
            if our_part:
                said = _around(theirs, at_theirs, their_end), _around(ours, at_ours, our_end)
                conflicts.append(Conflict(*said))
        at, at_theirs, at_ours = end, their_end, our_end
    same(len(base))
    return pieces, conflicts


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
    return token == FIELD or token[0].isalnum()


def _growth(hunk: Hunk) -> int:
    return (hunk.last - hunk.first) - (hunk.end - hunk.start)


def _together(theirs: Sequence[Hunk], ours: Sequence[Hunk]) -> Iterator[tuple[list[Hunk], list[Hunk]]]:
    """The hunks in order; those of both sides that meet, and those that meet these, at once."""
    left, right = list(theirs), list(ours)
    while left or right:
        first = min((*left[:1], *right[:1]), key=lambda hunk: (hunk.start, hunk.end))
        side, other = (left, right) if left and left[0] is first else (right, left)
        mine, yours = [side.pop(0)], list[Hunk]()
        grown = True
        while grown:
            grown = False
            for more, met, queue in ((yours, mine, other), (mine, yours, side)):
                while queue and any(queue[0].meets(one) for one in met):
                    more.append(queue.pop(0))
                    grown = True
        yield (mine, yours) if side is left else (yours, mine)
