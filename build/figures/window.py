"""Sliding-window attention: a band of the mask, and a cache that turns in a ring."""

from __future__ import annotations

import math
from dataclasses import replace

from build.drawing.page import Box, Drawable, TextStyle
from build.figures.canvas import LABEL, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, part_of
from build.figures.marks import STATES, Amount, State, amounts, at_length, cell, legend
from engine.units import Table

SIDE, BAND = 8, 4  # tokens drawn, and how many of them one sees: the window's shape, not its size
HEAD = 0.22  # inches of the tokens' numbers over the mask
TOLD = 0.26  # inches of the words below the ring
RING = 0.42  # of the ring's radius: how thick it is
GAP = 4.0  # degrees between its slots


def window_band(canvas: Canvas, window: Fact[Table], *, unit: str = "GiB") -> Drawing:
    """Each row sees a band; what leaves it is overwritten in the ring; the caches of both ways.

    Fields: window, seq_len, cache_full, cache_window.
    """
    size, seq_len, full, small = window.need("window", "seq_len", "cache_full", "cache_window")
    top, picture, foot, sizes = stack(canvas.box, (0.27, 1.98, 0.24, 0.5), (0.07, 0.1, 0.3))
    gap = 0.3
    side = min(picture.h, (canvas.box.w - gap) / 2)
    left = canvas.box.x + (canvas.box.w - 2 * side - gap) / 2
    grid = Box(left, picture.y + (picture.h - side) / 2, side, side)
    ring = Box(grid.right + gap, grid.y, side, side)
    half = min(canvas.box.w - side - gap, side + gap) / 2
    names = ("The mask is a band", "The cache is a ring")
    style = canvas.fitting(TextStyle(LABEL, "navy", bold=True), (16, 15, LABEL), names, 2 * half)
    items: list[Drawable] = [
        canvas.text("mask heading", names[0], _over(top, grid, half), style),
        canvas.text("ring heading", names[1], _over(top, ring, half), style),
    ]
    items += _mask(canvas, grid)
    items += _ring(canvas, ring, canvas.shown(size))
    entries: tuple[tuple[State, str], ...] = (("new", "new"), ("known", "in window"), ("later", "dropped"))
    items += legend(canvas, foot, entries)
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (foot.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount("Full", full, canvas.shown(full, unit), "navy", "navy"),
        Amount("Window", small, canvas.shown(small, unit), "sky", "skyink"),
    )
    items += amounts(canvas, "cache", sizes, bars, at_length("Cache", seq_len))
    alt = (
        f"Each token sees a window of {size} tokens, a band of the causal mask. The cache is a ring of {size} slots: "
        f"the newest key takes the place of the oldest. At {seq_len} tokens the full cache takes {bars[0].shown}, "
        f"the window's {bars[1].shown}, {part_of(small, full)}"
    )
    return Drawing(tuple(items), alt)


def _over(row: Box, below: Box, half: float) -> Box:
    """The part of a row that stands over the middle of a box below it."""
    return Box(below.x + below.w / 2 - half, row.y, 2 * half, row.h)


def _state(row: int, column: int) -> State:
    if column > row:
        return "hidden"
    if column <= row - BAND:
        return "later"
    return "new" if row == column == SIDE - 1 else ("known" if row == SIDE - 1 else "stored")


def _mask(canvas: Canvas, box: Box) -> list[Drawable]:
    """Rows are steps, columns keys, both numbered; the last row is the newest token's."""
    pitch = (box.w - HEAD) / SIDE
    items: list[Drawable] = []
    for i in range(SIDE):
        x, y = box.x + HEAD + i * pitch, box.y + HEAD + i * pitch
        newest = i == SIDE - 1
        ink = "goldink" if newest else "slate"
        over, beside = Box(x - 0.03, box.y, pitch + 0.03, HEAD), Box(box.x - 0.04, y - 0.03, HEAD, pitch + 0.03)
        items += [
            canvas.text(f"column {i + 1}", str(i + 1), over, TextStyle(LABEL, ink, bold=newest)),
            canvas.text(f"row {i + 1}", str(i + 1), beside, TextStyle(LABEL, ink, bold=newest)),
        ]
        for j in range(SIDE):
            place = Box(box.x + HEAD + j * pitch, y, pitch - 0.03, pitch - 0.03)
            items.append(cell(canvas, f"band {i + 1}.{j + 1}", place, _state(i, j), radius=0.03))
    return items


