"""Which themes there are: the default one, those of the course by name, and any other by the path of its file."""

from __future__ import annotations

import os
from pathlib import Path

from build.files.course import Course
from build.files.course_file import looks
from build.files.places import THEME
from build.files.template_named import SUFFIXES
from build.theme.tokens import Theme
from engine.did_you_mean import unknown
from engine.quoted import quoted

TAKEN = ("animations", "figures", "here", "labs", "look", "stills")  # folders of dist, where each theme has its own


def load_theme(path: Path) -> Theme:
    """The theme of a file. Raises ThemeError."""
    from build.theme.theme_file import read_theme

    return read_theme(path)


def find_theme(name: str, course: Course) -> Path:
    """The file of a theme, by path or by name; the course's where none is named.

    Raises ValueError with those that exist.
    """
    if not name or name == THEME.stem:
        return course.theme
    if name.lower().endswith((".toml", *SUFFIXES)) or os.sep in name:
        path = Path(name).resolve()
        if not path.is_file():
            raise ValueError(f"there is no theme {name}")
    else:
        known = looks(course.root)
        if name not in known:
            raise unknown("theme", name, known)
        path = known[name]
    if path.stem in TAKEN:
        raise ValueError(f"a theme cannot be named {quoted(path.stem)}: dist/{path.stem} holds other outputs")
    return path
