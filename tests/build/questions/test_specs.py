"""The course's own quizzes: nothing wrong in any variant, and enough to draw from."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.files.course import product
from build.findings.diagnostic import has_errors
from build.parse.source import specs_of
from build.questions.model import Open
from build.questions.outcome import build_quiz
from build.questions.said_words import mistakes_of

COURSE = product()
SPECS = specs_of(COURSE, "quiz")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_a_quiz_of_the_course_has_fifteen_questions_and_no_error_in_any_variant(spec: Path) -> None:
    outcome = build_quiz(spec, COURSE.recorded(), COURSE)
    assert not has_errors(outcome.diagnostics), "\n".join(map(str, outcome.diagnostics))
    assert outcome.bank is not None
    assert len(outcome.bank.families) >= 15
    questions = [question for family in outcome.bank.families for question in family.variants]
    assert all(question.ways for question in questions)
    assert all(question.points for question in questions if isinstance(question, Open))
    assert all(mistakes_of(question) for question in questions if not isinstance(question, Open))


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.stem.startswith("bank")], ids=lambda spec: spec.stem)
def test_a_bank_asks_in_every_way_and_draws_numbers(spec: Path) -> None:
    bank = build_quiz(spec, COURSE.recorded(), COURSE).bank
    assert bank is not None
    assert len({type(family.first) for family in bank.families}) == 5
    assert sum(len(family.variants) > 1 for family in bank.families) >= 4
