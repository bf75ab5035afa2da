"""The films that a deck shows: the only files that browsers may have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from build.drawing.page import Book
from build.files.build_cache import digest


def shown_files(book: Book) -> Mapping[str, Path]:
    """Films by the names that they have in addresses."""
    paths = (Path(film.path) for page in book.pages for film in page.movies)
    return {name_of(path): path for path in paths}


def name_of(path: Path) -> str:
    """A name that says nothing of where the file lies."""
    return f"{digest(str(path))[:12]}{path.suffix.lower()}"
