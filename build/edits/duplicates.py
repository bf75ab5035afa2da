"""Slides that somebody has duplicated: which one of the build a copy is of, and what it says where it cannot follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from build.deck_file.match_shapes import overlap
from build.deck_file.snapshot import SlideState, text_of
from build.spec.said import LANGUAGES, table

_ALIKE, _NAMED = 0.8, 0.5  # the share of words that a copy still has, and one that has its original's name
_NUMBER = re.compile(r"(?<![\w/.,])(\d[\d.,]*)([^\S\n\v]?[A-Za-z%×/]+)?")
_TOLD = 6  # numbers


@cache
def _facts() -> re.Pattern[str]:
    """The heading of a slide's facts in its notes, in each language."""
    headings = "|".join(re.escape(table(language).facts_on_this_slide) for language in LANGUAGES)
    return re.compile(f"^(?:{headings}):", re.MULTILINE)


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


def named_like(copy: SlideState, base: Sequence[SlideState]) -> int | None:
    """The slide whose name another one has, however little else they share, by position."""
    return next((i for i, slide in enumerate(base) if copy.id and copy.id == slide.id), None)


def numbers_of(slide: SlideState, original: SlideState) -> str:
    """The first numbers on a slide that are those of its original's facts, by the notes that it was built with."""
    facts = {_digits(number) for line in _fact_lines(original) for number, _ in _NUMBER.findall(line)}
    there = ((number, f"{number}{unit}".strip(" .,")) for number, unit in _NUMBER.findall(slide.words))
    found = list(dict.fromkeys(told for number, told in there if _digits(number) in facts))
    return ", ".join(found[:_TOLD]) + (" …" if len(found) > _TOLD else "")


def _fact_lines(slide: SlideState) -> Iterator[str]:
    """What the notes say that each fact of a slide is, without how it was obtained."""
    _, rest = [*_facts().split(text_of(slide.notes), maxsplit=1), ""][:2]
    for line in rest.partition("\n\n")[0].splitlines():
        value, obtained, _ = line.partition(": ")[2].partition(" (")
        if obtained:  # else the line says the way back
            yield value


def _digits(number: str) -> str:
    return number.strip(".,")