def _ring(canvas: Canvas, box: Box, slots: str) -> list[Drawable]:
    """The slots around a circle with the tokens they hold, the newest where the oldest stood; an arrow to the next."""
    radius = (box.h - TOLD) / 2 - 0.08
    middle = (box.x + box.w / 2, box.y + (box.h - TOLD) / 2)
    items: list[Drawable] = []
    step = 360 / BAND
    for i in range(BAND):
        token = SIDE - BAND + 1 + i
        newest = token == SIDE
        fill, line, _ = STATES["new" if newest else "known"]
        start, end = i * step + GAP / 2, (i + 1) * step - GAP / 2
        x, y = _on(middle, radius * (1 - RING / 2), (start + end) / 2)
        ground = canvas.shape(f"slot {i + 1} token", Box(x - 0.1, y - 0.13, 0.2, 0.26), fill, kind="rect")
        items += [
            canvas.curve(f"slot {i + 1}", _sector(middle, radius, radius * (1 - RING), start, end), line, fill=fill),
            canvas.with_words(ground, str(token), TextStyle(16, "navy" if newest else "white", bold=True)),
        ]
    turn = radius + 0.08
    first, last = 360 - step * 0.7, 360.0
    items.append(canvas.curve("ring turn", [_on(middle, turn, first), *_arc(middle, turn, first, last)], "goldd", 2.25))
    x, y = _on(middle, turn, last)
    head = canvas.shape("ring turn head", Box(x - 0.02, y - 0.08, 0.15, 0.15), "goldd", kind="triangle")
    items.append(replace(head, rotation=90))
    inner = Box(middle[0] - 0.5, middle[1] - 0.25, 1.0, 0.5)
    below = Box(box.x, box.bottom - TOLD, box.w, TOLD)
    words = f"{SIDE} replaces {SIDE - BAND}"
    style = canvas.fitting(TextStyle(LABEL, "goldink", bold=True), (15, LABEL), (words,), below.w)
    return [
        *items,
        canvas.text("ring size", f"{slots}\nslots", inner, TextStyle(16, "skyink", bold=True)),
        canvas.text("ring told", words, below, style),
    ]


Point = tuple[float, float]


def _on(middle: Point, radius: float, degrees: float) -> Point:
    """A point of a circle; 0 is up, and it turns with the clock."""
    turn = math.radians(degrees)
    return middle[0] + radius * math.sin(turn), middle[1] - radius * math.cos(turn)


def _arc(middle: Point, radius: float, start: float, end: float) -> list[Point]:
    """One cubic from where the pen stands on a circle to another place on it, at most a quarter away."""
    reach = 4 / 3 * math.tan(math.radians(end - start) / 4) * radius
    (x1, y1), (x2, y2) = _on(middle, radius, start), _on(middle, radius, end)
    a, b = math.radians(start), math.radians(end)
    return [
        (x1 + reach * math.cos(a), y1 + reach * math.sin(a)),
        (x2 - reach * math.cos(b), y2 - reach * math.sin(b)),
        (x2, y2),
    ]


def _sector(middle: Point, outer: float, inner: float, start: float, end: float) -> list[Point]:
    """A piece of a ring: out along one arc, straight in, and back along the other."""
    corner, back = _on(middle, inner, end), _on(middle, inner, start)
    return [
        _on(middle, outer, start), *_arc(middle, outer, start, end), _on(middle, outer, end), corner, corner,
        *_arc(middle, inner, end, start), back, _on(middle, outer, start), _on(middle, outer, start),
    ]  # fmt: skip
