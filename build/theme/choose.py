"""Which themes there are: the default one, those of the course by name, and any other by the path of its file."""

from __future__ import annotations

import os
from pathlib import Path

from build.files.course import Course
from build.files.course_file import COURSE_FILE, looks
from build.files.places import THEME
from build.files.template_named import SUFFIXES
from build.findings.suggestion import suggestion
from build.theme.tokens import Theme
from engine.did_you_mean import unknown
from engine.quoted import quoted

_OTHER = (".ppt", ".pptm", ".pot", ".potm", ".thmx", ".odp", ".otp", ".key")  # of programs for slides
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
            raise ValueError(f"there is no theme {name}\n  hint: {_instead(path, course)}")
    elif Path(name).suffix.lower() in _OTHER:
        raise ValueError(f"the theme {name} is no .pptx and no .potx\n  hint: save it in PowerPoint as one")
    else:
        known = looks(course.root)
        if name not in known:
            raise unknown("theme", name, known)
        path = known[name]
    if path.stem in TAKEN:
        raise ValueError(f"a theme cannot be named {quoted(path.stem)}: dist/{path.stem} holds other outputs")
    return path


def _instead(path: Path, course: Course) -> str:
    """What to write in place of a file that is not there: one of like name, or what may be written."""
    ends = SUFFIXES if path.suffix.lower() in SUFFIXES else (".toml",)
    folders = (path.parent, Path.cwd(), course.root, course.root / "themes")
    near = {file.stem: file for folder in reversed(folders) for end in ends for file in sorted(folder.glob(f"*{end}"))}
    near.pop(Path(COURSE_FILE).stem, None)
    if ends == SUFFIXES:
        own = 'or give a course its own: template = "…" in course.toml'
        what = f"name a company's .pptx or .potx by its path from here, {own}"
    else:
        what = f"name a .toml by its path from here, or one of: {', '.join(looks(course.root))}"
    return suggestion(path.stem, near, what, lambda name: os.path.relpath(near[name]))
