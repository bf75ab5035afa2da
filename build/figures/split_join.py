"""Multi-head attention by its shapes: cut into heads, each attends, joined again, mixed by the output layer."""

from __future__ import annotations

from collections.abc import Sequence

from build.drawing.page import Box, Drawable, Gradient, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, UnfitError, in_columns, stack
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Table

NAMES = ("Projected", "Split", "Joined", "Output")
LETTERS = ("[T, C]", "[H, T, D]", "[T, C]", "[T, C]")
DONE = ("cut each row into heads", "heads attend side by side, then join", "output layer mixes the heads")
MOST_HEADS = 12
SEAM, APART = 0.02, 0.08  # inches between heads that are one row, and between heads on their own
LEAST_HEAD = 0.05
LEAST_ROW = 0.05  # inches of a token that is parted from the next by a line
ROOMY, LOW = 2.8, 2.1  # a box lower than these does not say what is done between; holds the four side by side
LINK = 0.3  # inches between them
WORDS = 0.24
Laid = tuple[list[Drawable], list[Box]]  # the words and arrows, and where the four blocks stand
FLOW = Line("goldd", 2.25, head=True)


def split_join(canvas: Canvas, shapes: Fact[Table], *, labels: tuple[str, ...] = ()) -> Drawing:
    """As projected, as heads, joined, and after the output layer, each with its shape in letters and in numbers.

    Fields: tokens, d_model, heads, head_dim. Lines part tokens; the first head is gold until all are mixed.
    """
    tokens, width, heads, size = (int(value) for value in shapes.need("tokens", "d_model", "heads", "head_dim"))
    if heads * size != width:
        raise MismatchError(
            f"{shapes.reference} has {heads} heads of {size} numbers, {heads * size} together, and d_model={width}"
        )
    if not 2 <= heads <= MOST_HEADS:
        raise MismatchError(f"{shapes.reference} has {heads} heads; 2 to {MOST_HEADS} are drawn")
    if labels and len(labels) != len(NAMES):
        raise MismatchError(f"labels names {len(labels)} for {len(NAMES)} steps: {', '.join(NAMES)}")
    names = labels or NAMES
    whole = f"{tokens} × {width:,}"
    written = (whole, f"{heads} × {tokens} × {size}", whole, whole)
    lay = _along if canvas.box.h < LOW else _down
    items, blocks = lay(canvas, names, written)
    for i, block in enumerate(blocks):
        parts = _parts(block, heads, apart=i == 1)
        if i == len(NAMES) - 1:
            items.append(canvas.shape("output", block, Gradient("navy", "navy700", 0)))
            parts = [block]
        else:
            items += [
                canvas.shape(f"{NAMES[i].lower()} head {j + 1}", part, "gold" if j == 0 else "navy300")
                for j, part in enumerate(parts)
            ]
        items += _token_lines(canvas, NAMES[i].lower(), parts, tokens)
    told = ", ".join(
        f"{name} {LETTERS[i]}: {shape}" for i, (name, shape) in enumerate(zip(names, written, strict=True))
    )
    return Drawing(tuple(items), f"{tokens} tokens of {width:,} numbers pass {heads} heads of {size}. {told}")


