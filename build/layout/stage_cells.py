"""What the small picture of a film's stage is made of, and the one that any film has."""

from __future__ import annotations

from collections.abc import Callable

from build.drawing.page import Box, Drawable, Line, Shape
from build.layout.draft import Draft

DrawStage = Callable[[Draft, Box, str, int, int], list[Drawable]]


def cell(name: str, x: float, y: float, w: float, h: float, fill: str | None, line: str = "") -> Shape:
    edge = Line(color=line, width=0.75) if line else None
    return Shape(name=name, decorative=True, box=Box(x, y, w, h), kind="round", radius=0.02, fill=fill, line=edge)


def steps(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """How far the film has come: done navy, current gold, next empty."""
    gap = 0.05
    wide = (box.w - 0.3 - gap * (count - 1)) / count
    fills = ["navy" if i < stage else "gold" if i == stage else "mist" for i in range(count)]
    return [
        cell(f"{name} step {i + 1}", box.x + 0.15 + (wide + gap) * i, box.y + box.h / 2 - 0.06, wide, 0.12, fill)
        for i, fill in enumerate(fills)
    ]
