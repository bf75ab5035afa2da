"""A slide of ordinary Markdown that is too long for one page, on two or more, cut where a person would cut it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate, pairwise
from typing import Any

from build.files.page_memory import PageMemory
from build.findings.diagnostic import Diagnostic, Span
from build.layout.cut import MOST_SLIDES
from build.layout.cuttable import Cuttable, cuttable
from build.spec.content import ContentSlide, WorksSlide
from build.spec.deck import Deck, Slide, Words
from build.spec.said import Said
from build.spec.slide_references import renumbered
from build.spec.walk import change, texts_in

UNITS = 100  # bullets, rows, pictures or blocks that no slide holds: longer parts are not tried
_FIRST = ("notes", "rest", "minutes", "visual")  # what only the first one keeps
_LAST = ("wisdom", "beginner", "anchor", "callout", "verdict", "source")  # and what only the last one does


@dataclass(frozen=True, slots=True)
class SplitDeck:
    """A deck whose long slides are several. `numbers` leads from each slide's number to those that it has now."""

    deck: Deck
    numbers: dict[int, tuple[int, ...]]
    told: tuple[Diagnostic, ...] = ()


def split_long(deck: Deck, memory: PageMemory, fits: Callable[[Slide], bool]) -> SplitDeck:
    """A deck whose content slides fit, or have no cut that helps. `memory` has the parts of an earlier build."""

    def parts(slide: Slide) -> tuple[Slide, ...]:
        if not isinstance(slide, ContentSlide):
            return (slide,)
        return memory.made("parts", slide, lambda: (slide,) if fits(slide) else parts_of(slide, deck.said, fits))

    split = split_deck(deck, parts)
    spans = {slide.number: slide.span for slide in deck.slides if not isinstance(slide, WorksSlide)}
    told = (
        Diagnostic(
            path=deck.path,
            span=spans[number],
            code="L108",
            message=f"slide {number} is too long: split in {len(now)}"
            + (f", {now[0]} to {now[-1]} in the deck" if now[0] != number else ""),
            hint="those behind it move up" if number < deck.slides[-1].number else "",
        )
        for number, now in split.numbers.items()
        if len(now) > 1 and number in spans
    )
    return replace(split, told=tuple(told))


def parts_of(slide: Slide, said: Said, fits: Callable[[Slide], bool]) -> tuple[Slide, ...]:
    """The slides that a slide becomes, as few and as even as fit; the slide alone where it has no such cut."""
    for found in cuttable(slide) if isinstance(slide, ContentSlide) else ():
        for number in range(max(2, math.ceil(len(found.weights) / UNITS)), min(MOST_SLIDES, len(found.weights)) + 1):
            parts = _cut(found, _even(found.weights, number), said)
            if all(map(fits, parts)):
                return parts
    return (slide,)


def split_deck(deck: Deck, parts: Callable[[Slide], tuple[Slide, ...]]) -> SplitDeck:
    """The deck with each slide's parts in its place. The slides behind them move up, and with them what names them."""
    slides: list[Slide] = []
    numbers: dict[int, tuple[int, ...]] = {}
    shift = 0
    for slide in deck.slides:
        own = [replace(part, number=slide.number + shift + i) for i, part in enumerate(parts(slide))]
        if len(own) > 1:  # what appears is on one of them
            own = [replace(part, reveal=tuple(replace(step, span=Span()) for step in part.reveal)) for part in own]
        numbers[slide.number] = tuple(part.number for part in own)
        slides += own
        shift += len(own) - 1
    if not shift:
        return SplitDeck(deck, numbers)

    def moved(number: int, at: int) -> int:
        return numbers[number][at] if number in numbers else number

    hours = tuple((hour, moved(first, 0), moved(last, -1)) for hour, first, last in deck.front.hours)
    moved_up = replace(deck, slides=tuple(slides), front=replace(deck.front, hours=hours))
    return SplitDeck(_followed(moved_up, moved) if deck.numbered else moved_up, numbers)


def _followed(deck: Deck, moved: Callable[[int, int], int]) -> Deck:
    """A deck whose words lead to the slides' new numbers: those that its spec gives are seen on no slide."""

    def follow(words: Words) -> Words:
        own = not (words.code or words.math or words.href or words.fact)
        text = renumbered(words.text, lambda n: moved(n, 0), lambda n: moved(n, -1)) if own else words.text
        return words if text == words.text else replace(words, text=text)

    return change(deck, Words, follow)


# ---- one slide --------------------------------------------------------------------------------------
def _even(weights: Sequence[float], number: int) -> list[tuple[int, int]]:
    """Where to cut a row of units so that the heaviest part is as light as can be: first and last of each part."""
    ends = [0.0, *accumulate(weights)]
    count = len(weights)
    best: list[list[float]] = [[float("inf")] * (count + 1) for _ in range(number + 1)]
    cut = [[0] * (count + 1) for _ in range(number + 1)]
    best[0][0] = 0.0
    for part in range(1, number + 1):
        before, even = best[part - 1], part - 1
        for end in range(part, count + 1):
            # The later the last part starts, the heavier are those before it: where the two meet, both are light.
            while even < end - 1 and before[even] < ends[end] - ends[even]:
                even += 1
            best[part][end], cut[part][end] = min(
                (max(before[start], ends[end] - ends[start]), start) for start in {max(part - 1, even - 1), even}
            )
    places = [count]
    for part in range(number, 0, -1):
        places.append(cut[part][places[-1]])
    return list(pairwise(reversed(places)))


def _cut(found: Cuttable, places: Sequence[tuple[int, int]], said: Said) -> tuple[Slide, ...]:
    return tuple(_part(found.make(*place), number, len(places), said) for number, place in enumerate(places, start=1))


def _part(slide: ContentSlide, number: int, of: int, said: Said) -> ContentSlide:
    """One of several: its title says which, and what stands once on the slide stands on the first or the last."""
    mark = Words(text=f"\N{NO-BREAK SPACE}({said.one_of_two.format(number, of)})".replace(" ", "\N{NO-BREAK SPACE}"))
    title = replace(slide.title, pieces=(*slide.title.pieces, mark))
    gone = (*(_FIRST if number > 1 else ()), *(_LAST if number < of else ()))
    empty: dict[str, Any] = {part.name: part.default for part in fields(slide) if part.name in gone}
    part = replace(slide, title=title, **empty)
    texts = texts_in(replace(part, footnotes=(), cited=()))
    words = "".join(text.plain for text in texts)
    pieces = [piece for text in texts for piece in text.pieces if isinstance(piece, Words)]
    facts = {piece.fact.partition(".")[0] for piece in pieces}
    facts |= {fact.partition(".")[0] for fact in part.visual.facts} if part.visual else set()
    leads = {piece.href for piece in pieces}
    kept = tuple(note for note in slide.footnotes if note.mark in words)
    cited = tuple(one for one in slide.cited if one.href in leads or facts.intersection(one.facts) or one.mark in words)
    return replace(part, footnotes=kept, cited=cited)
