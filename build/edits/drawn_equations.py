"""Equations that a program without them has saved as the curves that it showed: they are what they were."""

from __future__ import annotations

from dataclasses import replace

from build.deck_file.equations import MARK
from build.deck_file.snapshot import ShapeState, SlideState


def as_equations(base: SlideState, theirs: SlideState) -> SlideState:
    """A slide of theirs, with the equations of the base where curves have their names."""
    drawn = {shape.key: shape for shape in base.shapes if _is_equation(shape)}
    curves = {key for key in drawn if (own := theirs.by_key.get(key)) is not None and not own.words.strip()}
    if not curves:
        return theirs
    gone = set(curves)
    shapes = []
    for shape in theirs.shapes:  # a group stands before what is in it
        if shape.parent in gone:
            gone.add(shape.key)
        elif shape.key in curves:
            was = drawn[shape.key]
            shapes.append(replace(shape, kind=was.kind, data=was.data, bodies=was.bodies))
        else:
            shapes.append(shape)
    return replace(theirs, shapes=tuple(shapes))


def _is_equation(shape: ShapeState) -> bool:
    """Whether a text is an equation alone."""
    words = shape.words
    return words.startswith(MARK) and words.endswith(MARK) and words.count(MARK) == 2
