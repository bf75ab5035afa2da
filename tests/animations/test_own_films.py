"""A course's own films: found in its folder, made anew when their file changes, and never sent to a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from animations.key import key
from animations.render import How, render_all
from build.files.course import Course, course_in
from build.files.places import THEME
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.ledger import Ledger

FILM = "class Growing(FilmScene):\n    title = 'Growing'\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "animations").mkdir()
    (tmp_path / "animations" / "growing.py").write_text(f"from animations.style import FrameBox\n\n\n{FILM}")
    return course_in(tmp_path)


def digest(course: Course) -> str:
    film = films_of(course)["growing"]
    return key(film, Ledger(), theme=load_theme(THEME), quality="480p", manim="0.22.0")


def test_a_courses_films_stand_before_the_products(course: Course) -> None:
    films = films_of(course)
    assert films["growing"].path == course.films / "growing.py"
    assert "kv_cache_loop" in films


def test_a_film_is_another_when_its_file_changes_and_not_by_its_comments(course: Course) -> None:
    path = course.films / "growing.py"
    before = digest(course)
    path.write_text(f"# A remark.\n{path.read_text()}")
    assert digest(course) == before
    path.write_text(path.read_text().replace("'Growing'", "'Shrinking'"))
    assert digest(course) != before


def test_without_a_name_the_courses_own_films_are_made_and_without_manim_a_line_says_how(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render_all(Ledger(), tmp_path / "films", How(course=course, manim="")) == 0
    told = "growing: no film, manim is not installed; make setup gets it, and coursewright animations growing makes"
    assert capsys.readouterr().out == f"{told} the film\n"


def test_a_cluster_makes_the_products_films_only(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render_all(Ledger(), tmp_path, How(course=course, cluster="tcp://127.0.0.1:9")) == 2
    assert capsys.readouterr().err.startswith("a course's own films are made here, not by a cluster")
