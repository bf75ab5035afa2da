"""A slide that becomes two moves those behind it: commands, checks and words name the numbers that slides show."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.commands.why import why
from build.files.course import course_of
from build.files.wanted import Wanted
from build.pipeline import Outcome, build_book
from build.spec.pick import EVERY_SLIDE, Pick
from build.theme.choose import load_theme
from engine.ledger import Ledger

LONG = "\n".join(f"- A bullet that takes a line or two of its slide and says number {i} at length" for i in range(24))
SPEC = f"# Deck\n\n## First\n\n{LONG}\n\n## Last\n\nAs slide {{0}} said.\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "deck.md"
    path.write_text(SPEC.format(2), encoding="utf-8")
    return path


def built(spec: Path, pick: Pick = EVERY_SLIDE) -> Outcome:
    wanted = Wanted(course=course_of(spec))
    return build_book(spec, load_theme(wanted.look), Ledger({}), clips=spec.parent, course=wanted.course, pick=pick)


def test_why_and_a_pick_take_the_number_that_a_slide_shows(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = built(spec).book
    assert book is not None
    for page in book.pages:
        assert why(spec, page.number, Ledger({}), Wanted(course=course_of(spec))) == 0
        assert capsys.readouterr().out.startswith(f"Slide {page.number}: {page.title}\n")
        picked = built(spec, Pick(slides=str(page.number))).book
        assert picked is not None
        assert picked.pages == (page,)
    last = book.pages[-1]
    assert last.title == "Last"
    assert last.number > 2
    assert why(spec, last.number + 1, Ledger({}), Wanted(course=course_of(spec))) == 2
    assert f"has no slide {last.number + 1}; it has 1 to {last.number}" in capsys.readouterr().err


def test_ordinary_markdown_refers_to_the_slides_that_are_shown(spec: Path) -> None:
    book = built(spec).book
    assert book is not None
    last = book.pages[-1].number
    for number, codes in ((last, []), (last + 1, ["C107"])):
        spec.write_text(SPEC.format(number), encoding="utf-8")
        found = built(spec).diagnostics
        assert [finding.code for finding in found if finding.severity == "error"] == codes
