"""A Matrix as shades: attention weights, or with another unit scores or numbers of any kind."""

from __future__ import annotations

import math
from dataclasses import replace

from build.drawing.page import Box, Drawable, TextStyle
from build.figures.canvas import BOLD, LABEL, PLAIN, QUIET, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError
from build.figures.grid import (
    LEAST_TEXT,
    Grid,
    cells,
    chosen,
    focus,
    is_causal,
    most_read,
    must_be_small,
    number,
    shades,
)
from build.spec.said import Said
from engine.units import Matrix

WIDER = 1.6  # a cell than it is high, where there is room: its weight is written in it
TOLD = 0.3  # of the largest weight: a smaller one is not written where some are near to nothing
NOTHING = 0.05
SHARES = "percent"


def heat_map(
    canvas: Canvas, weights: Fact[Matrix], *, rows: str = "", columns: str = "", unit: str = "percent.0",
    highlight: str = "",
) -> Drawing:  # fmt: skip
    """Rows read columns; the darker, the more. The future is dashed where no row looks at it.

    Every number is written that has room in its cell; of weights that are next to nothing in places, the strong ones.
    """
    must_be_small(weights)
    matrix = weights.value
    now = chosen(weights, highlight)
    grid, items = named_grid(canvas, matrix, rows, columns, now)
    in_shares = unit.startswith(SHARES)
    if in_shares and not all(0 <= value <= 1 for row in matrix.values for value in row):
        raise MismatchError(f"{weights.reference} holds other numbers than shares; say unit=of_one")
    colors, ahead = shades(canvas.theme, matrix, from_zero=in_shares), is_causal(matrix)
    seen = (value for i, row in enumerate(matrix.values) for value in (row[: i + 1] if ahead else row))
    least = TOLD * colors.most if in_shares and min(seen) < NOTHING else -math.inf

    def told(value: float) -> str:
        return number(value, unit) if value >= least else ""

    items += cells(canvas, "weight", grid, matrix, colors, told, causal=ahead)
    if now >= 0:
        items.append(focus(canvas, "focus", grid.around(now, len(matrix.columns))))
    return Drawing(tuple(items), _shares(matrix) if in_shares else _numbers(matrix, unit, canvas.said))


def named_grid(canvas: Canvas, matrix: Matrix, rows: str, columns: str, now: int) -> tuple[Grid, list[Drawable]]:
    """Where a matrix' cells stand with its names around them; that of the row `now` is gold."""
    box, names = canvas.box, matrix.columns
    left = canvas.widest(matrix.rows, BOLD) + 0.1
    names_wide = canvas.widest(names)
    upright = names_wide > (box.w - left) / len(names) + 0.04
    head = names_wide + 0.02 if upright else 0.24
    above = head + 0.04 + (0.24 if columns else 0)
    down = min((box.w - left) / len(names), (box.h - above - (0.26 if rows else 0)) / len(matrix.rows))
    across = min((box.w - left) / len(names), max(down * WIDER, 0 if upright else names_wide))
    if down < LEAST_TEXT:
        raise UnfitError(f"{len(matrix.rows)} rows leave {down:.2f} in for each, and a name needs {LEAST_TEXT} in")
    grid = Grid(box.x + left + (box.w - left - across * len(names)) / 2, box.y + above, across, down)
    items: list[Drawable] = []
    if columns:
        items.append(canvas.text("columns", columns, Box(grid.x, box.y, across * len(names), 0.24), QUIET))
    for j, name in enumerate(names):
        middle = grid.x + (j + 0.5) * across
        wide, tall = (head, 0.24) if upright else (across + 0.04, head)
        place = Box(middle - wide / 2, grid.y - 0.02 - head / 2 - tall / 2, wide, tall)
        heading = canvas.text(f"column {j + 1}", name, place, align="left" if upright else "center")
        items.append(replace(heading, rotation=-90 * upright))
    for i, name in enumerate(matrix.rows):
        style = TextStyle(LABEL, "goldink", bold=True) if i == now else PLAIN
        place = Box(grid.x - left, grid.y + i * down, left - 0.08, down)
        items.append(canvas.text(f"row {i + 1}", name, place, style, align="right"))
    if rows:
        items.append(canvas.text("rows", rows, Box(box.x, box.bottom - 0.24, box.w, 0.24), QUIET))
    return grid, items


def _shares(matrix: Matrix) -> str:
    return f"Attention weights: {', '.join(most_read(matrix, row) for row in range(len(matrix.rows)))}"


def _numbers(matrix: Matrix, unit: str, said: Said) -> str:
    rows = (
        said.comma.join(
            f"{name} {said.number(number(value, unit))}" for name, value in zip(matrix.columns, row, strict=True)
        )
        for row in matrix.values
    )
    return "; ".join(f"{name}: {told}" for name, told in zip(matrix.rows, rows, strict=True))
