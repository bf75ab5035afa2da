"""A prefix cache: the whole blocks of a beginning that are found, and what is left to compute."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, PLAIN, QUIET, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import State, caption, cell, legend
from engine.units import Count, Table

MOST = 24  # tokens in a row that can still be told apart
REQUESTS = (2, 5)
BETWEEN = 0.09  # inches between blocks
AIR = 0.025  # between tokens


def known_blocks(canvas: Canvas, text: Fact[Table], load: Fact[Table]) -> Drawing:
    """Above, a known text and a new one with the same beginning, token by token; below, what each request computes.

    Fields of the first Table: block_size, known, alike, asked_1, found_1; of the second: requests, shared, own, found,
    computed.
    """
    size, known, alike, asked, found = (int(n) for n in text.need("block_size", "known", "alike", "asked_1", "found_1"))
    if max(known, asked) > MOST or alike > min(known, asked):
        raise MismatchError(f"{text.reference} has texts of {known} and {asked} tokens; at most {MOST} are drawn")
    if found > alike or found % size:
        raise MismatchError(f"{text.reference} finds {found} of {alike} tokens that are alike, in blocks of {size}")
    head, first, told, second, swatches, title, bars = stack(
        canvas.box, (0.28, 0.26, 0.24, 0.26, 0.24, 0.28, 1.0), (0.07, 0.03, 0.03, 0.09, 0.22, 0.06)
    )
    items: list[Drawable] = [*caption(canvas, "text", head, f"Blocks of {size} tokens", f"{found} of {asked} found")]
    names = ("known", "new")
    left = canvas.widest(names) + 0.14
    blocks = -(-max(known, asked) // size)
    pitch = (canvas.box.w - left - BETWEEN * (blocks - 1)) / max(known, asked)

    def at(token: int) -> float:
        return canvas.box.x + left + token * pitch + token // size * BETWEEN

    kept: list[State] = ["stored"] * known
    runs: tuple[tuple[State, int], ...] = (("stored", found), ("costly", alike - found), ("new", asked - alike))
    again = [state for state, tokens in runs for _ in range(tokens)]
    for name, row, tokens in zip(names, (first, second), (kept, again), strict=True):
        items.append(canvas.text(f"{name} text", name, Box(row.x, row.y, left, row.h), align="left"))
        for i, state in enumerate(tokens):
            place = Box(at(i), row.y, pitch - AIR, row.h)
            items.append(cell(canvas, f"{name} token {i + 1}", place, state))
    for block in range(found // size):
        x, wide = at(block * size), at(block * size + size - 1) + pitch - AIR - at(block * size)
        frame = Box(x - 0.03, first.y - 0.03, wide + 0.06, second.bottom - first.y + 0.06)
        items.append(canvas.shape(f"found block {block + 1}", frame, line=Line("navy", 1.75), radius=0.06))
        items.append(canvas.text(f"found {block + 1}", "found", Box(x, told.y, wide, told.h), PLAIN.at(LABEL)))
    if alike > found:
        x = at(found)
        items.append(
            canvas.text(
                "lost", "alike, not whole", Box(x, told.y, canvas.box.right - x, told.h),
                TextStyle(LABEL, "brick"), align="left",
            )
        )  # fmt: skip
    items += legend(canvas, swatches, (("stored", "kept"), ("costly", "again"), ("new", "new")))
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (swatches.bottom + title.y) / 2, "line"))
    lower, says = _requests(canvas.at(Box(title.x, title.y, title.w, bars.bottom - title.y)), load, title.h, bars.y)
    alt = (
        f"A text of {known} tokens is known in blocks of {size}. A new one of {asked} has its first {alike}: {found} "
        f"are found in whole blocks, {alike - found} are alike and computed again. {says}"
    )
    return Drawing((*items, *lower), alt)


def _requests(canvas: Canvas, load: Fact[Table], head: float, top: float) -> tuple[list[Drawable], str]:
    """A bar for each request: what it finds is pale, what it computes is navy or gold, in tokens to one scale."""
    requests, shared, own, found, computed = load.need("requests", "shared", "own", "found", "computed")
    n = int(requests)
    if not REQUESTS[0] <= n <= REQUESTS[1]:
        raise MismatchError(f"{load.reference} has {requests} requests; {REQUESTS[0]} to {REQUESTS[1]} are drawn")
    each = found / (n - 1)
    whole = float(shared + own)
    box = canvas.box
    line = Box(box.x, box.y, box.w, head)
    asked = Count(n * whole)
    items = caption(canvas, "load", line, f"{requests} questions", f"{computed} of {asked} computed", ink="goldink")
    tall = (box.bottom - top) / n
    counts = [Count(whole), *[Count(whole - each)] * (n - 1)]
    right = canvas.widest([canvas.shown(count) for count in counts], TextStyle(LABEL, bold=True)) + 0.1
    left = canvas.wide_of("1") + 0.12
    long = box.w - left - right
    for i, count in enumerate(counts):
        y, high = top + i * tall, tall - 0.07
        name = Box(box.x, y, left, high)
        items.append(canvas.text(f"request {i + 1}", str(i + 1), name, QUIET, align="left"))
        parts: tuple[tuple[State, float], ...] = (("stored", each), ("new", whole - each))
        if not i:
            parts = (("known", float(shared)), ("new", float(own)))
        x = box.x + left
        for state, tokens in parts:
            wide = long * tokens / whole
            words = "found" if state == "stored" else ""
            place = Box(x, y, wide - 0.02, high)
            items.append(cell(canvas, f"request {i + 1} {state}", place, state, words))
            x += wide
        place = Box(box.right - right, y, right, high)
        style = TextStyle(LABEL, "navy", bold=True)
        items.append(canvas.text(f"request {i + 1} computed", canvas.shown(count), place, style, align="right"))
    says = (
        f"{requests} requests share {shared} tokens and have {own} of their own: the first computes {counts[0]}, "
        f"each further one {counts[1]}, {computed} of {asked} in all"
    )
    return items, says
