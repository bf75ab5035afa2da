"""The causal mask as a triangle: each word looks at itself and at what came before, never ahead."""

from __future__ import annotations

from build.drawing.page import Box, Drawable
from build.figures.canvas import Canvas, Drawing
from build.figures.figure_fact import Fact, MismatchError
from build.figures.grid import (
    MOST,
    cells,
    chosen,
    focus,
    most_read,
    must_be_causal,
    must_be_small,
    must_be_weights,
    number,
    place_of,
    shades,
)
from build.figures.heat_map import named_grid
from build.figures.marks import State, cell, legend
from engine.quoted import quoted
from engine.units import Matrix

SENTENCE = "The cat sat on the mat"
LEAST = 3
FOOT = 0.3  # inches of the legend with its air


def triangle(canvas: Canvas, weights: Fact[Matrix] | None = None, *, tokens: str = "", highlight: str = "") -> Drawing:
    """Rows look at columns; what comes later is dashed. The row picked out is the last but one unless another is named.

    With a Matrix the cells are its weights, in shades and in percent where they have room; else only the mask.
    """
    if weights is not None and tokens:
        raise MismatchError(f"{weights.reference} has its own words, so tokens={quoted(tokens)} is one too many")
    box = canvas.box
    above, foot = Box(box.x, box.y, box.w, box.h - FOOT), Box(box.x, box.bottom - 0.22, box.w, 0.22)
    if weights is None:
        return _mask(canvas.at(above), (tokens or SENTENCE).split(), highlight, foot)
    for check in (must_be_small, must_be_causal, must_be_weights):
        check(weights)
    matrix = weights.value
    now = chosen(weights, highlight) if highlight else len(matrix.rows) - 2
    grid, items = named_grid(canvas.at(above), matrix, "", "", now)
    colors = shades(canvas.theme, matrix, from_zero=True)
    items += cells(canvas, "weight", grid, matrix, colors, lambda weight: number(weight, "percent.0"), causal=True)
    items.append(focus(canvas, "focus", grid.around(now, len(matrix.columns))))
    items += legend(canvas, foot, (("later", "comes later: weight 0"),))
    told = ", ".join(most_read(matrix, row) for row in range(1, len(matrix.rows)))
    return Drawing(tuple(items), f"Causal attention weights: {told}; words that come later get 0")


def _mask(canvas: Canvas, names: list[str], highlight: str, foot: Box) -> Drawing:
    """Only who may look at whom."""
    n = len(names)
    if not LEAST <= n <= MOST:
        raise MismatchError(f"tokens={quoted(' '.join(names))} has {n} words; {LEAST} to {MOST} are drawn")
    now = place_of(highlight, names) if highlight else n - 2
    every = Matrix(tuple(names), tuple(names), tuple(tuple(float(j <= i) for j in range(n)) for i in range(n)))
    grid, items = named_grid(canvas, every, "", "", now)
    drawn: list[Drawable] = [
        cell(canvas, f"mask {i + 1}.{j + 1}", grid.cell(i, j), _state(i, j, now)) for i in range(n) for j in range(n)
    ]
    swatches: tuple[tuple[State, str], ...] = (("known", "may look"), ("new", "itself"), ("later", "comes later"))
    seen = ", ".join(names[:now])
    alt = (
        f"The causal mask over {', '.join(names)}: a word looks at itself and at those before it. “{names[now]}” "
        f"looks at {f'{seen} and ' if seen else ''}itself; later words are hidden"
    )
    drawn.append(focus(canvas, "focus", grid.around(now, n)))
    return Drawing((*items, *drawn, *legend(canvas, foot, swatches)), alt)


def _state(row: int, column: int, now: int) -> State:
    if column > row:
        return "later"
    if row != now:
        return "stored"
    return "new" if column == row else "known"
