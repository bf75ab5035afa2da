"""What a deck without citations needs to know of them: whether it may have any, and what its facts' sources are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from build.files.course import Course
from build.spec.content import WorksSlide
from build.spec.deck import Deck, Slide
from engine.ledger import Ledger


def may_cite(deck: Deck, course: Course) -> bool:
    """Whether a deck names works, or says something like a key."""
    return bool(deck.front.bibliography or course.bibliography or "@" in deck.source)


def listed_on(slides: Iterable[Slide]) -> dict[int, int]:
    """The slides that list works, by the numbers of those."""
    lists = (slide for slide in slides if isinstance(slide, WorksSlide))
    return {work.number: one.number for one in lists for work in one.works}


def with_works(ledger: Ledger, deck: Deck) -> Ledger:
    """The facts of a deck that cites; a source that is a key says which work that is."""
    cites = {fact: one for slide in deck.slides for one in slide.cited for fact in one.facts}
    told = {
        name: replace(ledger[name], source=one.named)
        for name, one in cites.items()
        if name in ledger and ledger[name].source.startswith("@")
    }
    return Ledger({**ledger.records, **told}, here=ledger.here) if told else ledger
