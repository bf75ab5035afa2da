"""The snapshot inside the deck that it is of."""

from __future__ import annotations

from pptx.package import Package

from build.edits.snapshot import Snapshot, dumps, loads
from build.render.powerpoint.custom_part import BUILT, add_text, find_texts


def add_snapshot(package: Package, snapshot: Snapshot) -> None:
    """Put the snapshot into the package of its deck."""
    add_text(package, BUILT, dumps(snapshot))


def find_snapshot(package: Package) -> Snapshot | None:
    """The snapshot that was put into a deck; None where there is none that can be read."""
    for text in find_texts(package, BUILT):
        try:
            return loads(text)
        except ValueError:
            continue
    return None
