"""The trade-off map: variants by memory, time of a step, and complexity."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from build.drawing.curves import QUARTER_ARC
from build.drawing.page import Box, Drawable, Freeform, Line, Path, TextStyle
from build.figures.canvas import ASIDE, LABEL, QUIET, Canvas, Drawing, in_rows
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Quantity, Series

LEAST_SIDE, MOST_SIDE = 0.26, 0.46  # diameters of the least and the most complex
AXIS = 0.3
WIDE = 5.6  # inches from which the bubbles' sizes are explained beside the map
KEY = 1.5
NAME = 16.0


@dataclass(frozen=True)
class Bubble:
    """A variant's place on the map."""

    name: str
    x: float
    y: float
    side: float

    @property
    def box(self) -> Box:
        return Box(self.x - self.side / 2, self.y - self.side / 2, self.side, self.side)


def tradeoff_map(canvas: Canvas, memory: Fact[Series], latency: Fact[Series], complexity: Fact[Series]) -> Drawing:
    """Memory to the right and time upwards, on logarithmic scales from the facts; area grows with complexity."""
    columns = [_column(fact) for fact in (memory, latency, complexity)]
    names = list(columns[0])
    for fact, column in zip((latency, complexity), columns[1:], strict=True):
        if list(column) != names:
            raise MismatchError(f"{fact.reference} has {', '.join(column)}, and {memory.reference} {', '.join(names)}")
    box = canvas.box
    key = KEY + 0.2 if box.w >= WIDE else 0.0
    plot = Box(box.x + AXIS, box.y, box.w - AXIS - key, box.h - AXIS - 0.04)
    items: list[Drawable] = [
        replace(canvas.shape("plot", plot, "white", Line("line"), radius=0.1), shadow="soft"),
        _corner(canvas, plot),
        *(
            canvas.rule(f"level {i}", plot.x + 0.04, plot.right - 0.04, plot.y + plot.h * i / 4, "mist")
            for i in (1, 2, 3)
        ),
        *_axes(canvas, plot),
    ]
    bubbles = _bubbles(names, columns, plot)
    for bubble in sorted(bubbles, key=lambda bubble: -bubble.side):
        look = canvas.variant(bubble.name)
        fill = look.fill if look else "navy500"
        items.append(canvas.shape(f"bubble {bubble.name}", bubble.box, fill, Line("white", 1.5), kind="ellipse"))
    items += _labels(canvas, bubbles, plot)
    if key:
        items += _key(canvas, Box(box.right - KEY, box.y, KEY, plot.h), columns[2])
    rows = [(name, *(canvas.shown(column[name]) for column in columns)) for name in names]
    told = "; ".join(f"{name}: {size}, {time} a step, complexity {parts}" for name, size, time, parts in rows)
    return Drawing(tuple(items), f"Trade-off map. {told}")


def _column(fact: Fact[Series]) -> Mapping[str, Quantity]:
    if len(fact.value.lines) != 1:
        lines = ", ".join(fact.value.lines)
        raise MismatchError(f"{fact.reference} has lines {lines}; an axis of the map is one line")
    (line,) = fact.value.lines
    return {str(x): value for x, value in fact.value[line].items()}


def _axes(canvas: Canvas, plot: Box) -> list[Drawable]:
    y, x = plot.bottom + 0.05, plot.x - 0.06
    strong, axis = TextStyle(LABEL, "navy", bold=True), Line("navy", 1.75, head=True)
    more = canvas.wide_of("more memory", strong) + 0.02
    less = canvas.wide_of("less memory") + 0.02
    up = canvas.wide_of("slower steps", strong) + 0.04
    upright = Box(x - 0.14 - up / 2, plot.y + plot.h / 2 - 0.12, up, 0.24)
    right = Box(plot.right - more, y + 0.04, more, 0.24)
    return [
        canvas.arrow("memory axis", plot.x, y, plot.right, y, axis),
        canvas.arrow("time axis", x, plot.bottom, x, plot.y, axis),
        canvas.text("less", "less memory", Box(plot.x, y + 0.04, less, 0.24), QUIET, align="left"),
        *_scales(canvas, Box(plot.x + less, y + 0.04, right.x - plot.x - less, 0.24)),
        canvas.text("more", "more memory", right, strong, align="right"),
        replace(canvas.text("slower", "slower steps", upright, strong), rotation=-90),
    ]


