"""Whether slides are as they were built, by all that their snapshot holds."""

from __future__ import annotations

from collections.abc import Sequence

from build.deck_file.match_shapes import match_shapes, near
from build.deck_file.snapshot import ShapeState, SlideState

_KNOWN = 0.5  # the share of the shapes' names that must be there
_FEW = 20  # shapes that somebody may have changed one by one


def is_changed(base: SlideState, theirs: SlideState, tolerance: int) -> bool:
    """Whether words, shapes, looks or moves differ from what was built, and places by more than `tolerance`."""
    if _of_slide(base) != _of_slide(theirs) or len(base.shapes) != len(theirs.shapes):
        return True
    same = match_shapes(base, theirs)
    if [same.get(shape.key) for shape in base.shapes] != [shape.key for shape in theirs.shapes]:
        return True
    for shape in base.shapes:
        other = theirs.by_key[same[shape.key]]
        if _of_shape(shape) != _of_shape(other):
            return True
        if not near(shape.place, other.place, tolerance):
            return True
    return False


def _of_slide(slide: SlideState) -> tuple[object, ...]:
    return slide.notes, slide.layout, slide.hidden, slide.background, slide.moves, slide.besides


def _of_shape(shape: ShapeState) -> tuple[object, ...]:
    return shape.bodies, shape.look, shape.data, shape.alt, shape.besides


def names_kept(pairs: Sequence[tuple[SlideState, SlideState]]) -> bool:
    """Whether of the slides that are still there half of the shapes' names are."""
    names = {key for base, _ in pairs for key in base.by_key}
    there = {key for _, theirs in pairs for key in theirs.by_key}
    return len(names & there) >= _KNOWN * len(names)


def writes_otherwise(pairs: Sequence[tuple[SlideState, SlideState]]) -> bool:
    """Whether most shapes, and not few, say something else besides their states: a program has done that."""
    shapes = [(shape, theirs.by_key.get(shape.key)) for base, theirs in pairs for shape in base.shapes]
    changed = [shape for shape, now in shapes if now is not None and now.besides != shape.besides]
    return len(changed) > max(_FEW, _KNOWN * len(shapes))
