"""The inference loop at a glance: tokens, transformer blocks, the shelf of keys and values, the variants."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Gradient, Line, TextStyle
from build.figures.canvas import BOLD, CELL, LABEL, Canvas, Drawing, in_columns, room_in, stack
from build.figures.figure_fact import MismatchError
from build.figures.marks import State, cell
from engine.quoted import quoted

LEAST, MOST = 3, 7
MASK = 4  # rows of the small mask: enough to show its shape


def pipeline(
    canvas: Canvas, *, tokens: str = "Fast models keep their notes", variants: tuple[str, ...] = (),
    told: str = "only the new token is computed", swap: str = "swap one part, keep the model",
) -> Drawing:  # fmt: skip
    """One gold token enters the blocks, past keys and values are read back, its own are added to the shelf."""
    names = tokens.split()
    if not LEAST <= len(names) <= MOST:
        raise MismatchError(f"tokens={quoted(tokens)} has {len(names)} words; {LEAST} to {MOST} are drawn")
    heights = [0.42, 0.2, 1.0, 0.34, 0.92]
    gaps = [0.05, 0.05, 0.04, 0.04]
    if variants:
        heights += [0.26, 0.4]
        gaps += [0.1, 0.08]
    if canvas.box.h > 4.2:  # the hero of a title slide
        heights = [h * 1.12 for h in heights]
    top, drop, blocks, lift, shelf, *rest = stack(canvas.box, heights, gaps)
    label = 0.34
    area = Box(canvas.box.x + label, top.y, canvas.box.w - label - 0.12, top.h)
    slots = in_columns(area, len(names), 0.06)
    style = canvas.fitting(TextStyle(LABEL, "navy", bold=True), (17, 16, 15, LABEL), names, room_in(slots[0], CELL))
    items: list[Drawable] = []
    for i, (name, slot) in enumerate(zip(names, slots, strict=True)):
        fill, line = ("gold", "goldd") if i == len(names) - 1 else ("white", "navy300")
        token = replace(canvas.shape(f"token {i + 1}", slot, fill, Line(line, 1.5)), shadow="soft")
        items.append(canvas.with_words(token, name, style))
    x = slots[-1].x + slots[-1].w / 2
    items.append(canvas.arrow("token in", x, top.bottom + 0.03, x, drop.bottom + 0.03, Line("goldd", 3, head=True)))
    items += block_stack(canvas, Box(area.x - 0.2, blocks.y, area.w + 0.32, blocks.h), told)
    for i, slot in enumerate(slots[:-1]):
        middle = slot.x + slot.w / 2
        items.append(canvas.arrow(f"read {i + 1}", middle, lift.bottom, middle, lift.y, Line("navy500", 2, head=True)))
    items.append(canvas.arrow("append", x, lift.y, x, lift.bottom, Line("goldd", 3, head=True)))
    items += shelf_of(canvas, Box(canvas.box.x, shelf.y, canvas.box.w, shelf.h), slots, len(names) - 1)
    if variants:
        words, chips = rest
        items.append(canvas.text("swap", swap, words, TextStyle(16, "slate", italic=True)))
        items += _chips(canvas, chips, variants)
    alt = (
        f"The newest token, {names[-1]}, alone goes through the transformer blocks. Keys and values of "
        f"{', '.join(names[:-1])} are read from the shelf, and its own are added"
    )
    if variants:
        alt += f". One part can be swapped: {', '.join(variants)}"
    return Drawing(tuple(items), alt)


def block_stack(canvas: Canvas, box: Box, told: str) -> list[Drawable]:
    """A stack of blocks seen from the front, with what enters, and a small causal mask."""
    lift = 0.07
    front = Box(box.x, box.y + 2 * lift, box.w - 2 * lift, box.h - 2 * lift)
    items: list[Drawable] = []
    for i, fill in ((2, "navy100"), (1, "navy200")):
        place = Box(front.x + i * lift, front.y - i * lift, front.w, front.h)
        items.append(canvas.shape(f"block {i}", place, fill, radius=0.12))
    items.append(replace(canvas.shape("blocks", front, Gradient("navy", "navy700", 0), radius=0.12), shadow="card"))
    side = front.h - 0.24
    pitch = side / MASK
    left, top = front.right - side - 0.17, front.y + 0.12
    inner = Box(front.x + 0.2, front.y, left - front.x - 0.24, front.h)
    heading = "Transformer blocks"
    strong = canvas.largest(TextStyle(16, "white", bold=True), (20, 18, 17, 16), (heading,), inner.w)
    pale = canvas.largest(TextStyle(LABEL, "goldlt"), (17, 16, 15, LABEL), (told,), inner.w)
    above = Box(inner.x, inner.y + inner.h / 2 - 0.29, inner.w, 0.3)
    below = Box(inner.x, inner.y + inner.h / 2 + 0.02, inner.w, 0.28)
    items.append(canvas.text("blocks heading", heading, above, strong, align="left"))
    items.append(canvas.text("blocks told", told, below, pale, align="left"))
    for i in range(MASK):
        for j in range(MASK):
            newest = i == MASK - 1
            fill = "navy500" if j > i else ("gold" if newest and j == i else "goldd" if newest else "navy100")
            fill = "navy300" if j < i and not newest else fill
            place = Box(left + j * pitch, top + i * pitch, pitch - 0.03, pitch - 0.03)
            items.append(canvas.shape(f"small mask {i + 1}.{j + 1}", place, fill, radius=0.03))
    return items


def shelf_of(canvas: Canvas, box: Box, slots: list[Box], newest: int) -> list[Drawable]:
    """Two rows of cells under their tokens: keys above values."""
    pad = 0.09
    items: list[Drawable] = [replace(canvas.shape("shelf", box, "white", Line("line2"), radius=0.1), shadow="soft")]
    half = (box.h - 2 * pad - 0.06) / 2
    for row, name in enumerate(("K", "V")):
        y = box.y + pad + row * (half + 0.06)
        place = Box(box.x + 0.02, y, slots[0].x - box.x - 0.04, half)
        items.append(canvas.text(f"shelf {name}", name, place, TextStyle(16, "navy", bold=True)))
        for i, slot in enumerate(slots):
            stored: State = "stored" if row == 0 else "value"
            state: State = "new" if i == newest else ("later" if i > newest else stored)
            items.append(cell(canvas, f"shelf {name} {i + 1}", Box(slot.x, y, slot.w, half), state, radius=0.06))
    return items


def _chips(canvas: Canvas, box: Box, variants: tuple[str, ...]) -> list[Drawable]:
    gap = 0.08
    places = in_columns(box, len(variants), gap)
    style = canvas.fitting(BOLD, (17, 16, 15, LABEL), variants, room_in(places[0], CELL))
    items: list[Drawable] = []
    for name, place in zip(variants, places, strict=True):
        look = canvas.variant(name)
        fill, line, ink = (look.tint, look.fill, look.ink) if look else ("navy50", "navy300", "navy")
        chip = canvas.shape(f"variant {name}", place, fill, Line(line, 1.5))
        items.append(canvas.with_words(chip, name, replace(style, color=ink)))
    return items