def _scales(canvas: Canvas, between: Box) -> list[Drawable]:
    """What both axes are, in the widest words that fit between the words at their ends."""
    for words in ("both scales logarithmic", "log scales"):
        if canvas.wide_of(words, ASIDE) <= between.w - 0.1:
            return [canvas.text("scales", words, between, ASIDE)]
    return []


def _corner(canvas: Canvas, plot: Box) -> Freeform:
    """The tint of the cheap and quick corner, lower left."""
    w, h = plot.w * 0.46, plot.h * 0.62
    across, down = w * 1000, h * 1000
    bend = 100.0  # the plot's own rounded corner
    near = round(bend * (1 - QUARTER_ARC))
    data = (
        f"M 0 0 C {across * QUARTER_ARC:.0f} 0 {across:.0f} {down * (1 - QUARTER_ARC):.0f} {across:.0f} {down:.0f}"
        f" L {bend:.0f} {down:.0f} C {near} {down:.0f} 0 {down - near:.0f} 0 {down - bend:.0f} Z"
    )
    return Freeform(
        name=canvas.name("corner"), decorative=True, box=Box(plot.x, plot.bottom - h, w, h),
        view=(0.0, 0.0, across, down), paths=(Path(data, fill="gold100"),),
    )  # fmt: skip


def _bubbles(names: Sequence[str], columns: Sequence[Mapping[str, Quantity]], plot: Box) -> list[Bubble]:
    memory, latency, complexity = columns
    most = max(complexity.values()) or 1.0
    room = plot.inset(MOST_SIDE / 2 + 0.12, MOST_SIDE / 2 + 0.1)
    xs, ys = _spread([memory[name] for name in names]), _spread([latency[name] for name in names])
    bubbles = []
    for name, x, y in zip(names, xs, ys, strict=True):
        area = LEAST_SIDE**2 + (MOST_SIDE**2 - LEAST_SIDE**2) * complexity[name] / most
        bubbles.append(Bubble(name, room.x + room.w * x, room.bottom - room.h * y, math.sqrt(area)))
    return bubbles


def _spread(values: Sequence[float]) -> list[float]:
    """Values between 0 and 1 on a logarithmic scale."""
    if min(values) <= 0:
        raise MismatchError("a value is not above 0, which the map's logarithmic axes cannot show")
    least, most = math.log(min(values)), math.log(max(values))
    return [(math.log(value) - least) / (most - least) if most > least else 0.5 for value in values]


# ---- labels -----------------------------------------------------------------------------------------
def _labels(canvas: Canvas, bubbles: Sequence[Bubble], plot: Box) -> list[Drawable]:
    """Each name where it touches no bubble and no other name, as near as can be; a line leads to a far one."""
    taken: list[Box] = []
    items: list[Drawable] = []
    for bubble in sorted(bubbles, key=lambda bubble: bubble.side):
        look = canvas.variant(bubble.name)
        style = TextStyle(NAME, look.ink if look else "navy", bold=True)
        size = (canvas.wide_of(bubble.name, style) + 0.02, 0.26)
        spot, far = _spot(bubble, size, bubbles, taken, plot)
        taken.append(spot)
        if far:
            items += _lead(canvas, bubble, spot, style.color)
        items.append(canvas.text(f"label {bubble.name}", bubble.name, spot, style))
    corner = _free(canvas, "cheap and quick", plot, bubbles, taken)
    return [*items, corner] if corner else items


