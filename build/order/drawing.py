"""The order of a course's parts as a figure: boxes in columns, an arrow from what is needed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.order.part import Part, direct

WIDTH, HEIGHT, GAP_X, GAP_Y = 186, 112, 44, 20  # px of a box, and between boxes


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a part's box stands, in px."""

    part: Part
    left: int
    top: int
    number: int


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Boxes, and arrows as paths of SVG, in a frame of so many px."""

    places: tuple[Place, ...]
    arrows: tuple[str, ...]
    width: int
    height: int


def draw(parts: Sequence[Part]) -> Drawing:
    """Columns from left to right by how much comes before, each in the middle of the height."""
    columns = max((part.column for part in parts), default=-1) + 1
    sizes = [sum(part.column == column for part in parts) for column in range(columns)]
    most = max(sizes, default=0)
    height = most * (HEIGHT + GAP_Y) - GAP_Y if most else 0
    places = {}
    for number, part in enumerate(parts, 1):
        used = sizes[part.column] * (HEIGHT + GAP_Y) - GAP_Y
        top = (height - used) // 2 + part.row * (HEIGHT + GAP_Y)
        places[part.name] = Place(part=part, left=part.column * (WIDTH + GAP_X), top=top, number=number)
    arrows = [_arrow(places[first.name], places[then.name]) for first, then in direct(parts)]
    return Drawing(
        places=tuple(places.values()), arrows=tuple(arrows), width=columns * (WIDTH + GAP_X) - GAP_X, height=height
    )


def _arrow(first: Place, then: Place) -> str:
    x, y = first.left + WIDTH, first.top + HEIGHT // 2
    to_x, to_y = then.left - 3, then.top + HEIGHT // 2
    bend = GAP_X // 2 + (to_x - x - GAP_X) // 2
    return f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"
