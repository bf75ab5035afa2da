"""The KV-cache loop: a still of its film, for where the film is missing."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Gradient, Line, TextStyle
from build.figures.canvas import CELL, LABEL, Canvas, Drawing, in_columns, room_in, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.inference_loop import shelf_of
from build.figures.marks import Amount, amounts, cell
from engine.quoted import quoted
from engine.units import Table

NARROW = 5.6  # inches; in a narrower box the speeds stand below the loop


def kv_cache_loop(canvas: Canvas, decode: Fact[Table], *, tokens: str = "The river bends to the") -> Drawing:
    """The loop after an append, beside both speeds as columns from one measured fact.

    Fields: without_cache, with_cache.
    """
    without, with_cache = decode.need("without_cache", "with_cache")
    names = tokens.split()
    if not 3 <= len(names) <= 6:
        raise MismatchError(f"tokens={quoted(tokens)} has {len(names)} words; 3 to 6 are drawn")
    box = canvas.box
    if box.w < NARROW:
        loop, gauge = stack(box, (box.h - 0.9, 0.6), (0.3,))
        items = _loop(canvas.at(loop), names)
        items.append(canvas.rule("rule", box.x, box.right, (loop.bottom + gauge.y) / 2, "line"))
        bars = (
            Amount("No cache", without, canvas.shown(without), "navy300", "navy"),
            Amount("Cache", with_cache, canvas.shown(with_cache), "gold", "navy"),
        )
        items += amounts(canvas, "gauge", gauge, bars)
    else:
        gauge_width = min(1.75, box.w * 0.3)
        items = _loop(canvas.at(Box(box.x, box.y, box.w - gauge_width - 0.25, box.h)), names)
        gauge = Box(box.right - gauge_width, box.y, gauge_width, box.h)
        items += _gauge(
            canvas, gauge, (float(without), canvas.shown(without)), (float(with_cache), canvas.shown(with_cache))
        )
    alt = (
        f"KV-cache loop: one new token goes through the transformer blocks, keys and values of the earlier "
        f"{len(names) - 1} tokens are read, its own are appended. With cache {canvas.shown(with_cache)}, "
        f"without {canvas.shown(without)}"
    )
    speedup = decode.maybe("speedup")
    return Drawing(tuple(items), f"{alt}: {canvas.shown(speedup)}" if speedup is not None else alt)


def _loop(canvas: Canvas, names: list[str]) -> list[Drawable]:
    stretch = min(1.4, max(1.0, canvas.box.h / 2.6))
    heights = [height * stretch for height in (0.38, 0.18, 0.74, 0.28, 0.84)]
    top, drop, blocks, lift, shelf = stack(canvas.box, heights, (0.03, 0.03, 0.03, 0.03))
    label = 0.3
    area = Box(canvas.box.x + label, top.y, canvas.box.w - label - 0.12, top.h)
    slots = in_columns(area, len(names) + 1, 0.04)
    newest = len(names) - 1
    style = canvas.fitting(TextStyle(LABEL, "navy", bold=True), (16, 15, LABEL), names, room_in(slots[0], CELL))
    items: list[Drawable] = []
    for i, (name, slot) in enumerate(zip(names, slots, strict=False)):
        fill, line = ("gold", "goldd") if i == newest else ("white", "navy300")
        items.append(canvas.with_words(canvas.shape(f"token {i + 1}", slot, fill, Line(line, 1.25)), name, style))
    items.append(cell(canvas, "token to come", slots[-1], "later"))
    x = slots[newest].x + slots[newest].w / 2
    items.append(canvas.arrow("token in", x, top.bottom + 0.02, x, drop.bottom + 0.02))
    off = 0.06
    front = Box(area.x, blocks.y + 2 * off, area.w, blocks.h - 2 * off)
    for i, fill in ((2, "navy100"), (1, "navy200")):
        place = Box(front.x + i * off, front.y - i * off, front.w, front.h)
        items.append(canvas.shape(f"block {i + 1}", place, fill, radius=0.1))
    items.append(canvas.shape("blocks", front, Gradient("navy", "navy700", 0), radius=0.1))
    heading, entering = "Transformer blocks", "1 token in"
    pale, strong = TextStyle(16, "goldlt", bold=True), TextStyle(16, "white", bold=True)
    right = canvas.wide_of(entering, pale) + 0.02
    left = Box(front.x + 0.2, front.y, front.w - right - 0.5, front.h)
    place = Box(front.right - right - 0.2, front.y, right, front.h)
    strong = canvas.largest(strong, (18.0, 17.0, 16.0), (heading,), left.w)
    items += [
        canvas.text("blocks heading", heading, left, strong, align="left"),
        canvas.text("blocks told", entering, place, pale, align="right"),
    ]
    for i, slot in enumerate(slots[:newest]):
        middle = slot.x + slot.w / 2
        reading = Line("navy500", 1.75, head=True)
        items.append(canvas.arrow(f"read {i + 1}", middle, lift.bottom, middle, lift.y, reading))
    items.append(canvas.arrow("append", x, lift.y, x, lift.bottom))
    return [*items, *shelf_of(canvas, Box(canvas.box.x, shelf.y, canvas.box.w, shelf.h), slots, newest)]


def _gauge(canvas: Canvas, box: Box, without: tuple[float, str], with_cache: tuple[float, str]) -> list[Drawable]:
    """Two columns to one scale, values on top, names below."""
    items: list[Drawable] = [replace(canvas.shape("gauge", box, "white", Line("line"), radius=0.1), shadow="soft")]
    inner = box.inset(0.08, 0.1)
    head = Box(inner.x, inner.y, inner.w, 0.46)
    items.append(canvas.text("gauge heading", "Tokens per second", head, TextStyle(LABEL, "navy", bold=True)))
    foot = inner.bottom - 0.46
    room = foot - inner.y - 0.46 - 0.3
    most = max(without[0], with_cache[0])
    for slot, name, (value, told), fill in zip(
        in_columns(inner, 2, 0.04), ("no cache", "cache"), (without, with_cache), ("navy300", "gold"), strict=True
    ):
        high = max(0.02, room * value / most)
        bar = Box(slot.x + slot.w * 0.17, foot - high, slot.w * 0.66, high)
        number = told.removesuffix(canvas.said.tokens_per_second)
        items += [
            canvas.shape(f"gauge bar {name}", bar, fill, kind="rect"),
            canvas.text(
                f"gauge value {name}", number, Box(slot.x, bar.y - 0.27, slot.w, 0.25), TextStyle(15, "navy", bold=True)
            ),
            canvas.text(
                f"gauge name {name}",
                name,
                Box(slot.x, foot + 0.04, slot.w, 0.44),
                TextStyle(LABEL, bold=name == "cache"),
                anchor="top",
            ),
        ]
    items.append(canvas.rule("gauge foot", inner.x, inner.right, foot, "line2"))
    return items
