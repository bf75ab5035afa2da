"""`coursewright new`: a course that builds as it is written, another deck, and what is refused."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from command_line import coursewright

from build.commands.check import check_specs
from build.commands.new import STARTER, new_course, new_deck
from build.files.course import Course, course_in
from build.files.wanted import Wanted
from build.films.scenes import films_in
from build.resolve.given import with_given_of
from engine.record import make_facts


def record(course: Course) -> int:
    return make_facts(home=course.home, say=lambda line: None)


def none_recorded(course: Course) -> int:
    return 1


@pytest.fixture
def course(tmp_path: Path) -> Course:
    assert new_course(tmp_path / "my-course", record) == 0
    return course_in(tmp_path / "my-course")


def told(course: Course, *specs: str) -> list[tuple[str, str]]:
    """Severity and code of what `check` finds."""
    readable, found = check_specs([course.root / spec for spec in specs], Wanted(course=course), course.recorded())
    assert readable
    return [(finding.severity, finding.code) for finding in found]


def files_in(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


# ---- a course -----------------------------------------------------------------------------------------
def test_a_course_is_all_of_the_starter_with_its_name_and_its_facts(course: Course) -> None:
    assert files_in(course.root) == files_in(STARTER) | {Path("facts.json")}
    specs = ("deck.md", "guide.md", "quiz.md")
    assert all('course: "My course"\n' in (course.root / spec).read_text(encoding="utf-8") for spec in specs)
    assert set(course.recorded()) >= {"tea", "tea_cools"}
    assert [path.name for path in course.root.parent.iterdir()] == ["my-course"], "nothing is left beside it"


def test_nothing_is_wrong_with_its_specs_and_with_the_next_deck(course: Course) -> None:
    assert new_deck("week-2", course) == 0
    assert told(course, "deck.md", "guide.md", "quiz.md", "week-2.md") == [
        ("note", "A101"),
    ]


def test_its_film_shows_facts_that_it_has(course: Course) -> None:
    ledger = with_given_of([course.root / "deck.md"], course.recorded())
    (film,) = films_in(course.films)
    assert set(film.facts) <= set(ledger)


def test_its_lab_agrees_with_its_deck(course: Course) -> None:
    done = coursewright("lab", "TEA-LAB-01", "--json", folder=course.root)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert {row["verdict"] for row in rows if row["deck"]} == {"same"}
    assert {row["name"] for row in rows} >= {"tea.wait", "cooling.drinkable_after"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert new_course(tmp_path / "mine", lambda course: 0) == 0
    assert (tmp_path / "mine" / "deck.md").is_file()


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_what_is_there_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str], there: str) -> None:
    place = tmp_path / "mine"
    if there == "file":
        place.write_text("mine")
    elif there == "folder":
        place.mkdir()
        (place / "notes.txt").write_text("mine")
    else:
        place.symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    assert new_course(place, record) == 2
    assert "is there already, and is left as it is; choose another name" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["..", "-x", ".hidden", "a:b", "tab\tbed", "so " * 40, "a\n"])
def test_a_bad_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert new_course(tmp_path / name, record) == 2
    assert new_deck(name, course_in(tmp_path)) == 2
    told = capsys.readouterr().err
    assert "is no name for a deck: take up to 60 letters, digits, - and _, as in: coursewright new deck my-deck" in told
    assert [path for path in tmp_path.iterdir() if path.suffix == ".md"] == []


def test_a_place_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new_course(tmp_path / "nowhere" / "mine", record) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'nowhere'}: No such file or directory\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_may_not_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    try:
        assert new_course(tmp_path / "mine", record) == 2
    finally:
        tmp_path.chmod(0o700)
    assert "Permission denied" in capsys.readouterr().err


def test_what_may_not_be_written_is_named_as_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(path: str, *_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "mkdir", refused)
    assert new_course(tmp_path / "mine", record) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'mine'}: Permission denied\n"


def test_without_its_facts_there_is_no_course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new_course(tmp_path / "mine", none_recorded) == 2
    assert "could not be recorded, so there is none" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ---- a deck -------------------------------------------------------------------------------------------
def test_a_deck_goes_where_the_courses_decks_lie(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "course.toml").write_text('specs = "text"\n')
    (tmp_path / "text").mkdir()
    assert new_deck("week_2.md", course_in(tmp_path)) == 0
    assert 'title: "Week 2"\n' in (tmp_path / "text" / "week_2.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out.endswith(
        "week_2.md: a title and three slides\n  next: coursewright deck week_2.md\n"
    )


def test_a_deck_that_is_there_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "week-2.md").write_text("mine")
    assert new_deck("week-2", course_in(tmp_path)) == 2
    assert "week-2.md is there already" in capsys.readouterr().err
    assert (tmp_path / "week-2.md").read_text() == "mine"


# ---- the command --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["deck"], "a deck has one name"),
        (["a", "b"], "a course has one name"),
        (["deck", "a", "b"], "a deck has one name"),
        (["."], "'' is no name for a course"),
    ],
)
def test_a_name_too_few_or_too_many_is_refused(tmp_path: Path, words: list[str], says: str) -> None:
    done = coursewright("new", *words, folder=tmp_path)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert done.stderr.startswith(says)
