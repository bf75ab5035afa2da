"""The anchors of a course's other decks: a lab may build on one of another deck, and no two share an id."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from build.files.course import Course
from build.parse.anchor import has_anchor, read_anchor
from build.parse.blocks import SourceLine
from build.parse.originals import original_of, originals_of
from build.parse.source import FindingCollector, read_source
from build.spec.deck import Anchor


def anchors_elsewhere(spec: Path, course: Course) -> Mapping[str, tuple[Path, Anchor]]:
    """Anchors by id, with their specs, of all decks of the course but this one; of none for a spec outside it.

    A translation has the anchors of its original.
    """
    folder = course.specs
    itself = os.path.realpath(spec)
    if not course.declared or not itself.startswith(os.path.realpath(folder) + os.sep):
        return {}
    found: dict[str, tuple[Path, Anchor]] = {}
    ours = {itself, os.path.realpath(original_of(spec) or spec)}
    for other in originals_of(course):
        if os.path.realpath(other) not in ours:
            for anchor in anchors_in(other):
                found.setdefault(anchor.id, (other, anchor))
    return found


def anchors_in(spec: Path) -> tuple[Anchor, ...]:
    """The anchors of a spec, without reading the rest of it: what is wrong with them its own deck is told."""
    try:
        stat = spec.stat()
    except OSError:
        return ()
    return _anchors(spec, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)  # a command asks for each deck
def _anchors(spec: Path, _mtime: int, _size: int) -> tuple[Anchor, ...]:
    source, _ = read_source(spec)
    unheard = FindingCollector(source)
    lines = (SourceLine(number, 1, line) for number, line in enumerate(source.lines, 1) if has_anchor(line))
    return tuple(anchor for line in lines if (anchor := read_anchor(line, unheard)))
