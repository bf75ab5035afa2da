"""Outlines of the shapes, the same that the office programs' presets have."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from build.drawing.curves import QUARTER_ARC
from build.drawing.page import Box, ShapeKind
from build.render.svg.markup import n, tag

_HEXAGON = 0.25  # of the shorter side: how far in its upper corners stand
_PENTAGON = (1.05146, 1.10557)  # a regular one is stretched so that it fills its box


def outline(kind: ShapeKind, box: Box, radius: float, **looks: str | float | None) -> str:
    """The element of a shape. The box and the radius are in points."""
    if kind in ("rect", "round"):
        r = min(radius, box.w / 2, box.h / 2) if kind == "round" else None
        if r and looks.get("stroke_dasharray"):
            looks["stroke_dashoffset"] = r * math.pi / 2  # presets begin with a corner, SVG behind it
        return tag("rect", x=box.x, y=box.y, width=box.w, height=box.h, rx=r or None, **looks)
    if kind == "ellipse":
        x, y = box.x + box.w / 2, box.y + box.h / 2
        return tag("ellipse", cx=x, cy=y, rx=box.w / 2, ry=box.h / 2, **looks)
    if kind in ("round_top", "round_left", "round_right"):
        return tag("path", d=_two_corners(kind, box, radius), **looks)
    corners = " ".join(f"{n(box.x + x * box.w)},{n(box.y + y * box.h)}" for x, y in _CORNERS[kind](box))
    return tag("polygon", points=corners, **looks)


def _two_corners(kind: ShapeKind, box: Box, radius: float) -> str:
    """Two round corners, then two square ones."""
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    if kind == "round_top":
        r = min(radius, box.w / 2, box.h / 2)
        k = r * (1 - QUARTER_ARC)
        steps = (
            "M", left, top + r, "C", left, top + k, left + k, top, left + r, top,
            "L", right - r, top, "C", right - k, top, right, top + k, right, top + r,
            "L", right, bottom, "L", left, bottom, "Z",
        )  # fmt: skip
    else:
        r = min(radius, box.h / 2, box.w)
        k = r * (1 - QUARTER_ARC)
        if kind == "round_right":
            left, right, r, k = right, left, -r, -k
        steps = (
            "M", left + r, bottom, "C", left + k, bottom, left, bottom - abs(k), left, bottom - abs(r),
            "L", left, top + abs(r), "C", left, top + abs(k), left + k, top, left + r, top,
            "L", right, top, "L", right, bottom, "Z",
        )  # fmt: skip
    return " ".join(step if isinstance(step, str) else n(step) for step in steps)


Corners = Sequence[tuple[float, float]]  # shares of the box


def _hexagon(box: Box) -> Corners:
    x = _HEXAGON * min(box.w, box.h) / box.w
    return (0, 0.5), (x, 0), (1 - x, 0), (1, 0.5), (1 - x, 1), (x, 1)


def _pentagon(_: Box) -> Corners:
    across, down = _PENTAGON
    degrees = (162, 90, 18, 306, 234)
    turns = [math.radians(degree) for degree in degrees]
    return [(0.5 + across * math.cos(turn) / 2, down * (1 - math.sin(turn)) / 2) for turn in turns]


_CORNERS: Mapping[ShapeKind, Callable[[Box], Corners]] = {
    "triangle": lambda _: ((0.5, 0), (1, 1), (0, 1)),
    "diamond": lambda _: ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "hexagon": _hexagon,
    "pentagon": _pentagon,
}
