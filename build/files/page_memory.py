"""The pages of a deck, and what was found on them, from an earlier build of slides that were the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from build.files.slide_memory import SlideMemory
from build.spec.deck import AgendaSlide, Deck, Slide

T = TypeVar("T")


class PageMemory:
    """What was made of the slides of one resolved deck, each from what can be seen of the deck on it."""

    def __init__(self, deck: Deck, memory: SlideMemory | None = None) -> None:
        self._deck = deck
        self._memory = memory
        self._lines = deck.source.split("\n") if memory else []
        self._places = {slide.number: place for place, slide in enumerate(deck.slides)}
        self._keys: dict[int, str] = {}

    def made(self, what: str, slide: Slide, make: Callable[[], T]) -> T:
        """What `make` gives, or what it gave in an earlier build for a slide that was the same."""
        if self._memory is None:
            return make()
        if slide.number not in self._keys:
            self._keys[slide.number] = self._memory.key(*self._seen(slide))
        key = self._memory.key(what, self._keys[slide.number])
        found: T | None = self._memory.get(key)
        if found is None:
            found = make()
            self._memory.put(key, found)
        return found

    def _seen(self, slide: Slide) -> tuple[object, ...]:
        """All of a deck that the page of a slide, and what is found on it, depends on.

        That is the slide, what the deck says of itself, how many slides there are, and the lines of the source that a
        finding may quote. An agenda shows what the other slides are about.
        """
        deck, slides = self._deck, self._deck.slides
        if isinstance(slide, AgendaSlide) or len(self._places) < len(slides):
            return (deck, slide.number)
        place = self._places[slide.number]
        end = slides[place + 1].span.line - 1 if place + 1 < len(slides) else len(self._lines)
        ahead, own = self._lines[: slides[0].span.line - 1], self._lines[slide.span.line - 1 : end]
        introduction = () if place else deck.introduction
        return (
            deck.path,
            deck.front,
            deck.heading,
            introduction,
            place,
            len(slides),
            max(self._places),
            slide,
            ahead,
            own,
        )
