"""Text boxes, shapes, curves and connectors."""

from __future__ import annotations

import math

from build.drawing.curves import commands
from build.drawing.page import Box, Connector, Freeform, Line, Path, Shape, TextBox
from build.drawing.text_lines import text_area
from build.drawing.text_measure import POINTS
from build.render.svg.context import PageContext, in_points
from build.render.svg.geometry import outline
from build.render.svg.markup import n, rule, tag
from build.render.svg.paint import fill_of, shadow
from build.render.svg.text import paragraphs_svg

_HEAD = 3.0  # an arrow head's length and width, in widths of its line
_THINNEST = 2.0  # points: a thinner line has the head of this one

Point = tuple[float, float]


def text_box(item: TextBox, context: PageContext) -> str:
    drawn = paragraphs_svg(item.paragraphs, item.box, context, anchor=item.anchor, wrap=item.wrap, of=item.name)
    return _turned(drawn, in_points(item.box), item.rotation)


def shape(item: Shape, context: PageContext) -> str:
    """A shape with its text in the middle."""
    box, radius = in_points(item.box), item.radius * POINTS
    rounding = min(box.w, box.h) / 2 if item.kind == "ellipse" else radius
    drawn = shadow(item.shadow, box, rounding, context) + outline(
        item.kind,
        box,
        radius,
        fill=fill_of(item.fill, box, context),
        **rule(item.line, context.theme),
    )
    drawn += paragraphs_svg(item.paragraphs, text_area(item.kind, item.box, item.radius), context)
    return _turned(drawn, box, item.rotation)


def _turned(drawn: str, box: Box, degrees: float) -> str:
    """The same, turned clockwise around the middle of its box."""
    if not degrees % 360:
        return drawn
    return tag("g", drawn, transform=f"rotate({n(degrees)} {n(box.x + box.w / 2)} {n(box.y + box.h / 2)})")


def freeform(item: Freeform, context: PageContext) -> str:
    """Paths stretched from their view over the box; their lines keep their widths."""
    box = in_points(item.box)
    return "".join(
        tag(
            "path",
            d=_stretched(path, item.view, box),
            fill=fill_of(path.fill, box, context),
            fill_rule="evenodd" if path.fill else None,
            **rule(path.line, context.theme, round_ends=True),
        )
        for path in item.paths
    )


def _stretched(path: Path, view: tuple[float, float, float, float], box: Box) -> str:
    left, top, width, height = view
    steps = []
    for command, numbers in commands(path.data):
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        places = (f"{n(box.x + (x - left) / width * box.w)} {n(box.y + (y - top) / height * box.h)}" for x, y in pairs)
        steps.append(command + " ".join(places))
    return "".join(steps)


def connector(item: Connector, context: PageContext) -> str:
    """A line between two points. Elbows and curves leave along the longer way, and arrive so."""
    start, end = (item.x1 * POINTS, item.y1 * POINTS), (item.x2 * POINTS, item.y2 * POINTS)
    route = _route(item, start, end)
    towards_end, towards_start = _towards(route[-2], end), _towards(route[1], start)
    heads = ""
    if item.line.head:
        heads += _head(end, towards_end, item.line, context)
        route[-1] = _before(end, towards_end, item.line)
    if item.line.tail:
        heads += _head(start, towards_start, item.line, context)
        route[0] = _before(start, towards_start, item.line)
    command = "C" if item.kind == "curve" else "L"
    places = [f"{n(x)} {n(y)}" for x, y in route]
    data = f"M{places[0]}{command}{' '.join(places[1:])}"
    return tag("path", d=data, fill="none", **rule(item.line, context.theme)) + heads


def _route(item: Connector, start: Point, end: Point) -> list[Point]:
    """Corners, or for a curve two cubics' points."""
    if item.kind == "straight":
        return [start, end]
    dx, dy = end[0] - start[0], end[1] - start[1]
    down = abs(dy) > abs(dx)
    along, across = (dy, dx) if down else (dx, dy)
    shares = [(0.5, 0.0), (0.5, 1.0)]
    if item.kind == "curve":
        shares = [(0.25, 0.0), (0.5, 0.25), (0.5, 0.5), (0.5, 0.75), (0.75, 1.0)]
    ways = [(a * along, b * across) for a, b in shares]
    return [start, *((start[0] + (b if down else a), start[1] + (a if down else b)) for a, b in ways), end]


def _towards(before: Point, tip: Point) -> Point:
    """The direction in which a line arrives, one point long."""
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = math.hypot(dx, dy) or 1.0
    return dx / length, dy / length


def _before(tip: Point, towards: Point, line: Line) -> Point:
    """Where the line ends so that it does not show beside the tip of its head."""
    length = _HEAD * max(line.width, _THINNEST)
    return tip[0] - towards[0] * length, tip[1] - towards[1] * length


def _head(tip: Point, towards: Point, line: Line, context: PageContext) -> str:
    x, y = _before(tip, towards, line)
    half = _HEAD * max(line.width, _THINNEST) / 2
    corners = (tip, (x - towards[1] * half, y + towards[0] * half), (x + towards[1] * half, y - towards[0] * half))
    return tag("polygon", points=" ".join(f"{n(a)},{n(b)}" for a, b in corners), fill=context.theme.color(line.color))
