"""Checks of slides by themselves: numbers, titles, wisdom, annotations, hours."""

from __future__ import annotations

import re

from build.checks.context import CheckContext
from build.findings.diagnostic import Span
from build.spec.content import ContentSlide
from build.spec.deck import ConceptSlide, Slide, TakeawaySlide

_NUMBERED = re.compile(r"\s*(?:##\s*slide\b|\|)", re.IGNORECASE)


def slide_numbers(context: CheckContext) -> None:
    """Each number once, one after the other."""
    first: dict[int, Slide] = {}
    last = 0
    for slide in context.deck.slides:
        if slide.number in first:
            where = first[slide.number].span.line
            context.findings.add(
                "C101", slide.span, f"two slides have the number {slide.number}", f"the first is in line {where}"
            )
        elif slide.number != last + 1:
            before = f"follows slide {last}" if first else "comes first"
            context.findings.add("C102", slide.span, f"slide {slide.number} {before}", f"number it {last + 1}")
        first.setdefault(slide.number, slide)
        last = slide.number


def titles(context: CheckContext) -> None:
    """No two slides with one title: readers and screen readers find slides by it. Ordinary decks often have some."""
    first: dict[str, Slide] = {}
    for slide in context.deck.slides:
        title = slide.title.plain.casefold()
        if title and title in first:
            hint = f"slide {first[title].number} has it too; say what is new here"
            code = "C109" if isinstance(slide, ContentSlide) else "C103"
            context.findings.add(
                code, slide.title.span, f"slides {first[title].number} and {slide.number} have one title", hint
            )
        first.setdefault(title, slide)


def wisdom(context: CheckContext) -> None:
    """A sentence a slide, where the course wants that: by itself one whose slides are numbered."""
    choice = context.deck.front.wisdom
    if choice not in ("", "required") or not (choice or is_numbered(context)):
        return
    for slide in context.deck.slides:
        if not slide.wisdom:
            context.findings.add("C104", slide.span, f"slide {slide.number} has no wisdom", 'add a line: Wisdom: "…"')


def is_numbered(context: CheckContext) -> bool:
    """Whether the deck's form is `## Slide 7: …`, or a table of slides: what its first slide is."""
    slides = context.deck.slides
    return bool(slides) and bool(_NUMBERED.match(context.findings.source.line(slides[0].span.line)))


def annotated(context: CheckContext) -> None:
    """A concept without annotations is a title with a picture."""
    for slide in context.deck.slides:
        if isinstance(slide, ConceptSlide) and not any(cluster.items for cluster in slide.clusters):
            hint = "add 'Extended Annotations (12):' and its numbered items"
            context.findings.add("C105", slide.span, f"concept slide {slide.number} has no annotations", hint)


def taken_home(context: CheckContext) -> None:
    """A takeaway that nothing is said on is its title."""
    for slide in context.deck.slides:
        if isinstance(slide, TakeawaySlide) and not (slide.stations or slide.outcomes or slide.next_title):
            hint = "add 'Key Takeaways:' or 'What You Can Now Do:' and its items"
            context.findings.add("C108", slide.span, f"takeaway slide {slide.number} shows nothing but its title", hint)


def hours(context: CheckContext) -> None:
    """An hour's slides exist, and no slide is in two hours."""
    source, known = context.findings.source, {slide.number for slide in context.deck.slides}
    before: tuple[int, int, int] | None = None
    for hour, first, last in context.deck.front.hours:
        span = source.locate(Span(1, 1, 4), f"{first}-{last}", f"{first}–{last}", "hours")
        missing = next((number for number in (first, last) if number not in known), None)
        if missing is not None:
            context.findings.add(
                "C106", span, f"hour {hour} names slide {missing}, which does not exist", _range(known)
            )
        if before and first <= before[2]:
            context.findings.add(
                "C106", span, f"hours {before[0]} and {hour} share slides", "an hour starts after the one before"
            )
        before = (hour, first, last)


def _range(known: set[int]) -> str:
    return f"the slides are {min(known)} to {max(known)}" if known else "there are no slides"
