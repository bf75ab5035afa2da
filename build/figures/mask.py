"""The causal mask while decoding: one new row over all past columns, and the cache that it appends to."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, Canvas, Drawing, stack
from build.figures.figure_fact import MismatchError
from build.figures.marks import State, cell, legend
from engine.quoted import quoted

LEAST, MOST = 3, 8


def mask_pointer(canvas: Canvas, *, tokens: str = "The cat sat on the mat") -> Drawing:
    """Rows are steps, columns keys. The pointer stands at the last but one token, whose K and V are appended."""
    names = tokens.split()
    n = len(names)
    if not LEAST <= n <= MOST:
        raise MismatchError(f"tokens={quoted(tokens)} has {n} words; {LEAST} to {MOST} are drawn")
    now = n - 2
    header, grid, gap, shelf, foot = stack(canvas.box, (0.24, 0.32 * n, 0.24, 0.64, 0.22), (0.05, 0.03, 0.05, 0.1))
    caches = canvas.widest(("K cache", "V cache"), BOLD)
    left = canvas.box.x + max(caches, canvas.widest(names, BOLD) + 0.32) + 0.14
    pitch = (canvas.box.right - 0.06 - left) / n
    tall = grid.h / n
    items: list[Drawable] = []
    for j, name in enumerate(names):
        color = "goldink" if j == now else ("mute" if j > now else "char")
        place = Box(left + j * pitch - 0.03, header.y, pitch + 0.02, header.h)
        items.append(canvas.text(f"column {j + 1}", name, place, TextStyle(LABEL, color, bold=j == now)))
    focus = Box(canvas.box.x, grid.y + now * tall - 0.02, canvas.box.w, tall + 0.01)
    items.append(replace(canvas.shape("focus", focus, "gold50", Line("gold", 1.75), radius=0.06), shadow="soft"))
    for i, name in enumerate(names):
        y = grid.y + i * tall
        if i >= now:
            place = Box(canvas.box.x + 0.1, y + tall / 2 - 0.12, 0.22, 0.2)
            fill, line = ("gold", Line("goldd")) if i == now else ("white", Line("goldd", dash="dash"))
            pointer = canvas.shape(f"pointer {i + 1}", place, fill, line, kind="triangle")
            items.append(replace(pointer, rotation=90))
        wide = canvas.wide_of(name, BOLD)
        place = Box(left - 0.1 - wide - 0.02, y, wide + 0.02, tall - 0.02)
        color = "goldink" if i == now else ("mute" if i > now else "slate")
        items.append(canvas.text(f"row {i + 1}", name, place, TextStyle(LABEL, color, bold=i == now), align="right"))
        for j in range(n):
            place = Box(left + j * pitch, y + 0.015, pitch - 0.05, tall - 0.05)
            items.append(cell(canvas, f"mask {i + 1}.{j + 1}", place, _state(i, j, now)))
            if j > i and i <= now:
                x, middle = place.x + place.w / 2, place.y + place.h / 2
                items.append(canvas.rule(f"hidden {i + 1}.{j + 1}", x - 0.07, x + 0.07, middle, "line2", 1.25))
    x = left + now * pitch + (pitch - 0.05) / 2
    word = canvas.wide_of("append", BOLD) + 0.02
    place = Box(x - 0.1 - word, gap.y, word, gap.h)
    items.append(canvas.text("append", "append", place, TextStyle(LABEL, "goldink", bold=True), align="right"))
    frame = Box(left - 0.07, shelf.y, canvas.box.right - left + 0.07, shelf.h)
    items.append(canvas.shape("shelf", frame, "white", Line("line2"), radius=0.06))
    items.append(canvas.arrow("append arrow", x, focus.bottom, x, shelf.y))
    half = (shelf.h - 0.15) / 2
    for row, name in enumerate(("K cache", "V cache")):
        y = shelf.y + 0.06 + row * (half + 0.03)
        place = Box(frame.x - 0.08 - caches, y, caches, half)
        items.append(canvas.text(name, name, place, TextStyle(LABEL, "navy", bold=True), align="right"))
        for j in range(n):
            stored: State = "stored" if row == 0 else "value"
            state: State = "new" if j == now else ("later" if j > now else stored)
            items.append(cell(canvas, f"{name} {j + 1}", Box(left + j * pitch, y, pitch - 0.05, half), state))
    entries: tuple[tuple[State, str], ...] = (
        ("new", "new"), ("known", "read from cache"), ("stored", "done"), ("hidden", "hidden"),
    )  # fmt: skip
    items += legend(canvas, foot, entries)
    seen = ", ".join(names[:now])
    alt = (
        f"Causal mask over the tokens {tokens}. The row of “{names[now]}” is new: it reads {seen} from the cache and "
        f"itself; later tokens are hidden. Its key and value are appended to the K and V caches"
    )
    return Drawing(tuple(items), alt)


def _state(row: int, column: int, now: int) -> State:
    if row > now:
        return "later"
    if column > row:
        return "hidden"
    if row < now:
        return "stored"
    return "new" if column == now else "known"
