"""Which theme is in use: the default one, or another by name or by the path of its file."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from shlex import quote

from build.files.places import THEME
from build.theme.tokens import Theme
from engine.did_you_mean import unknown

THEMES = THEME.with_name("themes")
VARIABLE = "COURSEWRIGHT_THEME"
TAKEN = ("animations", "figures", "here", "labs", "look", "stills")  # folders of dist, where each theme has its own


def load_theme(path: Path | None = None) -> Theme:
    """The theme of a file; without one, the chosen theme. Raises ThemeError, or ValueError for a wrong name."""
    return _load(path or chosen_theme())


def chosen_theme() -> Path:
    """The file of the theme that this process and those it starts use: COURSEWRIGHT_THEME, else the default."""
    return find_theme(os.environ.get(VARIABLE, ""))


def choose_theme(name: str) -> None:
    """Use a theme, by its name or the path of its file, here and in processes started from now on."""
    os.environ[VARIABLE] = str(find_theme(name))


@lru_cache(maxsize=16)
def find_theme(name: str) -> Path:
    """The file of a theme, by path or by name. Raises ValueError with those that exist."""
    if not name or name == THEME.stem:
        return THEME
    if name.endswith(".toml") or os.sep in name:
        path = Path(name).resolve()
        if not path.is_file():
            raise ValueError(f"there is no theme {name}")
        if path.stem in TAKEN:
            raise ValueError(f"a theme cannot be named {path.stem!r}: dist/{path.stem} holds other outputs")
        return path
    known = {file.stem: file for file in sorted(THEMES.glob("*.toml"))}
    if name not in known:
        raise unknown("theme", name, [THEME.stem, *known])
    return known[name]


def as_option(path: Path) -> str:
    """What to write behind a make target for a theme: ` THEME=forest`."""
    return "" if path == THEME else f" THEME={quote(path.stem if path.parent == THEMES else str(path))}"


@lru_cache(maxsize=4)
def _load(path: Path) -> Theme:
    from build.theme.theme_file import read_theme

    return read_theme(path)
