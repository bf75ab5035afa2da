"""Titles that stand twice."""

from __future__ import annotations

import pytest

from build.checks.spec import check
from build.files.course import Course
from build.parse.deck import parse
from build.parse.source import source_from
from engine.ledger import Ledger


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("## A\n- a\n\n## a\n- b\n", "C109"),
        ("# D\n## Slide 1: Concept - A\n## Slide 2: Concept - A\n", "C103"),
    ],
)
def test_ordinary_markdown_may_say_one_title_twice(spec: str, code: str, course: Course, facts: Ledger) -> None:
    deck, _ = parse(source_from("deck.md", spec.encode())[0])
    found = [finding for finding in check(deck, course=course, ledger=facts) if finding.code in ("C103", "C109")]
    assert [finding.code for finding in found] == [code]
