"""The snapshot inside the deck that it is of."""

from __future__ import annotations

from pptx.package import Package

from build.deck_file.custom_part import BUILT, find_texts
from build.deck_file.snapshot import Snapshot, loads


def find_snapshot(package: Package) -> Snapshot | None:
    """The snapshot that a deck carries; None where there is none that can be read."""
    for text in find_texts(package, BUILT):
        try:
            return loads(text)
        except ValueError:
            continue
    return None
