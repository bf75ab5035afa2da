"""What somebody types to make a thing: a target of `make` in a checkout with the engine, elsewhere a command."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from shlex import quote

from build.files.course import Course
from build.files.places import THEMES, has_targets


def record_facts(course: Course, name: str = "", *, here: bool = False) -> str:
    """Records a fact, or all that are stale."""
    return _typed(course, "facts", ("FACTS=here" * here, "--here" * here), (f"NAME={name}" if name else "", name))


def make_film(course: Course, scene: str, theme: Path | None = None, *, here: bool = False) -> str:
    """Makes a film in a theme, else in the course's."""
    look = _look(course, theme) if theme else ""
    chosen = (f"THEME={look}", f"--theme {look}") if look else ("", "")
    return _typed(course, "animations", (f"SCENE={scene}", scene), ("FACTS=here" * here, "--here" * here), chosen)


def build_deck(course: Course, spec: Path | None = None) -> str:
    """Builds a spec's deck, or all that the course has."""
    return _typed(course, "deck", (f"DECK={quote(spec.stem)}", quote(spec.name)) if spec else ("", ""))


def run_lab(course: Course, lab_id: str) -> str:
    """Goes through a lab."""
    return _typed(course, "lab", (f"ID={lab_id}", lab_id))


def _typed(course: Course, what: str, *parts: tuple[str, str]) -> str:
    """Each part as `make` takes it and as the command line does."""
    by_make = course.brings_engine and has_targets(course.root)
    words: Iterable[str] = (part[not by_make] for part in parts)
    return " ".join(filter(None, ("make" if by_make else "coursewright", what, *words)))


def _look(course: Course, theme: Path) -> str:
    """A theme as it is named: nothing for the course's own, a bare name for one that has one, else its path."""
    if theme == course.theme:
        return ""
    return quote(theme.stem if theme.parent in (THEMES, course.root / "themes") else os.fspath(theme))
