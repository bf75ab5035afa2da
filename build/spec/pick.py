"""Which slides of a deck are wanted: all of them, `5-12,14`, those of an hour, or those that are in both.

A picked slide stays what it is in the whole deck: its number, section, notes and references do not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.quoted import quoted

if TYPE_CHECKING:
    from build.spec.deck import Deck

_PART = re.compile(r"\s*(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?\s*")


def _parts(text: str) -> list[tuple[int, int]]:
    """`5-12,14` as first and last numbers. Raises ValueError.

    slides = range ("," range)*
    range  = number ("-" number)?                which does not run backwards
    """
    parts = []
    for part in text.split(",") if text else ():
        match = _PART.fullmatch(part)
        if not match:
            raise ValueError(f"{quoted(text)} is not a list of slides, such as 5-12,14")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise ValueError(f"the slides {quoted(part.strip())} run backwards; write {last}-{first}")
        parts.append((first, last))
    return parts


def _span(first: int, last: int) -> str:
    return f"{first}-{last}" if last > first else str(first)


@dataclass(frozen=True, kw_only=True)
class Pick:
    """What was asked for, as it was typed. Without either, every slide. Raises ValueError where it says no slides."""

    slides: str = ""
    hour: int | None = None

    def __post_init__(self) -> None:
        _parts(self.slides)

    @property
    def suffix(self) -> str:
        """What the name of an output says of it: `.slides-5-12+14`, `.hour-1`, or nothing."""
        hour = "" if self.hour is None else f".hour-{self.hour}"
        slides = "+".join(dict.fromkeys(_span(*part) for part in _parts(self.slides)))
        return hour + (f".slides-{slides}" if slides else "")


EVERY_SLIDE = Pick()


def picked(deck: Deck, pick: Pick) -> frozenset[int]:
    """The numbers of the slides that are wanted. Raises ValueError that says what there is."""
    there = frozenset(slide.number for slide in deck.slides)
    asked = there
    if pick.hour is not None:
        hours = {hour: (first, last) for hour, first, last in deck.front.hours}
        if pick.hour not in hours:
            raise ValueError(f"there is no hour {pick.hour}; {_hours_there(hours)}")
        first, last = hours[pick.hour]
        asked = there & frozenset(range(first, last + 1))
    if pick.slides:
        listed = frozenset(n for first, last in _parts(pick.slides) for n in range(first, last + 1))
        if missing := sorted(listed - there):
            raise ValueError(f"there is no slide {_spans(missing)}; the deck has {_spans(sorted(there))}")
        if not listed & asked:
            raise ValueError(f"no slide of {pick.slides} is in hour {pick.hour}, which has {_spans(sorted(asked))}")
        asked &= listed
    return asked


def _hours_there(hours: dict[int, tuple[int, int]]) -> str:
    if not hours:
        return "the deck says of no hour which slides it has (front matter: hours)"
    told = [f"{hour} (slides {_span(*slides)})" for hour, slides in sorted(hours.items())]
    return f"the deck has {'hour' if len(told) == 1 else 'hours'} {' and '.join(told)}"


def _spans(numbers: Iterable[int]) -> str:
    """Sorted numbers as runs: `1-3, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(_span(first, last) for first, last in runs)
