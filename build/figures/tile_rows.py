"""Attention in tiles at one moment: strips, the tile on the chip, and the numbers that rows keep."""

from __future__ import annotations

import re

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, TILE, Canvas, Drawing, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import State, cell
from engine.units import SIGNIFICANT_DIGITS, Number, Series

MOST = 6  # strips
KEPT = ("max", "sum", "output")
HEAD, GAP, STRIP = 0.34, 0.07, 0.4
APART = 0.2  # between the tiles and what rows keep
LEAST = 3 * 0.62 + 2 * GAP  # inches of what rows keep
BOLD = TextStyle(16, "navy", bold=True)


def tile_rows(canvas: Canvas, walk: Fact[Series], *, row: str = "", tile: str = "") -> Drawing:
    """Rows above are done, the tile of `row` and `tile` is on the chip, gold; what it does not see yet is dashed.

    The Series has the lines `row 1: max` and `row 1: sum`, and so on, by tile; the moment is in the middle, or said.
    """
    rows, tiles = _rows(walk), len(walk.value.x)
    if not 1 <= rows <= MOST or not 1 <= tiles <= MOST:
        raise MismatchError(f"{walk.reference} has {rows} rows of {tiles} tiles; 1 to {MOST} of each are drawn")
    now = _place("row", row, rows, rows // 2 + 1), _place("tile", tile, tiles, (tiles + 1) // 2)
    box = canvas.box
    room = box.w - APART - STRIP - GAP
    side = min(room / 2, room - LEAST, box.h - HEAD - STRIP - 2 * GAP)
    top = box.y + HEAD + STRIP + 2 * GAP
    grid = Box(box.x + STRIP + GAP, top, side, box.bottom - top)
    lines = in_rows(grid, rows, GAP)
    keys = in_columns(Box(grid.x, top - STRIP - GAP, grid.w, STRIP), tiles, GAP)
    kept = Box(grid.right + APART, grid.y, box.right - grid.right - APART, grid.h)
    heads = in_columns(Box(kept.x, top - STRIP - GAP, kept.w, STRIP), len(KEPT), GAP)
    items: list[Drawable] = [
        canvas.text("queries name", "Q", Box(box.x, keys[0].y, STRIP, STRIP), BOLD),
        canvas.text("keys name", "K and V", Box(grid.x, box.y, grid.w, HEAD), BOLD),
    ]
    style = canvas.largest(BOLD, (16, LABEL), KEPT, heads[0].w)
    items += [canvas.text(f"{name} name", name, head, style) for name, head in zip(KEPT, heads, strict=True)]
    items += [cell(canvas, f"keys {i + 1}", key, "new" if i + 1 == now[1] else "known") for i, key in enumerate(keys)]
    told = []
    for number, line in enumerate(lines, start=1):
        strip = Box(box.x, line.y, STRIP, line.h)
        items.append(cell(canvas, f"queries {number}", strip, "new" if number == now[0] else "known"))
        for i, place in enumerate(in_columns(line, tiles, GAP), start=1):
            if (number, i) < now:  # dashed: it is not stored
                seen = canvas.shape(f"tile {number}.{i}", place, "navy100", Line("navy300", dash="dash"), radius=TILE)
            else:
                seen = cell(canvas, f"tile {number}.{i}", place, "new" if (number, i) == now else "later", radius=TILE)
            items.append(seen)
        behind = tiles if number < now[0] else now[1] if number == now[0] else 0
        words = [_written(walk, number, name, behind) for name in KEPT[:2]] if behind else ["", ""]
        state: State = "stored" if number < now[0] else "new" if behind else "later"
        places = in_columns(Box(kept.x, line.y, kept.w, line.h), len(KEPT), GAP)
        items += [
            cell(canvas, f"{name} {number}", place, state, text, size=16, radius=TILE)
            for name, place, text in zip(KEPT, places, words, strict=False)
        ]
        items += _output(canvas, number, places[-1], behind / tiles)
        if behind:
            where = f"row {number}" if number < now[0] else f"tile {now[1]} of row {number} is on the chip"
            told.append(f"{where}: max {words[0]}, sum {words[1]}")
    return Drawing(tuple(items), f"Scores of {rows} strips of queries in {tiles} tiles each. {'. '.join(told)}")


def _output(canvas: Canvas, number: int, box: Box, part: float) -> list[Drawable]:
    """The output of a row, as far as it is made."""
    items: list[Drawable] = [cell(canvas, f"output {number} place", box, "later", radius=TILE)]
    if part:
        fill, edge = ("navy", "navy") if part == 1 else ("gold", "goldd")
        made = Box(box.x, box.y, box.w * part, box.h)
        items.append(canvas.shape(f"output {number}", made, fill, Line(edge, 1), radius=TILE))
    return items


def _rows(walk: Fact[Series]) -> int:
    """How many rows have both lines, from the first."""
    number = 0
    while all(f"row {number + 1}: {name}" in walk.value.lines for name in KEPT[:2]):
        number += 1
    return number


def _written(walk: Fact[Series], row: int, name: str, tile: int) -> str:
    value = walk.value.lines[f"row {row}: {name}"][tile - 1]
    return format(Number(value, digits=SIGNIFICANT_DIGITS), "of_one.1")


def _place(name: str, words: str, most: int, middle: int) -> int:
    """A place from 1, as a spec says it. Raises MismatchError for one that is not there."""
    if not words:
        return middle
    if not re.fullmatch(r"\d{1,3}", words) or not 1 <= int(words) <= most:
        raise MismatchError(f"{name}={words} is not from 1 to {most}")
    return int(words)
