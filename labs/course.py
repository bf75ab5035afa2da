"""The course that a lab is one of: the one that the command line names to its processes, else the product's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from build.files.course import Course, course_in, product
from build.files.places import COURSE_VARIABLE as COURSE_VARIABLE
from build.files.places import ROOT


def the_course() -> Course:
    """The course whose labs these are."""
    folder = os.environ.get(COURSE_VARIABLE)
    return _course_in(folder) if folder else product()


@cache
def _course_in(folder: str) -> Course:
    return course_in(Path(folder))


def lab_folders() -> tuple[Path, ...]:
    """Where scripts of labs lie: the course's own, then the product's behind them."""
    course = the_course()
    return (course.labs, course.behind.labs) if course.behind else (course.labs,)


def in_its_folder(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that works in the course's folder and finds the product's rooms."""
    before = environment.get("PYTHONPATH")
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), before)))}
