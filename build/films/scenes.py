"""Which films there are, found by reading their files: neither manim nor the room `animations` is imported."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from build.files.course import Course
from build.files.written_state import written_state
from engine.units import UNITS

BASE = "FilmScene"
FACT_TYPES = frozenset({*UNITS, "DeclaredUnit", "Table", "Series", "Matrix", "Sheet"})


@dataclass(frozen=True)
class Film:
    """A scene: `name` is its module's, `facts` the ledger's names that it shows."""

    name: str
    class_name: str
    path: Path
    facts: tuple[str, ...]


def films_of(course: Course) -> Mapping[str, Film]:
    """All films by scene name, a course's own before the product's: the modules that define a subclass of FilmScene."""
    own = {film.name: film for film in films_in(course.films)}
    return {**films_of(course.behind), **own} if course.behind else own


def films_in(folder: Path) -> list[Film]:
    """The films of a folder, in the order of their files; none of a file that is not Python."""
    return [film for path in sorted(folder.glob("*.py")) for film in _films(path, *written_state(path))]


@lru_cache(maxsize=256)  # a build asks for each film that it shows
def _films(path: Path, _mtime: int, _size: int) -> tuple[Film, ...]:
    source = path.read_bytes()
    if BASE.encode() not in source:
        return ()
    try:
        body = ast.parse(source, filename=str(path)).body
    except (SyntaxError, ValueError):  # the checks tell of it
        return ()
    return tuple(
        Film(path.stem, node.name, path, _facts(node))
        for node in body
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == BASE for b in node.bases)
    )


def _facts(film: ast.ClassDef) -> tuple[str, ...]:
    """Annotations without a value whose type is a fact's: `decode_cache: Table`."""
    return tuple(
        line.target.id
        for line in film.body
        if isinstance(line, ast.AnnAssign) and line.value is None
        if isinstance(line.target, ast.Name) and isinstance(line.annotation, ast.Name)
        if line.annotation.id in FACT_TYPES
    )
