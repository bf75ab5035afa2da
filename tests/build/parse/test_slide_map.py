"""A deck that is one table: a column that a label names is read like that label, another one is told."""

from __future__ import annotations

import pytest

from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import Slide


def read(column: str, cell: str) -> tuple[Slide, list[Diagnostic]]:
    spec = f"# D\n\n| Slide | Type | Topic | {column} |\n| --- | --- | --- | --- |\n| 4 | Concept | One | {cell} |\n"
    deck, found = parse(source_from("deck.md", spec.encode())[0])
    (slide,) = deck.slides
    return slide, found


def test_a_table_says_wisdom_notes_minutes_and_what_is_seen() -> None:
    assert read("Wisdom", '"Be wise."')[0].wisdom.plain == "Be wise."
    assert [text.plain for text in read("Notes", "Say **hello**.")[0].notes] == ["Say hello."]
    assert read("minutes", "4")[0].minutes == 4
    assert read("Hidden", "yes")[0].hidden
    visual = read("Visual", '`bars(a, b, title="A | B")`')[0].visual
    assert visual
    assert (visual.figure, visual.facts, visual.parameters) == ("bars", ("a", "b"), (("title", "A | B"),))


@pytest.mark.parametrize("column", ["Wisdom", "Notes", "Visual", "Minutes", "Hidden", "Draft"])
def test_a_dash_or_nothing_says_nothing(column: str) -> None:
    for cell in ("", "-", "–"):
        slide, found = read(column, cell)
        assert found == []
        assert (slide.wisdom.plain, slide.notes, slide.visual, slide.minutes, slide.rest) == ("", (), None, None, ())


@pytest.mark.parametrize(
    ("column", "hint"),
    [
        ("Wisdon", "did you mean 'Wisdom'?"),
        ("Colour", "a slide map has Slide, Type, Topic, anchors, Wisdom, Notes and Visual"),
        ("Stages", "a slide map has Slide, Type, Topic, anchors, Wisdom, Notes and Visual"),
    ],
)
def test_a_column_without_meaning_is_told_and_its_words_are_kept(column: str, hint: str) -> None:
    slide, found = read(column, "Some words")
    assert [(finding.code, finding.span.line, finding.hint) for finding in found] == [("P113", 3, hint)]
    assert [text.plain for text in slide.rest] == ["Some words"]


def test_what_is_wrong_in_a_cell_is_told_there() -> None:
    _, (found,) = read("Minutes", "soon")
    assert (found.code, found.span.line, found.message) == ("P111", 5, "'soon' is not a number of minutes")
