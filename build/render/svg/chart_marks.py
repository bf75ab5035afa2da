"""What stands at one point of a chart: its marker, and the whisker of its error."""

from __future__ import annotations

from build.drawing.chart_style import EDGE, WHISKER
from build.render.chart_layout import MARKER
from build.render.svg.chart_frame import Frame, Point, on_axis
from build.render.svg.markup import n, rule, tag
from build.theme.tokens import Theme

CAP = 2.8  # points from a whisker to the end of its cap

_CORNERS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "triangle": ((0, -1), (1, 1), (-1, 1)),
}


def marker(kind: str, at: Point, color: str, theme: Theme) -> str:
    """A circle, square, diamond or triangle around a point."""
    half, looks = MARKER / 2, {"fill": theme.color(color), **rule(EDGE, theme)}
    if kind == "circle":
        return tag("circle", cx=at[0], cy=at[1], r=half, **looks)
    corners = " ".join(f"{n(at[0] + dx * half)},{n(at[1] + dy * half)}" for dx, dy in _CORNERS[kind])
    return tag("polygon", points=corners, **looks)


def whisker(frame: Frame, along: float, value: float, errors: tuple[float, float]) -> str:
    """From value - minus to value + plus, with caps; an end beyond the axis has none."""
    scale = frame.values.scale
    low, high = value - errors[0], value + errors[1]
    if scale.share(high) < 0 or scale.share(low) > 1:
        return ""
    parts = [frame.line(frame.at(along, scale.within(low)), frame.at(along, scale.within(high)), WHISKER)]
    dx, dy = (0.0, CAP) if frame.lying else (CAP, 0.0)
    for end in (low, high):
        x, y = frame.at(along, scale.within(end))
        if on_axis(scale.share(end)):
            parts.append(frame.line((x - dx, y - dy), (x + dx, y + dy), WHISKER))
    return "".join(parts)
