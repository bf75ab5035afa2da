"""A deck with data of its own, from its files to the chip, the notes, and the ways back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from build.commands.remembered_slides import surroundings_of
from build.compare.causes import causes
from build.compare.content import Content, content_of
from build.drawing.page import Page
from build.files.course import course_of, product
from build.files.places import THEME
from build.files.wanted import Wanted
from build.pipeline import Outcome, build_book
from build.provenance.slide_numbers import as_data, explain
from build.theme.choose import load_theme
from engine.ledger import Ledger

GROWTH = "Year,Rate (mg/l)\n2020,12.50\n2021,14\n2022,15\n"
DECK = """---
title: Plants
data:
  growth: {file: growth.csv, source: "Kim et al., 2023"}
  cells: {value: 86, unit: billion, source: "Azevedo, 2009"}
units: {"€": }
---
# Plants

## Slide 1: Growth - Rates
Visual: columns(growth.rate, title="Rate")

Extended Annotations (2):
### How
1. **Rate.** It was {{ growth["2020"].rate | mg/l }}, and the brain has {{ cells }} cells.
### Why
2. **Loose** are 5 mg/l, €7, 3 billion and 4 km.

Wisdom: "Grow."
"""


def written(folder: Path, growth: str = GROWTH) -> Path:
    (folder / "growth.csv").write_text(growth, encoding="utf-8")
    (folder / "deck.md").write_text(DECK, encoding="utf-8")
    return folder / "deck.md"


def built(folder: Path, growth: str = GROWTH) -> Outcome:
    spec = written(folder, growth)
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=folder / "none")
    assert [found for found in outcome.diagnostics if found.severity == "error"] == []
    return outcome


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return built(tmp_path_factory.mktemp("course"))


def page(outcome: Outcome) -> Page:
    assert outcome.book
    return outcome.book.pages[0]


def test_the_chip_says_given_and_the_source(outcome: Outcome) -> None:
    told = re.findall(r"text='((?:Given|Calculated)[^']*)'", repr(page(outcome).items))
    assert told == ["Given · Kim et al., 2023"]


def test_the_notes_say_where_each_number_stands_and_no_command_that_would_make_it(outcome: Outcome) -> None:
    notes = page(outcome).notes
    assert "growth: 3 rows; rate[2020] 12.50 mg/l (given). From growth.csv:2:6." in notes
    assert "cells: 86 billion (given). From deck.md:5." in notes
    assert "Sources:\n- Kim et al., 2023\n- Azevedo, 2009" in notes
    assert "make facts" not in notes


def test_numbers_with_a_declared_unit_or_one_of_the_data_are_loose(outcome: Outcome) -> None:
    loose = [found.message for found in outcome.diagnostics if found.code == "C401"]
    assert loose == ["loose number '5 mg/l'", "loose number '€7'", "loose number '3 billion'"]


def test_why_leads_a_number_to_its_line_and_column(outcome: Outcome) -> None:
    assert outcome.deck
    assert outcome.ledger is not None
    lines = explain(outcome.deck.slides[0], outcome.ledger, product()).splitlines()
    assert "growth · given · growth.csv:1" in lines
    assert "    12.50 mg/l  rate[2020]  (annotations)  growth.csv:2:6" in lines
    assert "    all of it   rate  (figure)  growth.csv" in lines
    assert "    source: Kim et al., 2023" in lines
    assert "cells · given · deck.md:5" in lines
    assert not any("make facts" in line or "stale" in line for line in lines)
    numbers = as_data(outcome.deck.slides[0], outcome.ledger, product())["numbers"]
    assert [number["stands"] for number in numbers] == ["growth.csv", "growth.csv:2:6", "deck.md:5"]


def content(outcome: Outcome) -> Content:
    assert outcome.deck
    assert outcome.ledger is not None
    return content_of([outcome.deck], outcome.ledger, course_of(Path(outcome.deck.path)))


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (GROWTH.replace("12.50", "12.75"), "growth.csv:2:6 changed"),
        (GROWTH.replace("12.50", "12.75").replace("15", "16"), "growth.csv:2:6 and 1 more place changed"),
    ],
)
def test_a_comparison_names_the_line_and_column_that_changed(
    now: str, reason: str, outcome: Outcome, tmp_path: Path
) -> None:
    before, after = content(outcome), content(built(tmp_path, now))
    assert [cause.text for cause in causes("growth", before, after)] == [reason]
    assert not any(fact.stale for fact in after.facts.values())


def test_a_changed_file_makes_the_deck_be_built_again(tmp_path: Path) -> None:
    spec, wanted = written(tmp_path), Wanted(dist=tmp_path / "dist")
    before = surroundings_of(spec, wanted)
    assert surroundings_of(spec, wanted) == before
    (tmp_path / "growth.csv").write_text(GROWTH.replace("14", "15"))
    assert surroundings_of(spec, wanted) != before
    assert surroundings_of(spec, replace(wanted, strict=True)) != before


def test_a_fact_whose_file_is_missing_is_told_of_once_as_what_it_is(tmp_path: Path) -> None:
    spec = written(tmp_path)
    (tmp_path / "growth.csv").unlink()
    found = build_book(spec, load_theme(THEME), Ledger(), clips=tmp_path).diagnostics
    errors = [(error.code, error.message) for error in found if error.severity == "error"]
    assert ("F401", "there is no file 'growth.csv'") in errors
    assert {message for code, message in errors if code == "F101"} == {"fact 'growth' could not be read"}
