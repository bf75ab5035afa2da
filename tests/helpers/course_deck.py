"""A long deck of this repository as a test reads it: built once for all tests of a process, and not to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from build.files.places import ROOT, THEME
from build.pipeline import Outcome, build_book
from build.spec.deck import Call, Deck, Slide
from build.theme.choose import load_theme
from engine.ledger import deck_facts

SPEC = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"


@cache
def course_deck() -> Outcome:
    """Without films: a still of the same facts is in the place of each."""
    with TemporaryDirectory() as folder:
        return build_book(SPEC, load_theme(THEME), deck_facts(), clips=Path(folder))


def some_of_each_kind(deck: Deck) -> Iterator[int]:
    """The numbers of slides that have between them each kind of slide, each figure and each part that a slide may have.

    The one with most that is not yet seen comes first.
    """
    left = {slide.number: set(_kinds_of(slide)) for slide in deck.slides}
    while any(left.values()):
        number = max(left, key=lambda number: len(left[number]))
        yield number
        seen = left[number]
        left = {other: kinds - seen for other, kinds in left.items()}


def _kinds_of(slide: Slide) -> Iterator[str]:
    kind = type(slide).__name__
    yield kind
    for field in fields(slide):
        value = getattr(slide, field.name)
        if isinstance(value, Call):
            yield value.figure
        elif value:
            yield f"{kind}.{field.name}"
