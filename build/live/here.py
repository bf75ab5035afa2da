"""A slide with numbers of this machine in the place of the deck's: laid out anew, so that its bars are theirs too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from build.drawing.text_measure import Measure
from build.live.deck_state import Live
from build.live.glimpse import Change, Surroundings, laid_out
from build.live.page import Drawing, slide_html
from build.parse.deck import parse
from build.parse.source import read_source
from build.spec.deck import Deck
from engine.ledger import Ledger, Record
from engine.machine import machine


def here_slide(live: Live, number: int, values: Mapping[str, float]) -> str | None:
    """The slide as browsers have it; None where it has no such numbers, or where they do not fit.

    `values` are those of facts or of their fields, in the base of their unit.
    """
    if live.shown.theme is None:
        return None
    deck, _ = parse(read_source(live.spec)[0])
    slide = next((slide for slide in deck.slides if slide.number == number), None)
    if slide is None:
        return None
    course = live.wanted.course
    ledger = with_values(course.recorded(here=live.wanted.here), values)
    around = Surroundings(course=course, theme=live.shown.theme, ledger=ledger, clips=live.wanted.films)
    measure = Measure(around.theme.fonts, deck.front.language)
    for page, resolved, seen, facts in laid_out(Change(deck, (slide,)), around, measure):
        return slide_html(page, resolved, Drawing(seen, facts, around, measure))
    return None


def slides_of(deck: Deck | None, lab: str) -> list[int]:
    """The slides that have a lab's anchor."""
    return [slide.number for slide in deck.slides if slide.anchor and slide.anchor.id == lab] if deck else []


def with_values(ledger: Ledger, values: Mapping[str, float]) -> Ledger:
    """The ledger with other numbers, each with the unit that it has; what is no single number of it stays."""
    records = dict(ledger)
    for name, value in values.items():
        fact, _, field = name.partition(".")
        if fact in records:
            records[fact] = _with_value(records[fact], field, value)
    return Ledger(records)


def _with_value(record: Record, field: str, value: float) -> Record:
    was = record.value.get(field, {}).get("value") if record.unit == "Table" else record.value
    if isinstance(was, int) and value.is_integer():  # a count has no digits behind its point
        value = int(value)
    if record.unit == "Table" and field in record.value:
        return _of_here(record, {**record.value, field: {**record.value[field], "value": value}})
    if not field and isinstance(record.value, int | float):
        return _of_here(record, value)
    return record


def _of_here(record: Record, value: Any) -> Record:
    """One run of today and on this machine, which is what the slide then says of how it was measured."""
    return replace(record, value=value, samples={}, day=f"{date.today()}", machine=machine())
