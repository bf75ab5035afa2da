"""How much of a deck one of its slides can show."""

from __future__ import annotations

from build.spec.deck import AgendaSlide, Deck, Slide


def seen_from(deck: Deck, slide: Slide) -> tuple[object, ...]:
    """All of a resolved deck that the page of a slide, and what is found on it, depends on.

    That is the slide, what the deck says of itself, which slides there are, and the lines of the source that a finding
    on the page may quote. An agenda shows what the other slides are about.
    """
    numbers = tuple(other.number for other in deck.slides)
    if isinstance(slide, AgendaSlide) or len(set(numbers)) < len(numbers):
        return (deck, slide.number)
    lines = deck.source.split("\n")
    place = numbers.index(slide.number)
    ends = [*(other.span.line for other in deck.slides[1:]), len(lines) + 1]
    ahead = lines[: deck.slides[0].span.line - 1]
    own = lines[slide.span.line - 1 : ends[place] - 1]
    introduction = () if place else deck.introduction
    return (deck.path, deck.front, deck.heading, introduction, numbers, slide, ahead, own)
