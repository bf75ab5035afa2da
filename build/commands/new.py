"""A course to begin with, as a folder that builds at once, and another deck for a course that is there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from shlex import quote

from build.commands.failure import FAILURES, failed
from build.files.commands import build_deck
from build.files.course import Course, course_in
from build.files.places import ROOT
from build.findings.file_messages import display_path
from engine.atomic_write import scratch
from engine.quoted import quoted

STARTER = ROOT / "build" / "starter"
SPECS = ("deck.md", "guide.md", "quiz.md")  # of the starter
COURSE = "course: A first course"  # in their front matter
LONGEST = 60  # characters of a name
_BESIDE = ".coursewright-new-"  # where a course is made before it has its name
_NAME = re.compile(r"\w(?:[\w .-]*\w)?")

SLIDES = """\
---
title: {title}
---

# {heading}

What it is about, in one sentence

## One thought on a slide

- What you say **first**
- What follows from it
- What to **remember**

Notes:
What you say stands here.

## This or that?

### This

- What speaks **for** it
- What it costs

### That

- What speaks **for** it
- What it costs

What you would **choose**, and why.

## To take home

> One sentence that they still know next week.
>
> — Who said it, and where
"""


def new_course(folder: Path, record: Callable[[Course], int]) -> int:
    """Write a course into a folder that is not there, or empty: whole or not at all. The exit code.

    `record` runs its facts and writes its ledger, so that its deck can be built.
    """
    try:
        _check_name(folder.name, "course")
        if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
            raise ValueError(f"{display_path(folder)} is there already, and is left as it is; choose another name")
        with scratch(folder.parent, prefix=_BESIDE) as beside:
            made = beside / folder.name
            _copy(made, _title_of(folder.name))
            if record(course_in(made)):
                raise RuntimeError("the facts of the new course could not be recorded, so there is none")
            os.rename(made, folder)
    except FAILURES as error:
        if isinstance(error, OSError) and os.path.basename(error.filename or "").startswith(_BESIDE):
            error.filename = str(folder)  # nobody has asked for the other
        return failed(error)
    place = display_path(folder)
    print(f"{place}: a course with a deck, a guide and a quiz; README.md there says what lies where")
    print(f"  next: cd {quote(place)} && coursewright deck")
    return 0


def new_deck(name: str, course: Course) -> int:
    """Write a deck of three slides and a title into a course, under a name that no file there has. The exit code."""
    name = name.removesuffix(".md")
    try:
        _check_name(name, "deck")
        spec, title = course.specs / f"{name}.md", _title_of(name)
        if os.path.lexists(spec):
            raise ValueError(f"{display_path(spec)} is there already, and is left as it is; choose another name")
        spec.parent.mkdir(parents=True, exist_ok=True)
        with spec.open("x", encoding="utf-8") as file:
            file.write(SLIDES.format(title=_yaml(title), heading=title))
    except FAILURES as error:
        return failed(error)
    print(f"{display_path(spec)}: a title and three slides\n  next: {build_deck(course, spec)}")
    return 0


def _copy(folder: Path, title: str) -> None:
    """The starter, with the course's own name in the front matter of its specs."""
    for source in STARTER.rglob("*"):
        if source.is_dir() or "__pycache__" in source.parts:
            continue
        target = folder / source.relative_to(STARTER)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    for spec in (folder / name for name in SPECS):
        said = spec.read_text(encoding="utf-8")
        spec.write_text(said.replace(COURSE, f"course: {_yaml(title)}", 1), encoding="utf-8")


def _check_name(name: str, what: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise ValueError(
            f"{quoted(name)} is no name for a {what}: take up to {LONGEST} letters, digits, - and _, "
            f"as in: coursewright new {'' if what == 'course' else 'deck '}my-{what}"
        )


def _title_of(name: str) -> str:
    """A file's name as words: `my-course` is `My course`."""
    words = re.sub(r"[\s_-]+", " ", name).strip() or name
    return words[0].upper() + words[1:]


def _yaml(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
