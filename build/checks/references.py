"""The check of words that send a reader to another slide."""

from __future__ import annotations

from build.checks.context import CheckContext
from build.checks.numbers import own_words
from build.parse.source import FindingCollector
from build.spec.deck import Deck
from build.spec.slide_references import REFERENCE, numbers_named
from build.spec.walk import texts_in


def references(context: CheckContext) -> None:
    """In a spec that numbers its slides, every slide that is referred to exists."""
    if context.deck.numbered:
        tell_missing(context.deck, frozenset(slide.number for slide in context.deck.slides), context.findings)


def tell_missing(deck: Deck, known: frozenset[int], findings: FindingCollector) -> None:
    """A finding for each reference to a slide that is not known. Code refers to none, a link to another deck."""
    for text in texts_in((deck.introduction, deck.slides)) if known else ():
        for match in REFERENCE.finditer(own_words(text)):
            missing = next((number for number in numbers_named(match) if number not in known), None)
            if missing is not None:
                span = findings.source.locate(text.span, match.group())
                findings.add(
                    "C107", span, f"there is no slide {missing}", f"the slides are {min(known)} to {max(known)}"
                )
