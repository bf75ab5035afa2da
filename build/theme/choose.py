"""Which themes there are: the default one, those of the course by name, and any other by the path of its file."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

from build.files.places import THEME
from build.theme.tokens import Theme
from engine.did_you_mean import unknown
from engine.quoted import quoted

THEMES = THEME.with_name("themes")
TAKEN = ("animations", "figures", "here", "labs", "look", "stills")  # folders of dist, where each theme has its own


def load_theme(path: Path) -> Theme:
    """The theme of a file. Raises ThemeError."""
    from build.theme.theme_file import read_theme

    return read_theme(path)


def find_theme(name: str) -> Path:
    """The file of a theme, by path or by name. Raises ValueError with those that exist."""
    if not name or name == THEME.stem:
        return THEME
    if name.endswith(".toml") or os.sep in name:
        path = Path(name).resolve()
        if not path.is_file():
            raise ValueError(f"there is no theme {name}")
        if path.stem in TAKEN:
            raise ValueError(f"a theme cannot be named {quoted(path.stem)}: dist/{path.stem} holds other outputs")
        return path
    known = {file.stem: file for file in sorted(THEMES.glob("*.toml"))}
    if name not in known:
        raise unknown("theme", name, known)
    return known[name]


def as_option(path: Path) -> str:
    """What to write behind a make target for the theme of a file: ` THEME=forest`."""
    return "" if path == THEME else f" THEME={quote(path.stem if path.parent == THEMES else str(path))}"
