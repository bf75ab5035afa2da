"""Code of any language, read from a file of the course."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from build.findings.suggestion import suggestion
from build.resolve.listing import marks_in, places_in
from build.resolve.query import ShowError
from build.spec.deck import Listing

LARGEST = 1_000_000  # bytes


def lines_of_file(listing: Listing, folders: Sequence[Path]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The lines of a file below one of the folders that a listing shows, and those of them that it marks.

    Lines count from 1 in the whole file. Raises ShowError.
    """
    path = listing.target
    try:
        full = next((file for folder in folders if (file := (folder / path).resolve()).is_file()), None)
        if full is None:
            raise ShowError("F301", f"no file '{path}'", _near(path, folders), path)
        if not any(full.is_relative_to(folder.resolve()) for folder in folders):
            raise ShowError("F306", f"'{path}' is not below the course's folder", "copy it there", path)
        data = b"" if full.stat().st_size > LARGEST else full.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError):
        raise ShowError("F308", f"'{path}' cannot be read as text", "save it as UTF-8", path) from None
    if not text.strip():
        raise ShowError("F308", f"'{path}' has no lines to show", f"it has at most {LARGEST:,} bytes", path)
    whole = [line.rstrip().expandtabs(4) for line in text.rstrip("\n").split("\n")]
    shown = list(places_in(listing.lines or f"1-{len(whole)}", len(whole), "lines"))
    marked = tuple(marks_in(listing.mark, shown, len(whole)))
    return tuple(whole[place - 1] for place in shown), marked


def _near(path: str, folders: Sequence[Path]) -> str:
    """The file that a misspelt path most likely means."""
    beside = {
        file.relative_to(folder).as_posix()
        for folder in folders
        for file in (folder / path).parent.glob(f"*{Path(path).suffix}")
        if file.is_relative_to(folder)
    }
    return suggestion(path, sorted(beside), "name it from the spec's folder")
