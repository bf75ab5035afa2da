"""Sliding-window attention: a band of the mask, and a cache that turns in a ring."""

from __future__ import annotations

import math

from build.figures.canvas import LABEL, Canvas, Drawing, fitting, stack, wide_of
from build.figures.facts import Fact, shown
from build.figures.marks import Amount, State, amounts, at_length, cell, legend
from build.page import Box, Drawable
from engine.units import Table

SIDE, BAND = 8, 3  # rows and columns of the mask drawn, and cells that a row sees: its shape, not its size
SLOTS = 8


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
    size_of_names = fitting((16, 15, LABEL), names, 2 * half, bold=True)
    items: list[Drawable] = [
        canvas.text("mask heading", names[0], _over(top, grid, half), size=size_of_names, color="navy", bold=True),
        canvas.text("ring heading", names[1], _over(top, ring, half), size=size_of_names, color="navy", bold=True),
    ]
    pitch = side / SIDE
    for i in range(SIDE):
        for j in range(SIDE):
            place = Box(grid.x + j * pitch, grid.y + i * pitch, pitch - 0.03, pitch - 0.03)
            items.append(cell(canvas, f"band {i + 1}.{j + 1}", place, _state(i, j), radius=0.03))
    items += _ring(canvas, ring, shown(size))
    entries: tuple[tuple[State, str], ...] = (("new", "new"), ("known", "in window"), ("later", "dropped"))
    items += legend(canvas, foot, entries)
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (foot.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount("Full", full, shown(full, unit), "navy", "navy"),
        Amount("Window", small, shown(small, unit), "sky", "skyink"),
    )
    items += amounts(canvas, "cache", sizes, bars, at_length("Cache", seq_len))
    alt = (
        f"Each token sees a window of {size} tokens, a band of the causal mask. The cache is a ring of {size} slots: "
        f"the newest key takes the place of the oldest. At {seq_len} tokens the full cache takes {bars[0].shown}, "
        f"the window's {bars[1].shown}"
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


def _ring(canvas: Canvas, box: Box, slots: str) -> list[Drawable]:
    """Slots around a circle, the newest at the top right, an arrow in the direction of writing."""
    middle_x, middle_y = box.x + box.w / 2, box.y + box.h / 2
    radius = box.w / 2 - 0.2
    items: list[Drawable] = []
    for i in range(SLOTS):
        angle = 2 * math.pi * i / SLOTS - math.pi / 2
        x, y = middle_x + radius * math.cos(angle), middle_y + radius * math.sin(angle)
        state: State = "new" if i == 1 else "stored"
        items.append(cell(canvas, f"ring {i + 1}", Box(x - 0.17, y - 0.17, 0.34, 0.34), state, radius=0.08))
    inner = radius - 0.26
    start, end = (middle_x - inner * 0.75, middle_y - inner * 0.66), (middle_x + inner * 0.62, middle_y - inner * 0.66)
    bend = ((start[0] + inner * 0.3, start[1] - inner * 0.42), (end[0] - inner * 0.4, end[1] - inner * 0.42))
    items.append(canvas.curve("ring turn", (start, *bend, end), "goldd", 2.25))
    tip = Box(end[0] - 0.06, end[1] - 0.08, 0.15, 0.13)
    items.append(canvas.shape("ring turn head", tip, kind="triangle", fill="goldd", rotation=135))
    wide = wide_of(slots, 16, bold=True) + 0.1
    place = Box(middle_x - wide / 2, middle_y - 0.2, wide, 0.5)
    items.append(canvas.text("ring size", f"{slots}\nslots", place, size=16, bold=True, color="skyink"))
    return items
