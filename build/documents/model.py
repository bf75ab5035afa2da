"""What a guide says: hours of sections, each of parts in their order; before and after its numbers are filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from build.findings.diagnostic import Span
from build.spec.content import Block
from build.spec.deck import Call, Deck, Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line to tick. `id` is what a browser remembers it by: other lines may come and go."""

    id: str
    text: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something to read, with its minutes and what to look for in it. `title` is a link to `href`."""

    id: str
    title: Text
    href: str
    minutes: int
    look: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`Visual: cache_growth(…)`: one that a slide could show too. `heading` is its `title=`."""

    call: Call
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyQuestions:
    """Questions in one card; on paper with lines for an answer."""

    asked: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotes:
    """Room for the reader's own words: a field on a screen, so many lines on paper."""

    id: str
    heading: Text
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlideLink:
    """`ch04 slide 7`: a slide of a deck whose name begins so."""

    deck: str
    number: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LabLink:
    """`CH4B-LAB-03`."""

    anchor: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLink:
    """`day1_quiz`: another document of the course, a guide or a quiz."""

    name: str
    span: Span


Link = SlideLink | LabLink | DocumentLink


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysOn:
    """`See:` slides, labs and other documents."""

    links: tuple[Link, ...]


Part = Block | Checklist | Readings | Figure | KeyQuestions | OwnNotes | WaysOn


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`icon` is a name from the icon set; `minutes` are None where the section has none of its own."""

    id: str
    heading: Text
    icon: str
    minutes: int | None
    parts: tuple[Part, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """A part of a guide. `name` is what stands before the colon of its heading (`Hour 2`), empty where nothing does.

    `minutes` are None where they are not said; the sections' then need not add up to anything.
    """

    id: str
    name: str
    heading: Text
    minutes: int | None
    lead: tuple[Text, ...]
    sections: tuple[Section, ...]
    span: Span

    @property
    def ticks(self) -> int:
        """How many boxes it has."""
        return sum(len(part.ticks) for part in self.parts(Checklist)) + len(self.sources)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that it gives to read."""
        return tuple(source for part in self.parts(Readings) for source in part.sources)

    def parts(self, kind: type[T]) -> Iterator[T]:
        """The parts of a kind, through all sections."""
        return (part for section in self.sections for part in section.parts if isinstance(part, kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A whole spec of the kind `guide`. `head` is a deck without slides: path, source, front matter, words."""

    head: Deck
    heading: Text
    lead: tuple[Text, ...]
    hours: tuple[Hour, ...]

    @property
    def minutes(self) -> int:
        """Of all hours."""
        return sum(hour.minutes or 0 for hour in self.hours)