def _lead(canvas: Canvas, bubble: Bubble, spot: Box, ink: str) -> list[Drawable]:
    """A line from the bubble's edge to its name, with a white seam where it crosses another bubble."""
    x = min(max(bubble.x, spot.x), spot.right)
    y = min(max(bubble.y, spot.y), spot.bottom)
    far = math.hypot(x - bubble.x, y - bubble.y) or 1.0
    x1, y1 = (a + (b - a) / far * bubble.side / 2 for a, b in ((bubble.x, x), (bubble.y, y)))
    return [
        canvas.arrow(f"lead {role}{bubble.name}", x1, y1, x, y, Line(color, width))
        for role, color, width in (("seam ", "white", 3.5), ("", ink, 1.5))
    ]


def _spot(
    bubble: Bubble, size: tuple[float, float], bubbles: Sequence[Bubble], taken: Sequence[Box], plot: Box
) -> tuple[Box, bool]:
    """The nearest free place for a name, and whether it stands off its bubble."""
    wide, tall = size
    others = [*taken, *(other.box for other in bubbles)]
    for step in range(14):
        away = bubble.side / 2 + 0.04 + 0.07 * step
        for across, up in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            reach = away * (0.75 if across and up else 1.0)
            x = bubble.x + across * (reach + wide / 2) if across else bubble.x
            y = bubble.y + up * (reach + tall / 2) if up else bubble.y
            spot = Box(x - wide / 2, y - tall / 2, wide, tall)
            if _inside(spot, plot) and _clear(spot, others):
                return spot, step > 1
    return Box(bubble.x - wide / 2, bubble.y - tall / 2, wide, tall), False


def _free(canvas: Canvas, words: str, plot: Box, bubbles: Sequence[Bubble], taken: Sequence[Box]) -> Drawable | None:
    """The corner's name at the first free height inside it; none where bubbles fill it."""
    style = TextStyle(15, "goldink", italic=True)
    wide = canvas.wide_of(words, style) + 0.02
    for step in range(12):
        spot = Box(plot.x + 0.1, plot.bottom - 0.32 - step * 0.1, wide, 0.26)
        if spot.y < plot.bottom - plot.h * 0.55:
            return None
        if _clear(spot, [*taken, *(bubble.box for bubble in bubbles)]):
            return canvas.text("corner told", words, spot, style, align="left")
    return None


def _clear(spot: Box, others: Iterable[Box]) -> bool:
    """Whether a box touches none of the others."""
    return not any(spot.x < b.right and b.x < spot.right and spot.y < b.bottom and b.y < spot.bottom for b in others)


def _inside(spot: Box, plot: Box) -> bool:
    return spot.x > plot.x and spot.y > plot.y and spot.right < plot.right and spot.bottom < plot.bottom


def _key(canvas: Canvas, box: Box, complexity: Mapping[str, Quantity]) -> list[Drawable]:
    """What a bubble's size means: the least and the most complex, with their numbers."""
    strong = TextStyle(LABEL, "navy", bold=True)
    items: list[Drawable] = [replace(canvas.shape("key", box, "white", Line("line"), radius=0.1), shadow="soft")]
    inner = box.inset(0.14, 0.12)
    head = Box(inner.x, inner.y, inner.w, 0.48)
    items.append(canvas.text("key heading", "Bubble size:\nadded parts", head, strong, align="left"))
    least, most = min(complexity.values(), key=float), max(complexity.values(), key=float)
    low, high = in_rows(Box(inner.x, head.bottom + 0.05, inner.w, min(1.5, inner.bottom - head.bottom - 0.05)), 2, 0.02)
    for role, value, side, row in (("least", least, LEAST_SIDE, low), ("most", most, MOST_SIDE, high)):
        middle = row.y + row.h / 2
        disc = Box(inner.x + (MOST_SIDE - side) / 2, middle - side / 2, side, side)
        beside = Box(inner.x + MOST_SIDE + 0.12, middle - 0.14, 0.5, 0.28)
        items += [
            canvas.shape(f"key {role}", disc, "navy100", Line("navy300"), kind="ellipse"),
            canvas.text(f"key {role} number", canvas.shown(value), beside, strong.at(LABEL + 1), align="left"),
        ]
    return items
