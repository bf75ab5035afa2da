"""The trade-off map: variants by memory, time of a step, and complexity; as a still and as thumbnails."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build.figures.canvas import LABEL, Canvas, Drawing, wide_of
from build.figures.facts import Fact, MismatchError, shown
from build.page import Box, Drawable, Freeform, Path
from engine.units import Quantity, Series

LEAST_SIDE, MOST_SIDE = 0.34, 0.74  # diameters of the least and the most complex
AXIS = 0.3


@dataclass(frozen=True)
class Bubble:
    """A variant's place on the map."""

    name: str
    x: float
    y: float
    side: float
    inside: bool = False

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
    plot = Box(box.x + AXIS, box.y, box.w - AXIS, box.h - AXIS - 0.04)
    items: list[Drawable] = [canvas.shape("plot", plot, radius=0.1, fill="white", line="line", shadow="soft")]
    items += _corner(canvas, plot)
    items += [
        canvas.rule(f"level {i + 1}", plot.x + 0.04, plot.right - 0.04, plot.y + plot.h * (i + 1) / 4, "mist")
        for i in range(3)
    ]
    items += _axes(canvas, plot)
    bubbles = _bubbles(names, columns, plot)
    for one in sorted(bubbles, key=lambda b: -b.side):
        look = canvas.variant(one.name)
        fill = look.fill if look else "navy500"
        items.append(
            canvas.shape(f"bubble {one.name}", one.box, kind="ellipse", fill=fill, line="white", width=1.5, shadow="soft")
        )
    items += _labels(canvas, bubbles, plot)
    told = "; ".join(
        f"{name}: {shown(columns[0][name])}, {shown(columns[1][name])} a step, complexity {shown(columns[2][name])}"
        for name in names
    )
    return Drawing(tuple(items), f"Trade-off map. {told}")


def _column(fact: Fact[Series]) -> Mapping[str, Quantity]:
    if len(fact.value.lines) != 1:
        raise MismatchError(f"{fact.reference} has lines {', '.join(fact.value.lines)}; an axis of the map is one line")
    (line,) = fact.value.lines
    return {str(x): value for x, value in fact.value[line].items()}


def _axes(canvas: Canvas, plot: Box) -> list[Drawable]:
    y = plot.bottom + 0.04
    x = plot.x - 0.06
    more = wide_of("more memory", bold=True) + 0.02
    up = wide_of("slower steps", bold=True) + 0.04
    middle = plot.y + plot.h / 2
    return [
        canvas.arrow("memory axis", plot.x, y, plot.right, y, color="navy", width=1.75),
        canvas.arrow("time axis", x, plot.bottom, x, plot.y, color="navy", width=1.75),
        canvas.text("less", "less memory", Box(plot.x, y + 0.04, 1.4, 0.24), color="slate", align="left"),
        canvas.text("more", "more memory", Box(plot.right - more, y + 0.04, more, 0.24), color="navy", bold=True,
                    align="right"),
        canvas.text("slower", "slower steps", Box(x - 0.14 - up / 2, middle - 0.12, up, 0.24), color="navy", bold=True,
                    rotation=-90),
    ]  # fmt: skip


def _corner(canvas: Canvas, plot: Box) -> list[Drawable]:
    """The cheap and quick corner, lower left."""
    w, h = plot.w * 0.46, plot.h * 0.62
    place = Box(plot.x, plot.bottom - h, w, h)
    k = 0.5523
    view = (0.0, 0.0, 1000.0, 1000.0)
    data = f"M 0 0 C {1000 * k:.0f} 0 1000 {1000 - 1000 * k:.0f} 1000 1000 L 60 1000 C 27 1000 0 973 0 940 Z"
    return [
        Freeform(name=canvas.name("corner"), decorative=True, box=place, view=view, paths=(Path(data, fill="gold100"),)),
        canvas.text("corner told", "cheap and quick", Box(plot.x + 0.12, plot.bottom - 0.32, w, 0.26), size=15,
                    color="goldink", italic=True, align="left"),
    ]  # fmt: skip


