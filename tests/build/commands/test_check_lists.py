"""`coursewright check` reads the lists beside a course's specs."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.commands.check_lists import check_lists
from build.files.course import course_in, product
from engine.ledger import deck_facts

SPEC = '# Deck\n\n## Slide 1: Title - Deck\nWisdom: "a"\n'


def test_the_lists_of_this_course_are_clean() -> None:
    assert [str(one) for one in check_lists(product(), deck_facts())] == []


def test_a_fault_in_each_list_is_told_and_none_hides_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("course.toml").write_text("")
    Path("one.md").write_text(SPEC)
    Path("order.yaml").write_text("parts: []\n")
    Path("claims.yaml").write_text("claims: []\n")
    Path("packets").mkdir()
    Path("packets/chat.yaml").write_text("a: [\n")
    assert [str(one).splitlines()[0] for one in check_lists(course_in(tmp_path), deck_facts())] == [
        "order.yaml:1:8: 'parts' is an empty list, not a list of parts [U102]",
        "claims.yaml:1:1: 'documents' is missing [U102]",
        "packets/chat.yaml:2:1: not YAML: expected the node content, but found '<stream end>' [U101]",
    ]


def test_a_course_without_lists_has_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text("")
    assert check_lists(course_in(tmp_path), deck_facts()) == []
