"""The check that like stands beside like: measured facts in one table or chart share settings and machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from build.checks.context import Matter
from build.findings.diagnostic import Span
from build.resolve.expression import fact_named
from build.spec.deck import Expression, Grid, PracticalSlide, Slide
from build.spec.walk import texts_in


def like_with_like(matter: Matter) -> None:
    for slide in matter.deck.slides:
        for what, facts, span in _together(slide):
            _compare(matter, what, list(dict.fromkeys(facts)), span)


def _together(slide: Slide) -> Iterator[tuple[str, Iterable[str], Span]]:
    """The facts of each table and each figure of a slide."""
    if isinstance(slide, PracticalSlide) and slide.table:
        yield "table", _facts(slide.table), slide.table.span
    if slide.visual:
        yield "figure", (fact.partition(".")[0] for fact in slide.visual.facts), slide.visual.span


def _facts(grid: Grid) -> Iterator[str]:
    for piece in chain.from_iterable(text.pieces for text in texts_in(grid)):
        name = fact_named(piece.source) if isinstance(piece, Expression) else piece.fact.partition(".")[0]
        if name:
            yield name


def _compare(matter: Matter, what: str, facts: list[str], span: Span) -> None:
    measured = [
        matter.ledger[name] for name in facts if name in matter.ledger and matter.ledger[name].kind == "measured"
    ]
    for other in measured[1:]:
        first = measured[0]
        at = matter.report.source.locate(span, other.name)
        unlike = [
            key for key in {**first.settings, **other.settings} if first.settings.get(key) != other.settings.get(key)
        ]
        if unlike:
            key = unlike[0]
            values = f"{key} {first.settings.get(key, 'none')} and {other.settings.get(key, 'none')}"
            hint = f"'{first.name}' has {values} of '{other.name}': measure them alike, or part the {what}"
            matter.report.add("C402", at, f"measured facts of unlike settings in one {what}", hint)
        elif dict(first.machine) != dict(other.machine):
            hint = f"measure '{first.name}' and '{other.name}' on one machine, or part the {what}"
            matter.report.add("C403", at, f"facts measured on unlike machines in one {what}", hint)
