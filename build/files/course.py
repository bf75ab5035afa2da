"""A course is a folder: where its specs, facts, labs, films and looks lie, and where what is made of them goes.

It is found from a spec, or from the folder that somebody works in: the nearest one upwards with a `course.toml`. A
spec without one is a course by itself, in its own folder. What a course has not got, the product's stands in for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from build.files.course_file import COURSE_FILE, FOLDERS, read_course_file
from build.files.places import ROOT, THEME
from engine.home import ENGINE_FACTS, Home
from engine.ledger import Ledger, Record


@dataclass(frozen=True, kw_only=True)
class Course:
    """Where all that belongs to a course lies, there or not. `declared`: it has a `course.toml`."""

    root: Path
    declared: bool = False
    specs: Path
    facts: Path
    ledger: Path
    labs: Path
    films: Path
    figures: Path
    theme: Path
    dist: Path
    bibliography: Path | None = None  # the works that its decks cite
    csl: str = ""  # and how

    @property
    def behind(self) -> Course | None:
        """The product's own course, whose facts, labs, films and looks stand behind this one's.

        None behind itself, and behind a course that brings its own engine.
        """
        return None if self.brings_engine else product()

    @property
    def brings_engine(self) -> bool:
        return self.facts == self.root / ENGINE_FACTS

    @property
    def works(self) -> tuple[Path, ...]:
        """The files that its decks cite from, and the style, where that is a file."""
        style = self.root / self.csl if self.csl.endswith(".csl") else None
        return tuple(filter(None, (self.bibliography, style)))

    @cached_property
    def home(self) -> Home:
        """Where its facts are defined and recorded."""
        return Home(
            root=self.root,
            folder=self.facts.relative_to(self.root).as_posix(),
            ledger=self.ledger,
            behind=self.behind.ledger if self.behind else None,
        )

    def owner_of(self, record: Record) -> Course:
        """The course that a fact is one of: this or the product's."""
        behind = self.behind
        return behind if behind and record.defined.startswith(f"{behind.home.folder}/") else self

    def recorded(self, *, here: bool = False) -> Ledger:
        """The facts that its slides and films may name. Raises OSError and ValueError where they cannot be read."""
        return self.home.recorded(here=here)

    def file(self, path: str) -> Path:
        """A file by its path from the course's folder, else from the product's; the course's where there is none."""
        return _first(self.root / path, self.behind.root / path if self.behind else None)

    def lab(self, asset: str) -> Path:
        """A file by its path from the course's labs, else from the product's; the course's where there is none."""
        return _first(self.labs / asset, self.behind.labs / asset if self.behind else None)

    def lab_file(self, lab: str) -> Path | None:
        """The file that says what a lab asks, by its id; the course's own before the product's."""
        homes = [home.labs for home in (self, self.behind) if home]
        return next((file for labs in homes for file in sorted(labs.rglob(f"{lab}.toml"))), None)

    def at(self, root: Path) -> Course:
        """The same course in another folder, as in an earlier revision that does not say where things lie."""
        moved: dict[str, Any] = {
            field.name: root / path.relative_to(self.root)
            for field in fields(self)
            if isinstance(path := getattr(self, field.name), Path) and path.is_relative_to(self.root)
        }
        return replace(self, **moved)


def _first(own: Path, other: Path | None) -> Path:
    return other if other and not is_there(own) and is_there(other) else own


def is_there(path: Path) -> bool:
    """Whether a file is there; a notebook may be there as the script that it is paired with."""
    return os.path.isfile(path) or (path.suffix == ".ipynb" and os.path.isfile(path.with_suffix(".py")))


def course_of(spec: Path) -> Course:
    """The course that a spec belongs to. Raises CourseError where its `course.toml` has mistakes."""
    return course_at(Path(os.path.realpath(spec)).parent)


def course_at(folder: Path) -> Course:
    """The course of somebody who works in a folder. Raises CourseError."""
    folder = Path(os.path.realpath(folder))
    return course_in(next((top for top in (folder, *folder.parents) if (top / COURSE_FILE).is_file()), folder))


def course_in(root: Path) -> Course:
    """The course with this very folder. Raises CourseError with all that is wrong with its `course.toml`."""
    declared = (root / COURSE_FILE).is_file()
    said = read_course_file(root / COURSE_FILE) if declared else {}
    folders = {key: said.get(key, root / usual) for key, usual in FOLDERS.items()}
    if "specs" not in said and (root / "deck_specs").is_dir():
        folders["specs"] = root / "deck_specs"
    own_look = root / "theme.toml"
    return Course(
        root=root,
        declared=declared,
        ledger=said.get("ledger", root / "facts.json"),
        theme=said.get("template", said.get("theme", own_look if own_look.is_file() else THEME)),
        bibliography=said.get("bibliography"),
        csl=str(said["csl"]) if "csl" in said else "",
        **folders,
    )


def by_course(specs: Iterable[Path]) -> Mapping[Course, list[Path]]:
    """Specs by the course that each belongs to. Raises CourseError."""
    found: dict[Course, list[Path]] = {}
    for spec in specs:
        found.setdefault(course_of(spec), []).append(spec)
    return found


@cache
def product() -> Course:
    """The course that comes with the product."""
    return course_in(ROOT)
