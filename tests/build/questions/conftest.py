"""The small quiz of `tests/helpers/small_quiz.py`, with its numbers."""

from __future__ import annotations

import pytest
from small_quiz import small_bank

from build.files.course import Course
from build.questions.model import Bank
from engine.ledger import Ledger


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory, facts: Ledger, course: Course) -> Bank:
    return small_bank(tmp_path_factory.mktemp("quiz"), facts, course)
