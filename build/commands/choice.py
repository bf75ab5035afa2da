"""What a command line asks for: which course, specs and slides, in which look, from which ledger.

Each ends the command with a sentence where there is no such thing, and imports what it needs itself: a command that
asks for little loads little.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from engine.refusal import refusal

if TYPE_CHECKING:
    from build.files.course import Course
    from build.files.wanted import Wanted
    from build.spec.deck import Kind
    from build.spec.pick import Pick
    from engine.ledger import Ledger


def course_here() -> Course:
    """The course of the folder that the user works in."""
    from build.files.course import course_at

    try:
        return course_at(Path.cwd())
    except ValueError as error:
        raise _told(error) from None


def courses_of(specs: list[Path]) -> Mapping[Course, list[Path]]:
    """Specs by the course that each belongs to."""
    from build.files.course import by_course

    try:
        return by_course(specs)
    except ValueError as error:
        raise _told(error) from None


def all_specs(course: Course | None = None, kind: Kind | None = "deck") -> list[Path]:
    """The specs of a course, else of the one here, as the user would type them: those of a kind, or with None all."""
    from build.parse.source import specs_of

    found = specs_of(course or course_here(), kind)
    return [Path(os.path.relpath(path)) if path.is_relative_to(Path.cwd()) else path for path in found]


def all_documents() -> list[Path]:
    """The specs of the course here that are no decks: guides and quizzes."""
    from build.spec.deck import KINDS

    return [spec for kind in KINDS if kind != "deck" for spec in all_specs(kind=kind)]


def chosen_specs(specs: list[Path] | None, kind: Kind = "deck") -> list[Path]:
    """The specs that a command is for: those that were named, else all of the course of its kind."""
    chosen = [spec_meant(spec, kind) for spec in specs] if specs else all_specs(kind=kind)
    if not chosen:
        from build.findings.file_messages import display_path

        place = display_path(course_here().specs)
        raise refusal(f"there is no {kind} {'here' if place == '.' else f'in {place}'}; name one")
    return chosen


def spec_meant(given: Path, kind: Kind = "deck") -> Path:
    """The spec that somebody means: one of the command's kind, if there is one that is called so.

    A folder that holds a spec of its own name, as `coursewright import` writes it, is that spec.
    """
    from build.files.find_spec import find_spec

    if os.path.isdir(given) and (inside := given / f"{given.resolve().name}.md").is_file():
        return inside
    if os.path.exists(given):  # whatever course the user works in
        return given
    dist = course_here().dist
    try:
        return find_spec(given, all_specs(kind=kind), dist=dist)
    except ValueError as error:
        with suppress(ValueError):
            return find_spec(given, all_specs(kind=None), dist=dist)  # whose reader says which command makes it
        raise refusal(str(error)) from None


def alike(specs: list[Path]) -> tuple[Path, Path] | None:
    """Two specs of one name, if there are: what is made of one would be written over the other's."""
    last = {spec.stem: spec for spec in specs}
    return next(((spec, last[spec.stem]) for spec in specs if last[spec.stem] != spec), None)


def picked(slides: str, hour: int | None) -> Pick:
    """Which slides the user wants."""
    from build.spec.pick import Pick

    try:
        return Pick(slides=slides, hour=hour)
    except ValueError as error:
        raise refusal(str(error)) from None


def builds(
    specs: list[Path] | None, suffix: str, theme: str, *, out: Path | None, slides: str, hour: int | None, **more: Any
) -> Iterator[tuple[list[Path], Wanted]]:
    """The specs from which a command makes files of a suffix, course by course, and what is asked of each build."""
    from engine.quoted import quoted

    chosen = chosen_specs(specs)
    if out and len(chosen) > 1:
        raise refusal(f"--out names one file, and there are {len(chosen)} specs")
    if out and (out.suffix != suffix or out.is_dir()):
        raise refusal(f"--out {quoted(str(out))} is not the name of a {suffix} file")
    pick = picked(slides, hour)
    for course, its in courses_of(chosen).items():
        if twice := alike(its):
            raise refusal(f"{twice[0]} and {twice[1]} would both be {twice[0].stem}{suffix}; build one with --out")
        yield its, wanted_in(course, theme, out=out, pick=pick, **more)


def wanted_in(course: Course, theme: str, *, here: bool = False, **more: Any) -> Wanted:
    """What is asked of a build in a course."""
    from build.files.commands import record_facts
    from build.files.wanted import Wanted
    from build.theme.choose import find_theme

    homes = [owner.home for owner in (course, course.behind) if owner]
    if here and not any(home.ledger_here.exists() for home in homes):  # else each number would be missing by itself
        raise refusal(f"this machine has measured nothing yet\n  hint: {record_facts(course, here=True)}")
    try:
        return Wanted(course=course, theme=find_theme(theme, course), here=here, **more)
    except ValueError as error:
        raise refusal(str(error)) from None


def ledger_of(course: Course, *, here: bool = False) -> Ledger:
    """The committed ledger of a course, with `here` under this machine's measurements."""
    from build.findings.file_messages import error_text

    try:
        return course.recorded(here=here)
    except (OSError, ValueError) as error:
        raise refusal(error_text(error)) from None


def refresh_course_page(wanted: Wanted) -> None:
    """The page of a course, not of a single spec that is a course by itself."""
    from build.commands.course_page import refresh
    from build.parse.source import specs_of

    if wanted.course.declared:
        refresh(specs_of(wanted.course), wanted)


def _told(error: ValueError) -> typer.Exit:
    """To be raised where a course.toml has mistakes."""
    from build.commands.failure import failed

    return typer.Exit(failed(error))