def _down(canvas: Canvas, names: Sequence[str], written: Sequence[str]) -> Laid:
    """Below each other: name and letters over a block, the numbers at the line's end, between blocks what is done."""
    roomy = canvas.box.h >= ROOMY
    block_h, gap_h = (0.4, 0.27) if roomy else (0.32, 0.14)
    rows = stack(canvas.box, [WORDS, block_h, gap_h] * 3 + [WORDS, block_h], [0.02, 0.03, 0.03] * 3 + [0.02])
    strong = TextStyle(15, "navy", bold=True)
    items: list[Drawable] = []
    blocks: list[Box] = []
    for i, (name, letters, numbers) in enumerate(zip(names, LETTERS, written, strict=True)):
        line, block = rows[3 * i], rows[3 * i + 1]
        style = strong if line.h >= WORDS else strong.at(LABEL)
        wide, end = canvas.wide_of(name, style) + 0.02, canvas.wide_of(numbers, style) + 0.02
        inside = Box(line.x + wide + 0.08, line.y, line.w - wide - end - 0.16, line.h)
        items += [
            canvas.text(f"name {i + 1}", name, Box(line.x, line.y, wide, line.h), style, align="left"),
            canvas.text(f"letters {i + 1}", letters, inside, QUIET, align="left"),
            canvas.text(f"shape {i + 1}", numbers, Box(line.right - end, line.y, end, line.h), style, align="right"),
        ]
        blocks.append(block)
        if i < len(DONE):
            gap = rows[3 * i + 2]
            items.append(canvas.arrow(f"arrow {i + 1}", gap.x + 0.16, gap.y, gap.x + 0.16, gap.bottom, FLOW))
            if roomy:
                place = Box(gap.x + 0.34, gap.y, gap.w - 0.34, gap.h)
                items.append(canvas.text(f"done {i + 1}", DONE[i], place, QUIET, align="left"))
    return items, blocks


def _along(canvas: Canvas, names: Sequence[str], written: Sequence[str]) -> Laid:
    """Side by side: the name over a block, below it the shape."""
    box = canvas.box
    columns = in_columns(box.inset(LINK / 2, 0), len(names), LINK)
    two = box.h >= 4 * WORDS + 0.2
    words = WORDS * (3 if two else 2)
    if box.h < words + 0.3:
        raise UnfitError(f"it needs {words + 0.3:.2f} in of height and has {box.h:.2f} in")
    block_h = min(0.9, box.h - words - 0.08)
    top = box.y + (box.h - words - 0.08 - block_h) / 2
    style = canvas.fitting(
        TextStyle(15, "navy", bold=True), (15, LABEL), (*names, *written), columns[0].w + LINK - 0.04
    )
    items: list[Drawable] = []
    blocks: list[Box] = []
    for i, (name, letters, numbers, column) in enumerate(zip(names, LETTERS, written, columns, strict=True)):
        wider = Box(column.x - LINK / 2 + 0.02, 0, column.w + LINK - 0.04, WORDS)
        block = Box(column.x, top + WORDS + 0.04, column.w, block_h)
        below = block.bottom + 0.04
        items += [
            canvas.text(f"name {i + 1}", name, Box(wider.x, top, wider.w, WORDS), style),
            canvas.text(f"shape {i + 1}", numbers, Box(wider.x, below, wider.w, WORDS), BOLD),
        ]
        if two:
            place = Box(wider.x, below + WORDS, wider.w, WORDS)
            items.append(canvas.text(f"letters {i + 1}", letters, place, QUIET))
        blocks.append(block)
        if i:
            y, x = block.y + block.h / 2, column.x
            items.append(canvas.arrow(f"arrow {i}", x - LINK + 0.04, y, x - 0.04, y, FLOW))
    return items, blocks


def _parts(block: Box, heads: int, *, apart: bool) -> list[Box]:
    """A block cut into heads. Raises UnfitError where they could not be told apart."""
    pitch = block.w / heads
    parts = in_columns(block, heads, min(APART, pitch * 0.45) if apart else min(SEAM, pitch * 0.12))
    if parts[0].w < LEAST_HEAD:
        raise UnfitError(f"each of {heads} heads has {parts[0].w:.2f} in of width and needs {LEAST_HEAD} in")
    return parts


def _token_lines(canvas: Canvas, role: str, parts: Sequence[Box], tokens: int) -> list[Drawable]:
    """White lines between tokens, across every part, where a token stays high enough."""
    block = Box.around(parts)
    pitch = block.h / tokens
    if pitch < LEAST_ROW:
        return []
    return [
        canvas.rule(f"{role} token {i}", block.x, block.right, block.y + i * pitch, "white", 0.75)
        for i in range(1, tokens)
    ]
