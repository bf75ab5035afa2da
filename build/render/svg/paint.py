"""Fills and shadows. Boxes are in points."""

from __future__ import annotations

import math

from build.drawing.page import Box, Fill, Gradient
from build.render.svg.context import Sheet
from build.render.svg.markup import tag

_SHADOW = "navy"
_SPREAD = 0.35  # of a shadow's blur: the standard deviation of the one that office programs draw
_REACH = 2.0  # standard deviations on both sides of its edge
_STOPS = 8


def fill_of(fill: Fill, box: Box, sheet: Sheet) -> str:
    """The value of `fill`. A gradient runs from corner to corner of the box (in points) at its very angle."""
    if fill is None:
        return "none"
    if isinstance(fill, str):
        return sheet.theme.color(fill)
    return sheet.refer(
        "linearGradient", _stops(fill, sheet), **_vector(fill.angle, box), gradientUnits="userSpaceOnUse"
    )


def _stops(fill: Gradient, sheet: Sheet) -> str:
    return "".join(
        tag("stop", offset=place, stop_color=sheet.theme.color(token))
        for place, token in ((0, fill.start), (1, fill.end))
    )


def _vector(angle: float, box: Box) -> dict[str, float]:
    """The line through the middle whose ends lie level with the outermost corners."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    half = (abs(box.w * across) + abs(box.h * down)) / 2
    x, y = box.x + box.w / 2, box.y + box.h / 2
    return {"x1": x - across * half, "y1": y - down * half, "x2": x + across * half, "y2": y + down * half}


def shadow(style: str | None, box: Box, radius: float, sheet: Sheet) -> str:
    """A shadow straight below a box with round corners (in points), to be drawn before what is opaque in the box.

    Office programs blur it. Here it is the frame that the blur would give, as gradients: a filter would take
    most of a picture's time, and grow with its size.
    """
    if style is None:
        return ""
    looks = sheet.theme.shadow(style)
    spread = _SPREAD * looks.blur
    corner = min(max(radius, _REACH * spread), box.w / 2, box.h / 2)
    side = corner + _REACH * spread
    stops = _faded(corner, side, spread, looks.alpha, sheet)
    left, top = box.x + corner - side, box.y + looks.distance + corner - side
    columns = ((left, side), (left + side, box.w - 2 * corner), (left + side + box.w - 2 * corner, side))
    rows = ((top, side), (top + side, box.h - 2 * corner), (top + side + box.h - 2 * corner, side))
    return "".join(
        tag("rect", x=x, y=y, width=width, height=height, fill=_patch(i, j, stops, sheet))
        for j, (y, height) in enumerate(rows)
        for i, (x, width) in enumerate(columns)
        if (i, j) != (1, 1) and width > 0 and height > 0
    )


def _faded(corner: float, side: float, spread: float, alpha: float, sheet: Sheet) -> str:
    """A blurred edge, `corner` from the start of a gradient that is `side` long."""
    color = sheet.theme.color(_SHADOW)
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


def _patch(column: int, row: int, stops: str, sheet: Sheet) -> str:
    """The gradient of one of the eight parts of a frame, dark towards its middle."""
    inner = {0: 1.0, 2: 0.0}  # where in a part the frame's middle lies
    if 1 in (column, row):
        start = {"x1": inner.get(column, 0.0), "y1": inner.get(row, 0.0)}
        end = {"x2": 1 - start["x1"] if column != 1 else 0.0, "y2": 1 - start["y1"] if row != 1 else 0.0}
        return sheet.refer("linearGradient", stops, **start, **end)
    return sheet.refer("radialGradient", stops, cx=inner[column], cy=inner[row], r=1)
