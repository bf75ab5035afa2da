"""How messages name a file, and what went wrong with one, in a user's words."""

from __future__ import annotations

import os
from pathlib import Path


def display_path(path: Path) -> str:
    """A path as the user would type it."""
    resolved = Path(os.path.realpath(path))  # which also goes through links in a circle
    return os.path.relpath(resolved) if resolved.is_relative_to(Path.cwd()) else str(path)


def error_text(error: Exception) -> str:
    """What went wrong, in a user's words: `dist/x.pptx: Permission denied`."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    if error.filename is None:
        return error.strerror
    why = "a folder belongs here, and what is there is none" if isinstance(error, FileExistsError) else error.strerror
    return f"{display_path(Path(os.fsdecode(error.filename)))}: {why}"
