"""`coursewright why` names the rule that chose a slide's kind."""

from __future__ import annotations

from build.files.course import Course
from build.parse.deck import parse
from build.parse.source import source_from
from build.provenance.slide_numbers import as_data, explain
from engine.ledger import Ledger


def test_why_says_which_rule_made_the_kind(course: Course, facts: Ledger) -> None:
    deck, _ = parse(source_from("deck.md", b"## A\n- a\n- b\n")[0])
    (slide,) = deck.slides
    assert explain(slide, facts, course).startswith("Slide 1: A\nIts kind: list, for a list alone.\n")
    assert as_data(slide, facts, course)["rule"] == "list, for a list alone"
