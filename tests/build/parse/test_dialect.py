"""The one-page description of the dialect says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build.checks.spec import check
from build.files.course import Course
from build.parse.content_kinds import CONTENT_KINDS
from build.parse.deck import parse
from build.parse.kinds import KINDS
from build.parse.labels import LABELS
from build.parse.source import source_from
from build.resolve.given import with_given
from build.resolve.resolve import resolve
from build.spec.content import ListSlide, TableSlide
from build.spec.deck import ConceptSlide, PracticalSlide, TitleSlide
from engine.ledger import Ledger

TABLE = "Year,Rate (mg/l)\n2020,12.5\n"
PAGE = (Path(__file__).parents[3] / "deck_specs" / "README.md").read_text(encoding="utf-8")


def test_the_page_lists_every_label_and_no_other() -> None:
    table = PAGE.partition("| Label | On |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([^`]+)`", table, re.MULTILINE) == [label.name for label in LABELS]


def test_the_page_names_every_other_form_of_a_label() -> None:
    others = {name for label in LABELS for name in label.also} - {"Beginners Corner", "Note", "Annotations", "Commands"}
    assert all(f"`{name}`" in PAGE for name in others)


def test_the_page_lists_every_kind_of_slide() -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith("Kinds:"))
    assert re.findall(r"`(\w+)`", line) == list(KINDS)


def test_the_page_lists_every_kind_of_ordinary_markdown() -> None:
    table = PAGE.partition("| Kind | The slide holds |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([^`]+)`", table, re.MULTILINE) == list(CONTENT_KINDS)


def test_the_pages_example_is_a_deck_without_findings(course: Course, facts: Ledger) -> None:
    spec = PAGE.rpartition("`````markdown\n")[2].partition("`````")[0]
    source, unreadable = source_from("example.md", spec.encode())
    deck, unparsed = parse(source)
    unsound = check(deck, course=course, ledger=facts, figures={"heads"}, icons={"share", "code"})
    deck, unresolved = resolve(deck, facts, course)
    assert [*unreadable, *unparsed, *unsound, *unresolved] == []
    assert [type(slide) for slide in deck.slides] == [TitleSlide, ConceptSlide, PracticalSlide]


def test_the_page_begins_with_a_deck_of_ordinary_markdown() -> None:
    spec = PAGE.partition("`````markdown\n")[2].partition("`````")[0]
    deck, found = parse(source_from("example.md", spec.encode())[0])
    assert not found
    assert [type(slide) for slide in deck.slides] == [TitleSlide, ListSlide, TableSlide]
    assert deck.slides[1].notes


@pytest.mark.parametrize("written", re.findall(r"^\| `(\{\{.*?\}\})` \|", PAGE, re.MULTILINE))
def test_every_form_of_expression_on_the_page_shows_something(
    written: str, course: Course, facts: Ledger, tmp_path: Path
) -> None:
    (tmp_path / "growth.csv").write_text(TABLE, encoding="utf-8")
    front = "data: {growth: {file: growth.csv}, neurons: {value: 86, unit: billion}}"
    spec = f"---\n{front}\n---\n# D\n## Slide 1: Concept - One\nNotes: {written}\n".replace("\\|", "|")
    deck, _ = parse(source_from(str(tmp_path / "d.md"), spec.encode())[0])
    (note,) = resolve(deck, with_given(deck, facts)[0], course)[0].slides[0].notes
    assert "{{" not in note.plain
    assert any(character.isdigit() for character in note.plain)
