"""Where what is made goes: `dist/`, in it a folder for each theme but the default, in that one for this machine."""

from __future__ import annotations

from pathlib import Path

from build.files.places import DIST, THEME
from build.theme.choose import chosen_theme


def outputs_folder(dist: Path = DIST, *, theme: Path | None = None, here: bool = False) -> Path:
    """The folder of decks in a theme (without one, the chosen theme), and with this machine's measurements."""
    theme = theme or chosen_theme()
    folder = dist if theme == THEME else dist / theme.stem
    return folder / "here" if here else folder
