"""The check that like stands beside like: measured facts in one table or chart share settings and machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from build.checks.context import CheckContext
from build.findings.diagnostic import Span
from build.findings.unlike_facts import unlike
from build.resolve.query import fact_named
from build.spec.deck import Expression, Grid, PracticalSlide, Slide, Text
from build.spec.walk import texts_in


def like_with_like(context: CheckContext) -> None:
    for slide in context.deck.slides:
        for what, facts, span in _together(slide):
            records = (context.ledger[name] for name in dict.fromkeys(facts) if name in context.ledger)
            for fault in unlike(records, what):
                at = context.findings.source.locate(span, fault.record.name)
                context.findings.add(fault.code, at, fault.message, fault.hint)


def _together(slide: Slide) -> Iterator[tuple[str, Iterable[str], Span]]:
    """The facts of each table and each figure of a slide."""
    if isinstance(slide, PracticalSlide) and slide.table:
        yield "table", facts_in(slide.table), slide.table.span
    if slide.visual:
        yield "figure", (fact.partition(".")[0] for fact in slide.visual.facts), slide.visual.span


def facts_in(shown: Grid | Text) -> Iterator[str]:
    """The names of the facts in a table or a text, whether they are filled in or not."""
    for piece in chain.from_iterable(text.pieces for text in texts_in(shown)):
        name = fact_named(piece.source) if isinstance(piece, Expression) else piece.fact.partition(".")[0]
        if name:
            yield name
