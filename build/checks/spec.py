"""Static checks of a parsed deck, whether its numbers are filled in or not. Nothing is run and nothing drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from build.checks import (
    anchors,
    comparable,
    formulas,
    known_how,
    links,
    names,
    numbers,
    pictures,
    plain,
    references,
    slides,
)
from build.checks.context import CheckContext
from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.parse.source import FindingCollector, Source
from build.spec.deck import Anchor, Deck
from engine.ledger import Ledger

CHECKS: tuple[Callable[[CheckContext], None], ...] = (
    slides.slide_numbers,
    slides.titles,
    slides.wisdom,
    slides.annotated,
    slides.taken_home,
    slides.hours,
    references.references,
    anchors.unique,
    anchors.assets,
    anchors.prerequisites,
    anchors.circles,
    names.figures,
    names.scenes,
    names.icons,
    links.addresses,
    links.files,
    pictures.logo,
    pictures.mascot,
    pictures.pictures,
    numbers.loose_numbers,
    formulas.inline,
    formulas.apart,
    plain.harsh_words,
    plain.choices,
    comparable.like_with_like,
    known_how.columns_of_a_kind,
    known_how.old_prices,
)


def check(
    deck: Deck,
    *,
    course: Course,
    ledger: Ledger,
    figures: Collection[str] | None = None,
    scenes: Collection[str] | None = None,
    icons: Collection[str] | None = None,
    elsewhere: Mapping[str, tuple[Path, Anchor]] | None = None,
) -> list[Diagnostic]:
    """All findings of all checks, in the order of the source."""
    findings = FindingCollector(Source(deck.path, deck.source))
    context = CheckContext(deck, findings, course, ledger, figures, scenes, icons, elsewhere or {})
    for look in CHECKS:
        look(context)
    return findings.sorted()
