"""A deck of another program in Markdown, as the spec that is made of it."""

from __future__ import annotations

from pathlib import Path

from build.imports.read import read_deck
from build.imports.write_spec import write_spec

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def spec_of(text: str, folder: Path, name: str = "deck.md") -> tuple[str, list[str]]:
    """The spec without its front matter, and what was left out, with its line."""
    (folder / name).write_text(text, encoding="utf-8")
    imported = read_deck(folder / name)
    spec = write_spec(imported)
    body = spec.partition("\n---\n")[2].lstrip("\n") if spec.startswith("---") else spec
    return body, [str(left).removeprefix(f"{folder}/") for left in imported.left if not left.look]
