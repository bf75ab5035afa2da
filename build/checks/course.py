"""What is wrong with a course whatever its decks say: names that stand for two things, files that are not Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from build.figures.figure_table import FIGURES
from build.figures.own_figures import figure_files, figures_in
from build.files.course import Course
from build.films.scenes import films_in
from build.findings.diagnostic import Diagnostic, Span
from build.findings.file_messages import display_path


def check_course(course: Course) -> list[Diagnostic]:
    """All findings about a course's own figures and films."""
    if course.behind is None:
        return []
    return [*_figures(course), *_films(course)]


def _figures(course: Course) -> Iterator[Diagnostic]:
    places = dict.fromkeys(FIGURES, "a figure of Coursewright")
    for path in figure_files(course):
        yield from _not_python(path)
        for figure in figures_in(path):
            place = f"{display_path(path)}:{figure.line}"
            if figure.name in places:
                yield _twice("figure", figure.name, path, figure.line, places[figure.name])
            places.setdefault(figure.name, place)


def _films(course: Course) -> Iterator[Diagnostic]:
    for path in sorted(course.films.glob("*.py")):
        yield from _not_python(path)
    own = films_in(course.films)
    places = {film.name: film.path for film in films_in(course.behind.films)} if own and course.behind else {}
    for film in own:
        if film.name in places:
            yield _twice("film", film.name, film.path, 1, display_path(places[film.name]))


def _not_python(path: Path) -> Iterator[Diagnostic]:
    try:
        ast.parse(path.read_bytes(), filename=str(path))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        message = f"not Python: {getattr(error, 'msg', error)}"
        yield Diagnostic(path=display_path(path), span=Span(line), code="K105", message=message, hint="correct it")


def _twice(what: str, name: str, path: Path, line: int, other: str) -> Diagnostic:
    message = f"two {what}s are called {name!r}: this one and {other}"
    return Diagnostic(
        path=display_path(path), span=Span(line), code="K104", message=message, hint="give it a name of its own"
    )
