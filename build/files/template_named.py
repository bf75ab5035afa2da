"""Which template a theme's file names: it decides what is built as the file itself does."""

from __future__ import annotations

import tomllib
from pathlib import Path

SUFFIXES = (".pptx", ".potx")


def template_named(theme: Path) -> Path | None:
    """The template of a theme's file, or the file itself where it is one; None where it names none or is not read."""
    if theme.suffix.lower() in SUFFIXES:
        return theme
    try:
        said = tomllib.loads(theme.read_text(encoding="utf-8")).get("template")
    except (OSError, ValueError, RecursionError):
        return None
    name = said.get("file") if isinstance(said, dict) else said
    return theme.parent / name if isinstance(name, str) and name else None
