"""A number worked out: its factors, one after the other, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Sequence

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, TILE, Canvas, Drawing, UnfitError, in_rows
from build.figures.figure_fact import Fact, MismatchError, as_text, in_words
from engine.units import Count, Table

LOW = 1.7  # a box lower than this holds its factors side by side
LEAST, MOST = 2, 7
SIGN = 0.2  # inches of × and =
SIGNS = TextStyle(18, "navy", bold=True)
EDGE = 0.07  # between a tile's edge and its words
TWO_LINES = 0.65  # of a name's width: enough to break it once
SIZES = (20.0, 18.0, 16.0, LABEL)
TALL = 1.0  # of tiles that lie side by side
ROW = 0.56
NAME = 0.24  # inches of a name on one line
LINE = 1.12 / 72  # inches of a line, of its size in points


def product(
    canvas: Canvas, factors: Fact[Table], *, labels: tuple[str, ...] = (), highlight: str = "", unit: str = ""
) -> Drawing:
    """A tile for each factor; the highlighted one is gold, the product navy.

    The Table's last field is the product of those before it, which are Counts.
    """
    *parts, (name, result) = factors.value.items()
    numbers = [value for _, value in parts]
    if not LEAST <= len(parts) <= MOST or not all(isinstance(value, Count) for value in numbers):
        raise MismatchError(f"{factors.reference} needs {LEAST} to {MOST} Counts and their product")
    if not math.isclose(math.prod(numbers), result):
        made = canvas.shown(type(result)(math.prod(numbers)))
        raise MismatchError(f"{factors.reference}.{name} is {as_text(result)}, and its factors make {made}")
    if labels and len(labels) != len(parts) + 1:
        raise MismatchError(f"labels names {len(labels)} for {len(parts)} factors and their product")
    names = labels or tuple(in_words(key) for key in factors.value)
    keys = [key for key, _ in parts]
    if highlight and highlight not in keys:
        raise MismatchError(f"highlight={highlight} is none of: {', '.join(keys)}")
    values = [*(canvas.shown(value) for value in numbers), canvas.shown(result, unit)]
    chosen = keys.index(highlight) if highlight else -1
    items = _along(canvas, names, values, chosen) if canvas.box.h < LOW else _down(canvas, names, values, chosen)
    told = " times ".join(f"{value} {label}" for value, label in zip(values[:-1], names[:-1], strict=True))
    return Drawing(tuple(items), f"{told} make {values[-1]} ({names[-1]})")


def _paint(i: int, last: int, chosen: int) -> tuple[str, str, str, str]:
    """Fill, outline, and ink of the number and of its name."""
    if i == last:
        return "navy", "navy", "white", "white"
    return ("gold100", "goldd", "navy", "char") if i == chosen else ("navy50", "navy200", "navy", "slate")


def _along(canvas: Canvas, names: Sequence[str], values: Sequence[str], chosen: int) -> list[Drawable]:
    """Tiles side by side, the product's as wide as it needs, signs between them."""
    last = len(names) - 1
    box = canvas.box
    tall = min(TALL, box.h)
    room = box.w - SIGN * last
    size = next((size for size in SIZES if sum(_needs(canvas, names, values, size)) <= room), SIZES[-1])
    needs = _needs(canvas, names, values, size)
    spare = (room - sum(needs)) / len(needs)
    if spare < 0:
        raise UnfitError(f"its tiles need {sum(needs) + SIGN * last:.2f} in of width and have {box.w:.2f} in")
    places = []
    x = box.x
    for need in needs:
        places.append(Box(x, box.y + (box.h - tall) / 2, need + spare, tall))
        x += need + spare + SIGN
    number = min(0.36, tall * 0.4)
    one_line = all(canvas.wide_of(name) <= place.w - EDGE for name, place in zip(names, places, strict=True))
    above = max(0.06, (tall - number - NAME) / 2) if one_line else 0.06
    items: list[Drawable] = []
    for i, (name, value, place) in enumerate(zip(names, values, places, strict=True)):
        fill, line, ink, name_ink = _paint(i, last, chosen)
        head = Box(place.x + EDGE / 2, place.y + above, place.w - EDGE, number)
        below = Box(place.x + EDGE / 2, head.bottom, place.w - EDGE, place.bottom - head.bottom - 0.04)
        items += [
            canvas.shape(f"factor {i + 1}", place, fill, Line(line, 2 if i == chosen else 1), radius=TILE),
            canvas.text(f"number {i + 1}", value, head, TextStyle(size, ink, bold=True)),
            canvas.text(f"name {i + 1}", name, below, TextStyle(LABEL, name_ink), anchor="top"),
        ]
        if i:
            sign = Box(place.x - SIGN, place.y, SIGN, tall)
            items.append(canvas.text(f"sign {i}", "=" if i == last else "×", sign, SIGNS))
    return items


def _needs(canvas: Canvas, names: Sequence[str], values: Sequence[str], size: float) -> list[float]:
    """How wide each tile must be, so that its name takes two lines at most."""
    named = [max(canvas.widest(name.split()), canvas.wide_of(name) * TWO_LINES) for name in names]
    numbers = [canvas.wide_of(value, BOLD.at(size)) for value in values]
    return [max(pair) + 2 * EDGE for pair in zip(named, numbers, strict=True)]


def _down(canvas: Canvas, names: Sequence[str], values: Sequence[str], chosen: int) -> list[Drawable]:
    """As one multiplies on paper: factors below each other, a line, and the product."""
    last = len(names) - 1
    box = canvas.box
    tall = min(ROW, (box.h - 0.1) / len(names))
    if tall < 0.32:
        raise UnfitError(f"{len(names)} rows need {0.32 * len(names):.2f} in of height and have {box.h:.2f} in")
    area = Box(box.x, box.y + (box.h - tall * len(names)) / 2, box.w, tall * len(names))
    left = max(canvas.widest(values, BOLD.at(20)) + 0.3, box.w * 0.36)
    size = next((size for size in SIZES if size * LINE <= tall - 0.11), SIZES[-1])
    items: list[Drawable] = []
    for i, (name, value, row) in enumerate(zip(names, values, in_rows(area, len(names), 0.08), strict=True)):
        fill, line, ink, name_ink = _paint(i, last, chosen)
        tile = Box(row.x + SIGN, row.y, row.w - SIGN, row.h)
        number = Box(tile.x, tile.y + 0.03, left, tile.h - 0.06)
        beside = Box(tile.x + left, tile.y + 0.03, tile.w - left - 0.1, tile.h - 0.06)
        items += [
            canvas.shape(f"factor {i + 1}", tile, fill, Line(line, 2 if i == chosen else 1), radius=TILE),
            canvas.text(f"number {i + 1}", value, number, TextStyle(size, ink, bold=True)),
            canvas.text(f"name {i + 1}", name, beside, TextStyle(min(size, 16.0), name_ink), align="left"),
        ]
        if i:
            sign = Box(row.x - 0.02, row.y, SIGN, row.h)
            items.append(canvas.text(f"sign {i}", "=" if i == last else "×", sign, SIGNS))
    return items
