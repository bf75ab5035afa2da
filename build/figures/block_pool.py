"""A paged cache at one moment: the tables of two texts, the blocks that they point at, and the queue of free ones."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, TILE, Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Series, Table

TEXTS = ("A", "B")
NEEDED = ("users", "tokens", "free", *TEXTS)
MOST = 12  # blocks in a row that can still be told apart
WORDS = 1.0  # inches of a table's name
ENTRY = 0.42  # and of a place in it
TO = Line("navy500", 1.5, head=True)


def block_pool(canvas: Canvas, trace: Fact[Series], setting: Fact[Table], *, event: str = "") -> Drawing:
    """The pool after one event, else after the last: blocks of one reader navy, of two gold, free ones pale.

    The Series has, for each event, the lines `event: users`, `… tokens`, `… free` (place in the queue), `… A` and `… B`
    (place in the table), by block. Field: block_size.
    """
    series = trace.value
    (size,) = setting.need("block_size")
    events = list(dict.fromkeys(line.partition(":")[0] for line in series.lines))
    chosen = event or events[-1]
    missing = [name for name in NEEDED if f"{chosen}: {name}" not in series.lines]
    if missing:
        raise MismatchError(f"{trace.reference} has no lines for event={chosen}; it has: {', '.join(events)}")
    if len(series.x) > MOST:
        raise MismatchError(f"{trace.reference} has {len(series.x)} blocks; at most {MOST} are drawn")
    users, tokens, free, *tables = ([int(n) for n in series.lines[f"{chosen}: {name}"]] for name in NEEDED)
    first, pool, second, queue = stack(canvas.box, (0.36, 0.74, 0.36, 0.36), (0.44, 0.44, 0.3))
    blocks = in_columns(pool, len(series.x), 0.06)
    items: list[Drawable] = []
    for i, (name, box) in enumerate(zip(series.x, blocks, strict=True)):
        items += _block(canvas, str(name), box, users[i], tokens[i], int(size))
    told = []
    for text, row, places, above in zip(TEXTS, (first, second), tables, (True, False), strict=True):
        order = sorted((place, i) for i, place in enumerate(places) if place)
        told.append(f"answer {text}: blocks {', '.join(str(series.x[i]) for _, i in order)}")
        words = Box(row.x, row.y, WORDS, row.h)
        items.append(canvas.text(f"table {text}", f"answer {text}", words, BOLD.at(15), align="left"))
        for place, i in order:
            box = Box(row.x + WORDS + (place - 1) * (ENTRY + 0.05), row.y, ENTRY, row.h)
            shared = users[i] > 1
            shape = canvas.shape(
                f"entry {text} {place}", box, "gold100" if shared else "navy100", Line("navy300"), radius=TILE
            )
            items.append(canvas.with_words(shape, str(series.x[i]), BOLD.at(15)))
            x, y = box.x + box.w / 2, box.bottom + 0.03 if above else box.y - 0.03
            end = blocks[i].y - 0.03 if above else blocks[i].bottom + 0.03
            line = replace(TO, color="goldd") if shared else TO
            items.append(canvas.arrow(f"arrow {text} {place}", x, y, blocks[i].x + blocks[i].w / 2, end, line))
    waiting = [series.x[i] for _, i in sorted((place, i) for i, place in enumerate(free) if place)]
    items += _queue(canvas, queue, [str(name) for name in waiting])
    both = [str(name) for name, readers in zip(series.x, users, strict=True) if readers > 1]
    alt = (
        f"A pool of {len(series.x)} blocks of {size} tokens. {told[0][0].upper()}{told[0][1:]}; {told[1]}. "
        f"Read by both: {', '.join(both) or 'none'}. Free, the oldest first: {', '.join(map(str, waiting)) or 'none'}"
    )
    return Drawing(tuple(items), alt)


def _block(canvas: Canvas, name: str, box: Box, readers: int, held: int, size: int) -> list[Drawable]:
    """A block with its number above its tokens; of a free one they are pale: kept until it is taken."""
    fill, line = ("white", Line("line2")) if not readers else ("navy50", Line("navy", 1.5))
    if readers > 1:
        fill, line = "gold50", Line("goldd", 2)
    ink = "navy" if readers else "slate"
    number = Box(box.x, box.y + 0.05, box.w, 0.26)
    items: list[Drawable] = [
        canvas.shape(f"block {name}", box, fill, line, radius=TILE),
        canvas.text(f"number {name}", name, number, TextStyle(15, ink, bold=bool(readers))),
    ]
    row = Box(box.x + 0.04, box.y + 0.36, box.w - 0.08, box.h - 0.43)
    for i, place in enumerate(in_columns(row, size, 0.02)):
        state = ("navy500" if readers else "mist") if i < held else None
        edge = None if i < held else Line("line2", 0.75, dash="dash")
        items.append(canvas.shape(f"token {name}.{i + 1}", place, state, edge, radius=0.02))
    return items


def _queue(canvas: Canvas, box: Box, names: list[str]) -> list[Drawable]:
    """Free blocks in the order in which they are taken."""
    words = "free, oldest first"
    wide = canvas.wide_of(words, QUIET) + 0.12
    items: list[Drawable] = [canvas.text("queue told", words, Box(box.x, box.y, wide, box.h), QUIET, align="left")]
    side = min(box.h, (box.w - wide) / max(1, len(names)) - 0.04)
    for i, name in enumerate(names):
        place = Box(box.x + wide + i * (side + 0.04), box.y + (box.h - side) / 2, side, side)
        shape = canvas.shape(f"free {i + 1}", place, "white", Line("navy300"), kind="ellipse")
        style = TextStyle(LABEL, "slate")
        if canvas.wide_of(name, style) < side * 0.75:
            shape = canvas.with_words(shape, name, style)
        items.append(shape)
    return items
