"""A resolved deck as its viewers see it: the words of every slide by place, and the facts they show."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from build.files.course import Course
from build.findings.diagnostic import Span
from build.provenance.slide_numbers import SlideNumber, numbers_on, place_of
from build.spec.deck import AnimationSlide, Call, CodeSlide, Deck, Listing, Slide, Text, Words
from build.spec.walk import children
from engine.ledger import Ledger

_QUOTED = re.compile(r"""["'](\w+)["']""")
_NOT_SEEN = ("number", "prompt")  # the number is a place, and a prompt is never shown
FRONT = "front matter "  # and the key


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """One paragraph or word of a slide. `masked` has `{fact}` in place of each number."""

    place: str
    text: str
    masked: str


@dataclass(frozen=True, kw_only=True)
class SlideContent:
    """`eyebrow` and `title` are masked; `heading` is the title as shown. `lab` is the hands-on anchor's id."""

    number: int
    eyebrow: str
    title: str
    heading: str
    parts: tuple[TextPart, ...]
    numbers: tuple[SlideNumber, ...]
    film: str = ""
    lab: str = ""
    lab_facts: tuple[str, ...] = ()
    code: tuple[tuple[str, tuple[str, ...]], ...] = ()  # a listing's target, and its lines

    @property
    def facts(self) -> set[str]:
        return {number.fact for number in self.numbers} | set(self.lab_facts)


@dataclass(frozen=True, kw_only=True)
class DeckContent:
    """`parts` is what the deck says of itself outside its slides."""

    parts: tuple[TextPart, ...]
    slides: tuple[SlideContent, ...]

    @cached_property
    def facts(self) -> set[str]:
        return {name for slide in self.slides for name in slide.facts}


def deck_content(deck: Deck, ledger: Ledger, course: Course) -> DeckContent:
    """A resolved deck of a course."""
    keys = [key.name for key in dataclasses.fields(deck.front)]
    around = {f"{FRONT}{key}": getattr(deck.front, key) for key in keys}
    around |= {"heading": deck.heading, "introduction": deck.introduction}
    return DeckContent(
        parts=tuple(part for place, value in around.items() for part in _parts(value, place)),
        slides=tuple(_slide(slide, ledger, course) for slide in deck.slides),
    )


def _slide(slide: Slide, ledger: Ledger, course: Course) -> SlideContent:
    fields = [field.name for field in dataclasses.fields(slide) if field.name not in _NOT_SEEN]
    listings = slide.listings if isinstance(slide, CodeSlide) else ()
    return SlideContent(
        number=slide.number,
        eyebrow=_masked(slide.eyebrow),
        title=_masked(slide.title),
        heading=slide.title.plain,
        parts=tuple(part for field in fields for part in _parts(getattr(slide, field), place_of(field))),
        numbers=tuple(numbers_on(slide, course)),
        film=slide.scene if isinstance(slide, AnimationSlide) else "",
        lab=slide.anchor.id if slide.anchor else "",
        lab_facts=tuple(_lab_facts(slide.anchor.assets, ledger, course)) if slide.anchor else (),
        code=tuple((listing.target, listing.text) for listing in listings),
    )


def _parts(value: object, place: str) -> Iterator[TextPart]:
    """Every text in a value, in the order of its fields."""
    match value:
        case Text():
            if value:
                yield TextPart(place=place, text=value.plain, masked=_masked(value))
        case Span() | None | bool():
            return
        case Call():
            yield from _parts(f"{value.figure}({', '.join(value.facts)})", place)
            for name, given in value.parameters:
                yield from _parts(given, f"{place} {name}")
        case Listing():
            yield from _parts(value.heading, place)
            yield from _parts(value.target, "code")
        case str() | int():
            if value != "":
                yield TextPart(place=place, text=str(value), masked=str(value))
        case _:
            for child in children(value):
                yield from _parts(child, place)


def _masked(text: Text) -> str:
    return "".join(
        f"{{{piece.fact}}}" if isinstance(piece, Words) and piece.fact else getattr(piece, "text", "")
        for piece in text.pieces
    )


def _lab_facts(assets: tuple[str, ...], ledger: Ledger, course: Course) -> Iterator[str]:
    """The facts that a lab's scripts name; a notebook is read in the script it is paired with."""
    for asset in assets:
        try:
            text = course.lab(asset).with_suffix(".py").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        yield from (name for name in dict.fromkeys(_QUOTED.findall(text)) if name in ledger)
