"""Facts that a deck shows as they were before their code changed: each is told with what records it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.compare.content import Content
from build.files.commands import record_facts
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.parse.source import Source
from build.spec.deck import Deck
from engine.ledger import Ledger


def stale_facts(deck: Deck, content: Content, ledger: Ledger, course: Course) -> Iterator[Diagnostic]:
    """A warning for each stale fact of a deck's slides, where the first of them names it."""
    source = Source(deck.path, deck.source)
    starts = {slide.number: slide.span for slide in deck.slides}
    shown: dict[str, list[int]] = {}
    for slide in (slide for shown_deck in content.decks.values() for slide in shown_deck.slides):
        for name in dict.fromkeys(number.fact for number in slide.numbers):
            shown.setdefault(name, []).append(slide.number)
    for name, slides in shown.items():
        if name not in content.facts or not content.facts[name].stale:
            continue
        span = _place(source, starts.get(slides[0], Span()), name)
        here = ledger.here and content.facts[name].kind == "measured"
        more = f" (and {len(slides) - 1} more)" if len(slides) > 1 else ""
        yield Diagnostic(
            path=deck.path,
            span=span,
            code="F207",
            message=f"slide {slides[0]}{more} shows {name!r} as it was before its code changed",
            hint=record_facts(course.owner_of(ledger[name]), name, here=here),
            line_text=source.line(span.line),
        )


def _place(source: Source, start: Span, name: str) -> Span:
    """Where an expression or a figure behind a slide's heading first names a fact; else the heading."""
    named = re.compile(rf"(?:{{{{|[(,])\s*({re.escape(name)})\b")
    for number in range(start.line, len(source.lines) + 1):
        if found := named.search(source.line(number)):
            return Span(number, found.start(1) + 1, found.end(1) + 1)
    return start
