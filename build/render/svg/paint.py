"""Fills and shadows. Boxes are in points."""

from __future__ import annotations

import math

from build.drawing.page import SHADOW_COLOR, Box, Fill, Gradient
from build.render.svg.context import PageContext
from build.render.svg.markup import tag

_SPREAD = 0.35  # of a shadow's blur: the standard deviation of the one that office programs draw
_REACH = 2.0  # standard deviations on both sides of its edge
_STOPS = 8


def fill_of(fill: Fill, box: Box, context: PageContext) -> str:
    """The value of `fill`. A gradient runs from corner to corner of the box (in points) at its very angle."""
    if fill is None:
        return "none"
    if isinstance(fill, str):
        return context.theme.color(fill)
    return context.refer(
        "linearGradient", _stops(fill, context), **_vector(fill.angle, box), gradientUnits="userSpaceOnUse"
    )


def _stops(fill: Gradient, context: PageContext) -> str:
    return "".join(
        tag("stop", offset=place, stop_color=context.theme.color(token))
        for place, token in ((0, fill.start), (1, fill.end))
    )


def _vector(angle: float, box: Box) -> dict[str, float]:
    """The line through the middle whose ends lie level with the outermost corners."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    half = (abs(box.w * across) + abs(box.h * down)) / 2
    x, y = box.x + box.w / 2, box.y + box.h / 2
    return {"x1": x - across * half, "y1": y - down * half, "x2": x + across * half, "y2": y + down * half}


def shadow(style: str | None, box: Box, radius: float, context: PageContext) -> str:
    """A shadow straight below a box with round corners (in points), to be drawn before what is opaque in the box.

    Office programs blur it. Here it is the frame that the blur would give, as gradients: a filter would take
    most of a picture's time, and grow with its size.
    """
    if style is None:
        return ""
    looks = context.theme.shadow(style)
    spread = _SPREAD * looks.blur
    corner = min(max(radius, _REACH * spread), box.w / 2, box.h / 2)
    side = corner + _REACH * spread
    stops = _faded(corner, side, spread, looks.alpha, context)
    left, top = box.x + corner - side, box.y + looks.distance + corner - side
    columns = ((left, side), (left + side, box.w - 2 * corner), (left + side + box.w - 2 * corner, side))
    rows = ((top, side), (top + side, box.h - 2 * corner), (top + side + box.h - 2 * corner, side))
    return "".join(
        tag("rect", x=x, y=y, width=width, height=height, fill=_patch(i, j, stops, context))
        for j, (y, height) in enumerate(rows)
        for i, (x, width) in enumerate(columns)
        if (i, j) != (1, 1) and width > 0 and height > 0
    )


def _faded(corner: float, side: float, spread: float, alpha: float, context: PageContext) -> str:
    """A blurred edge, `corner` from the start of a gradient that is `side` long."""
    color = context.theme.color(SHADOW_COLOR)
    edges = [corner + spread * (2 * _REACH * i / _STOPS - _REACH) for i in range(_STOPS + 1)]
    return "".join(
        tag(
            "stop",
            offset=max(0.0, place / side),
            stop_color=color,
            stop_opacity=alpha * math.erfc((place - corner) / spread / math.sqrt(2)) / 2 if place < side else 0.0,
        )
        for place in edges
    )


def _patch(column: int, row: int, stops: str, context: PageContext) -> str:
    """The gradient of one of the eight parts of a frame, dark towards its middle."""
    inner = {0: 1.0, 2: 0.0}  # where in a part the frame's middle lies
    if 1 in (column, row):
        start = {"x1": inner.get(column, 0.0), "y1": inner.get(row, 0.0)}
        end = {"x2": 1 - start["x1"] if column != 1 else 0.0, "y2": 1 - start["y1"] if row != 1 else 0.0}
        return context.refer("linearGradient", stops, **start, **end)
    return context.refer("radialGradient", stops, cx=inner[column], cy=inner[row], r=1)
