"""The checks of how numbers are known: a column that says measured holds such facts, and a price is not an old one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from build.checks.comparable import facts_in
from build.checks.context import CheckContext
from build.layout.grid_cells import kind_of
from build.spec.content import TableSlide
from build.spec.deck import PracticalSlide, Slide, Text
from build.spec.walk import texts_in

YEAR = timedelta(days=366)
SAID = {"computed": "calculated"}  # a kind as slides call it, where that is another word
_DAY = re.compile(r"\b(\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d{2}-\d{2})\b")


def columns_of_a_kind(context: CheckContext) -> None:
    """A column marked `measured:`, `calculated:`, `published:` or `graded:` shows facts of that kind."""
    for slide in context.deck.slides:
        for kind, cell in _marked_cells(slide):
            for name in dict.fromkeys(facts_in(cell)):
                record = context.ledger.get(name)
                if record is not None and record.kind != kind:
                    is_what = SAID.get(record.kind, record.kind)
                    context.findings.add(
                        "C404",
                        context.findings.source.locate(cell.span, name),
                        f"its column says {SAID.get(kind, kind)}, and {name} is {is_what}",
                        f"give {is_what} facts a column of their own",
                    )


def old_prices(context: CheckContext) -> None:
    """A published fact whose source names a day, as prices do, is told a year later; papers name a year only."""
    told = set[str]()
    for text in texts_in(context.deck):
        for name in facts_in(text):
            record = context.ledger.get(name)
            day = _day_of(record.source) if record is not None and record.kind == "published" else None
            if day is None or name in told or day + YEAR > context.today:
                continue
            told.add(name)
            context.findings.add(
                "F208",
                context.findings.source.locate(text.span, name),
                f"{name} is what was so on {day.isoformat()}, more than a year ago",
                f"look it up again, correct the number and the day in its source, then coursewright facts {name}",
            )


def _marked_cells(slide: Slide) -> Iterator[tuple[str, Text]]:
    """Each cell of a marked column below its header, with the kind of fact that it should show."""
    table = slide.table if isinstance(slide, PracticalSlide) else slide.grid if isinstance(slide, TableSlide) else None
    if table is None:
        return
    for column, head in enumerate(table.header):
        if kind := kind_of(head)[0]:
            yield from ((kind, row[column]) for row in table.rows if column < len(row))


def _day_of(source: str) -> date | None:
    """The last whole day that a source names, `1 May 2026` or `2026-05-01`."""
    for words in reversed(_DAY.findall(source)):
        for form in ("%d %B %Y", "%d %b %Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(words, form).date()
            except ValueError:
                continue
    return None
