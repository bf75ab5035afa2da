"""What lies behind a point of a page, and which contrast words need there (WCAG 2.2, level AA)."""

from __future__ import annotations

from collections.abc import Iterable

from build.drawing.page import (
    Box,
    Chart,
    Drawable,
    Fill,
    Gradient,
    Group,
    Movie,
    NativeTable,
    Picture,
    Shape,
    TextStyle,
)
from build.theme.contrast import AA, AA_LARGE

Painted = list[tuple[Box, Fill]]  # the lowest first; a fill of None cannot be judged

_LARGE, _LARGE_BOLD = 18.0, 14.0  # points


def paint(item: Drawable) -> Painted:
    """The fills that an item brings; curves are drawn around words, not behind."""
    match item:
        case Shape() if item.fill is not None:
            return [(item.box, item.fill)]
        case NativeTable():
            return [(box, cell.fill) for cell, box in item.cells() if cell.fill is not None]
        case Picture() | Movie() | Chart():
            return [(item.box, None)]
        case Group():
            return all_paint(item.children)
        case _:
            return []


def all_paint(items: Iterable[Drawable]) -> Painted:
    """The fills of several, in their order."""
    return [pair for item in items for pair in paint(item)]


def behind(x: float, y: float, painted: Painted) -> Fill:
    """The uppermost fill at a place, in inches."""
    return next((f for box, f in reversed(painted) if box.x <= x <= box.right and box.y <= y <= box.bottom), None)


def tokens_of(fill: Fill) -> tuple[str, ...]:
    """The colours of a fill: of a gradient both, of what cannot be judged none."""
    if fill is None:
        return ()
    return (fill.start, fill.end) if isinstance(fill, Gradient) else (fill,)


def needed_by(style: TextStyle) -> float:
    """The contrast that words of a style need: large ones less."""
    return AA_LARGE if style.size >= (_LARGE_BOLD if style.bold else _LARGE) else AA
