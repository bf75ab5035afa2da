"""Slides that hold one thing, as values: a part, a quotation, a table …; and what several tests show on others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content_slides import HERE, grid, text

from build.spec.content import (
    Event,
    LineNote,
    Quotation,
    QuoteSlide,
    SectionSlide,
    StatementSlide,
    TableSlide,
    TimelineSlide,
)
from build.spec.deck import Item, Text

VACCINES = (
    ("1796", 1796.0, "Edward Jenner tests cowpox against smallpox"),
    ("1885", 1885.0, "Louis Pasteur’s rabies vaccine saves a boy"),
    ("1955", 1955.0, "Jonas Salk’s polio vaccine is declared safe"),
    ("1980", 1980.0, "Smallpox declared eradicated"),
    ("2020", 2020.0, "First mRNA vaccines, against COVID-19"),
)
PLANETS = (
    ("Planet", "Diameter (km)", "From the Sun (million km)", "One orbit (Earth days)"),
    ("Mercury", "4,879", "57.9", "88"), ("Venus", "12,104", "108.2", "225"), ("**Earth**", "12,756", "149.6", "365"),
    ("Mars", "6,792", "228.0", "687"), ("Jupiter", "142,984", "778.5", "4,331"),
    ("Saturn", "120,536", "1,432.0", "10,747"),
)  # fmt: skip
DARWIN = (
    "… from so simple a beginning endless forms most beautiful and most wonderful have been, and are being, evolved."
)


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
CAIRO = [10.5, 11.3, 12.1, 13.0, 13.8, 14.1, 13.8, 13.1, 12.2, 11.3, 10.5, 10.2]
OSLO = [7.1, 9.6, 12.2, 15.0, 17.5, 18.8, 17.7, 15.2, 12.4, 9.8, 7.2, 5.9]
DEBOUNCE = """// Run fn once, after a quiet moment
export function debounce(fn, wait = 300) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(fn, wait, ...args);
  };
}

const search = debounce(loadResults);
input.addEventListener('input',
  (e) => search(e.target.value));"""


def _head(title: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"number": 1, "eyebrow": Text(), "title": text(title), "span": HERE, **values}


def section(title: str, part: int, parts: int, *lines: str, **values: Any) -> SectionSlide:
    return SectionSlide(**_head(title, values), part=part, parts=parts, lines=tuple(map(text, lines)))


def quote(*words: str, by: str = "", source: str = "", title: str = "", **values: Any) -> QuoteSlide:
    said = Quotation(texts=tuple(map(text, words)), span=HERE, by=text(by), source=text(source))
    return QuoteSlide(**_head(title, values), quotation=said)


def statement(figure: str, unit: str, sentence: str, source: str = "", **values: Any) -> StatementSlide:
    """A number with its unit, or (both empty) a sentence; its heading says the same unless `title` does."""
    heading = values.pop("title", " ".join(filter(None, (figure, unit))) or sentence)
    return StatementSlide(
        **_head(heading, values), figure=text(figure), unit=text(unit), sentence=text(sentence), source=text(source)
    )


def timeline(title: str, events: Sequence[tuple[str, float, str]], **values: Any) -> TimelineSlide:
    made = tuple(Event(date=text(date), when=when, text=text(words), span=HERE) for date, when, words in events)
    return TimelineSlide(**_head(title, values), events=made)


def table(title: str, rows: Sequence[Sequence[str]], source: str = "", **values: Any) -> TableSlide:
    return TableSlide(**_head(title, values), grid=grid(*rows), source=text(source))


def note(lead: str, rest: str, first: int | None = None, last: int | None = None) -> LineNote:
    return LineNote(item=Item(lead=text(lead) if lead else Text(), rest=text(rest), span=HERE), first=first, last=last)