def _bubbles(names: Sequence[str], columns: Sequence[Mapping[str, Quantity]], plot: Box) -> list[Bubble]:
    memory, latency, complexity = columns
    most = max(complexity.values()) or 1.0
    room = plot.inset(MOST_SIDE / 2 + 0.16, MOST_SIDE / 2 + 0.1)
    room = Box(room.x, room.y, room.w - 0.2, room.h)
    xs, ys = _spread([memory[name] for name in names]), _spread([latency[name] for name in names])
    bubbles = []
    for name, x, y in zip(names, xs, ys, strict=True):
        area = LEAST_SIDE**2 + (MOST_SIDE**2 - LEAST_SIDE**2) * complexity[name] / most
        bubbles.append(Bubble(name, room.x + room.w * x, room.bottom - room.h * y, math.sqrt(area)))
    return bubbles


def _spread(values: Sequence[float]) -> list[float]:
    """Values between 0 and 1 on a logarithmic scale."""
    least, most = math.log(min(values)), math.log(max(values))
    return [(math.log(value) - least) / (most - least) if most > least else 0.5 for value in values]


def _labels(canvas: Canvas, bubbles: Sequence[Bubble], plot: Box) -> list[Drawable]:
    """Each name in the first place that touches no bubble and no other name: right, left, above, below."""
    taken = [one.box for one in bubbles]
    items: list[Drawable] = []
    for one in bubbles:
        look = canvas.variant(one.name)
        wide, tall = wide_of(one.name, 16, bold=True) + 0.02, 0.26
        spots = (
            Box(one.x + one.side / 2 + 0.05, one.y - tall / 2, wide, tall),
            Box(one.x - one.side / 2 - 0.05 - wide, one.y - tall / 2, wide, tall),
            Box(one.x - wide / 2, one.y - one.side / 2 - tall - 0.01, wide, tall),
            Box(one.x - wide / 2, one.y + one.side / 2 + 0.01, wide, tall),
        )
        others = [box for box in taken if box != one.box]
        free = [spot for spot in spots if _inside(spot, plot) and not any(_touch(spot, box) for box in others)]
        spot = free[0] if free else spots[0]
        taken.append(spot)
        items.append(
            canvas.text(f"label {one.name}", one.name, spot, size=16, color=look.ink if look else "navy", bold=True)
        )
    return items


def _inside(spot: Box, plot: Box) -> bool:
    return spot.x >= plot.x and spot.y >= plot.y and spot.right <= plot.right and spot.bottom <= plot.bottom - 0.3


def _touch(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


# Where the thumbnails put their dots: the film's order of entry, a sketch and not data.
SKETCH = (("MHA", 0.86, 0.18), ("GQA", 0.52, 0.36), ("MLA", 0.2, 0.4), ("SWA", 0.28, 0.7), ("MoE", 0.84, 0.6), ("DeltaNet", 0.5, 0.78))  # fmt: skip
ENTERED = (1, 2, 3, 4, 6)


def tradeoff_tile(canvas: Canvas, stage: int) -> list[Drawable]:
    """A thumbnail of a stage (0 to 4): axes, and the variants that have come in."""
    box = canvas.box
    items: list[Drawable] = [
        canvas.arrow("x", box.x, box.bottom, box.right, box.bottom, color="navy", width=1.25),
        canvas.arrow("y", box.x, box.bottom, box.x, box.y, color="navy", width=1.25),
    ]
    for i, (name, x, y) in enumerate(SKETCH[: ENTERED[stage]]):
        look = canvas.variant(name)
        newest = i >= (ENTERED[stage - 1] if stage else 0)
        side = min(box.h * 0.24, 0.15) * (1.3 if newest else 1)
        place = Box(box.x + box.w * x - side / 2, box.y + box.h * y - side / 2, side, side)
        items.append(canvas.shape(f"dot {name}", place, kind="ellipse", fill=look.fill if look else "navy"))
    return items
