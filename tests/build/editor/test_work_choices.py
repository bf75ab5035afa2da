"""What can stand behind `@` in a spec that names works."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.editor.complete import complete
from build.editor.names import Names
from build.editor.point import Written
from build.files.course import course_in
from engine.ledger import Ledger

WORKS = """
@book{kim2023, author = {Kim, S.}, title = {One}, year = 2023}
@book{kim2024, author = {Kim, S. and Li, Q.}, title = {Two: more}, year = 2024}
@book{lee, author = {Lee, A.}, title = {Three}, year = 1996}
"""


def offered(tmp_path: Path, line: str, front: str = "bibliography: works.bib") -> list[tuple[str, str]]:
    (tmp_path / "works.bib").write_text(WORKS)
    written = Written(f"---\n{front}\n---\n## One\n\n{line}")
    point = written.at(6, len(line) + 1)
    return [(one.name, one.says) for one in complete(point, tmp_path / "deck.md", Names(course_in(tmp_path), Ledger()))]


def test_keys_are_offered_with_their_works(tmp_path: Path) -> None:
    both = [("kim2023", "Kim 2023, One"), ("kim2024", "Kim and Li 2024, Two")]
    assert offered(tmp_path, "- As [@ki") == both
    assert offered(tmp_path, "- As [see @lee; @kim") == both
    assert [name for name, _ in offered(tmp_path, "- @")] == ["kim2023", "kim2024", "lee"]


@pytest.mark.parametrize("line", ["- ann@ki", r"- \@ki"])
def test_mail_and_what_is_escaped_have_none(tmp_path: Path, line: str) -> None:
    assert offered(tmp_path, line) == []


def test_without_works_there_are_none(tmp_path: Path) -> None:
    assert offered(tmp_path, "- As [@ki", "title: T") == []
