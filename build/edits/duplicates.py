"""Slides that somebody has duplicated: which one of the build a copy is of, and what it says where it cannot follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from build.deck_file.match_shapes import overlap
from build.deck_file.snapshot import SlideState

_ALIKE, _NAMED = 0.8, 0.5  # the share of words that a copy still has, and one that has its original's name
_NUMBER = re.compile(r"\d[\d.,]*(?:\s?[A-Za-z%×/]+)?")
_TOLD = 6  # numbers


def original_of(copy: SlideState, base: Sequence[SlideState]) -> int | None:
    """The slide that another one is a copy of, by position."""
    words = Counter(copy.words.split())
    found = []
    for i, slide in enumerate(base):
        alike = overlap(words, Counter(slide.words.split()))
        named = bool(copy.id) and copy.id == slide.id
        if alike >= _ALIKE or (named and (alike >= _NAMED or copy.title == slide.title)):
            found.append((named, copy.title == slide.title, alike, -i))
    return -max(found)[-1] if found else None


def without_copies(
    matched: Mapping[int, int], base: Sequence[SlideState], theirs: Sequence[SlideState]
) -> dict[int, int]:
    """The slides that are the same, without pairs in which theirs is a copy of another one."""

    def is_copy_of_another(i: int, j: int) -> bool:
        copy = theirs[j]
        if copy.id == base[i].id or copy.words == base[i].words:
            return False
        others = (slide for k, slide in enumerate(base) if k != i and k in matched)
        return any((copy.id and copy.id == slide.id) or copy.words == slide.words for slide in others)

    return {i: j for i, j in matched.items() if not is_copy_of_another(i, j)}


def numbers_of(slide: SlideState) -> str:
    """The first numbers on a slide."""
    found = list(dict.fromkeys(match.strip(" .,") for match in _NUMBER.findall(slide.words)))
    return ", ".join(found[:_TOLD]) + (" …" if len(found) > _TOLD else "")
