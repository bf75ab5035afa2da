"""A theme of one's own, in a file."""

from __future__ import annotations

from pathlib import Path


def theme_of(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path
