"""A price is of a day: a year later its slide is told, and papers, which name a year, never are."""

from __future__ import annotations

from datetime import date

import pytest

from build.checks.context import CheckContext
from build.checks.known_how import old_prices
from build.files.course import Course
from build.parse.deck import parse
from build.parse.source import FindingCollector, source_from
from engine.ledger import Ledger, Record

SPEC = """# Deck
## Slide 1: Concept - One
Extended Annotations (1):
1. An hour costs {{ rent }}, and {{ rent }} at night.
Wisdom: "a"
"""
STATED = "Somebody, on demand, {}: example.org"
TOLD = """deck.md:4:21: warning: rent is what was so on 2026-05-01, more than a year ago [F208]
     4 | 1. An hour costs {{ rent }}, and {{ rent }} at night.
       |                     ~~~^
  hint: look it up again, correct the number and the day in its source, then coursewright facts rent"""


def told(source: str, today: date, course: Course, kind: str = "published") -> str:
    rent = Record(name="rent", kind=kind, says="", unit="Count", value=2, digest="", defined="", day="", source=source)
    read, _ = source_from("deck.md", SPEC.encode())
    deck, _ = parse(read)
    findings = FindingCollector(read)
    old_prices(CheckContext(deck, findings, course, Ledger({"rent": rent}), None, None, None, today=today))
    return "\n".join(map(str, findings.sorted()))


@pytest.mark.parametrize("day", ["1 May 2026", "1 May 2025, seen on 1 May 2026", "2026-05-01"])
def test_a_price_is_told_a_year_after_the_last_day_that_its_source_names(day: str, course: Course) -> None:
    assert told(STATED.format(day), date(2027, 5, 2), course) == TOLD
    assert told(STATED.format(day), date(2027, 5, 1), course) == ""


@pytest.mark.parametrize("source", ["A paper, 2017, arXiv:1706.03762", "seen on 31 June 2016", "May 2016", ""])
def test_what_names_no_day_does_not_grow_old(source: str, course: Course) -> None:
    assert told(source, date(2040, 1, 1), course) == ""


def test_only_what_others_state_grows_old(course: Course) -> None:
    assert told(STATED.format("1 May 2026"), date(2040, 1, 1), course, kind="computed") == ""
