"""The command that makes guides, and what `check` says of them and of decks that they lead to."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from needs import pdf

from build.commands.check import check_specs
from build.commands.guide import make_guides
from build.files.course import course_in
from build.files.wanted import Wanted
from engine.ledger import Ledger

DECK = """# Plants
## Slide 1: Practical - Leaves
Wisdom: "Look."
Results:
| Leaf | Long |
| --- | --- |
| oak | yes |
"""
GUIDE = "---\nkind: guide\n---\n# Day 1\n## Hour 1: Plants\n### Go on\nWords.\n\nSee: ch01 slide 1, CH1-LAB-01\n"


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    (tmp_path / "course.toml").write_text("")
    (tmp_path / "ch01_plants.md").write_text(DECK)
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "CH1-LAB-01.toml").write_text('[anchor]\nobjective = "count leaves"\n')
    (tmp_path / "day1.md").write_text(GUIDE)
    return Wanted(course=course_in(tmp_path))


@pdf
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_guide_is_written_as_page_pdf_and_docx(wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> None:
    assert make_guides([wanted.course.root / "day1.md"], wanted) == 0
    written = sorted(path.name for path in (wanted.course.root / "dist").iterdir() if path.name.startswith("day1"))
    assert written == ["day1.docx", "day1.html", "day1.pdf"]
    assert "dist/day1.html: HTML, PDF, DOCX, 1 part, 0 warnings, " in capsys.readouterr().out


@pdf
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_same_guide_is_the_same_page(wanted: Wanted) -> None:
    page = wanted.course.root / "dist" / "day1.html"
    make_guides([wanted.course.root / "day1.md"], wanted)
    first = page.read_bytes()
    make_guides([wanted.course.root / "day1.md"], wanted)
    assert page.read_bytes() == first


def test_without_weasyprint_the_page_is_written_and_a_line_says_what_installs_it(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert make_guides([wanted.course.root / "day1.md"], wanted) == 1
    told = capsys.readouterr()
    assert told.err == "weasyprint is not installed\n  hint: make guides\n"
    assert "dist/day1.html: HTML, DOCX, 1 part, " in told.out


@pdf
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_dead_link_fails_no_build_however_strict(wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> None:
    spec = wanted.course.root / "day1.md"
    spec.write_text(GUIDE.replace("Words.", "[Leaves](https://leaves.invalid/)"))
    assert make_guides([spec], replace(wanted, strict=True), online=True) == 0
    assert "none of 1 addresses could be asked: is this machine online? [D204]" in capsys.readouterr().err


def test_a_guide_with_an_error_writes_nothing(wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> None:
    spec = wanted.course.root / "day1.md"
    spec.write_text(GUIDE.replace("slide 1", "slide 7"))
    assert make_guides([spec], wanted) == 2
    assert not (wanted.course.root / "dist" / "day1.html").exists()
    assert "'ch01' has no slide 7 [D201]" in capsys.readouterr().err


def test_a_deck_without_the_slide_that_a_guide_leads_to_is_told_of_it(wanted: Wanted, facts: Ledger) -> None:
    deck, guide = wanted.course.root / "ch01_plants.md", wanted.course.root / "day1.md"
    assert not [one for one in check_specs([deck], wanted, facts)[1] if one.path == str(guide)]
    deck.write_text(DECK.replace("Slide 1", "Slide 2"))
    (told,) = [one for one in check_specs([deck], wanted, facts)[1] if one.path == str(guide)]
    assert (told.code, told.span.line, told.message) == ("D201", 9, "'ch01' has no slide 1")


def test_a_guide_is_checked_like_a_deck(wanted: Wanted, facts: Ledger) -> None:
    guide = wanted.course.root / "day1.md"
    assert check_specs([guide], wanted, facts) == (True, [])
    guide.write_text(GUIDE.replace("Words.", "{{ cache_4 | GiB }}"))
    readable, (told,) = check_specs([guide], wanted, facts)
    assert readable
    assert (told.code, told.message) == ("F101", "unknown fact 'cache_4'")
    assert check_specs([guide.with_name("none.md")], wanted, facts)[0] is False


def test_a_quiz_is_made_into_no_guide_which_would_be_written_over_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.md").write_text("---\nkind: quiz\n---\n# Quiz\n## Q a: What?\nAnswer: this\n", encoding="utf-8")
    assert make_guides([Path("one.md")], Wanted(course=course_in(tmp_path))) == 2
    assert capsys.readouterr().err == (
        "one.md:1:1: a quiz, and no guide [P143]\n     1 | ---\n       | ~~^\n  hint: coursewright quiz makes it\n"
    )
    assert not Path("dist").exists()
