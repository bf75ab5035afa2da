"""Words that send a reader to another slide: "slide 31", "Slides 5-6"."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = r"\d{1,4}(?![\d%]|\.\d)"
REFERENCE = re.compile(rf"\bslides?\s+(?P<numbers>{_NUMBER}(?:\s*(?:[-–—,&]|to|and|or)\s*{_NUMBER})*)", re.IGNORECASE)
_ONE = re.compile(r"(?P<to>[-–—]\s*|to\s+)?(?P<number>\d+)")


def numbers_named(reference: re.Match[str]) -> list[int]:
    """The numbers of a reference as they are written: 5 and 6 of "Slides 5-6"."""
    return [int(one["number"]) for one in _ONE.finditer(reference["numbers"])]


def renumbered(words: str, first: Callable[[int], int], last: Callable[[int], int]) -> str:
    """Words whose references follow the slides to their new numbers; the end of a range takes the `last` of its own."""

    def moved(one: re.Match[str]) -> str:
        to = one["to"] or ""
        return f"{to}{(last if to else first)(int(one['number']))}"

    def follow(reference: re.Match[str]) -> str:
        numbers = reference["numbers"]
        return reference.group().removesuffix(numbers) + _ONE.sub(moved, numbers)

    return REFERENCE.sub(follow, words)
