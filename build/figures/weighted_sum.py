"""What attention gives one word: its weights, times the values that they stand for, added up."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError
from build.figures.grid import (
    LEAST_TEXT,
    Grid,
    cells,
    decimals,
    is_causal,
    must_be_small,
    must_be_weights,
    number,
    place_of,
    shades,
)
from engine.units import Matrix

NEAR = 0.03  # how far the sum of rounded numbers may lie from the rounded context, as a share of the largest value
HEAD = 0.26  # inches
RULE = 0.14  # the line above the sum, and its air
ROW = 0.5  # inches, where there is room for more
SIGN = 0.3
SIGNS = TextStyle(18, "navy", bold=True)
WIDEST = 0.64  # inches of a cell
LEAST_BAR = 0.6
LEAST_CELL = 0.1


def weighted_sum(
    canvas: Canvas, weights: Fact[Matrix], values: Fact[Matrix], context: Fact[Matrix], *, highlight: str
) -> Drawing:
    """A row a word: the weight that the highlighted one gives it, as a bar, times its value; at the foot their sum."""
    for fact in (weights, values):
        must_be_small(fact)
    must_be_weights(weights)
    row = place_of(highlight, weights.value.rows)
    _must_add_up(weights, values, context, row)
    words, size = values.value.rows, len(values.value.columns)
    read = row + 1 if is_causal(weights.value) else len(words)
    unit, parts = decimals(values.value, context.value), decimals(weights.value)
    shares = weights.value.values[row]
    told = [number(share, parts) for share in shares]

    box = canvas.box
    tall = min(ROW, (box.h - HEAD - RULE) / (len(words) + 1))
    if tall < LEAST_TEXT:
        raise UnfitError(f"{len(words) + 1} rows need {LEAST_TEXT * (len(words) + 1):.2f} in and have {box.h:.2f} in")
    top = box.y + (box.h - HEAD - RULE - tall * (len(words) + 1)) / 2
    result = f"“{words[row]}” gets"
    left = canvas.widest(words, BOLD) + 0.08
    numbers = canvas.widest(told, BOLD) + 0.04
    cell = min(WIDEST, (box.w - left - numbers - SIGN - LEAST_BAR) / size)
    longest = box.w - left - numbers - SIGN - cell * size
    if cell < LEAST_CELL:
        raise UnfitError(f"{size} numbers a word leave {cell:.2f} in for each")
    grid = Grid(box.right - cell * size, top + HEAD, cell, tall)
    heads = (("weight", box.x + left, longest + numbers), ("value", grid.x, cell * size))
    items: list[Drawable] = [
        canvas.text(
            f"head {name}", name, Box(x, top, wide, HEAD), QUIET, align="left" if name == "weight" else "center"
        )
        for name, x, wide in heads
    ]
    for j, (word, share, text) in enumerate(zip(words, shares, told, strict=True)):
        y = grid.y + j * tall
        ink, strong = "mute" if j >= read else "navy", share == max(shares)
        items.append(
            canvas.text(f"word {j + 1}", word, Box(box.x, y, left - 0.08, tall), TextStyle(LABEL, ink), align="right")
        )
        if j < read:
            long = max(0.02, (longest - 0.08) * share / max(shares))
            bar = Box(box.x + left, y + (tall - 0.16) / 2, long, 0.16)
            items.append(canvas.shape(f"bar {j + 1}", bar, "gold" if strong else "navy300"))
            sign = Box(grid.x - SIGN, y, SIGN, tall)
            items.append(canvas.text(f"times {j + 1}", "×", sign, SIGNS))
        place = Box(grid.x - SIGN - numbers, y, numbers, tall)
        items.append(canvas.text(f"weight {j + 1}", text, place, TextStyle(LABEL, ink, bold=strong), align="right"))
    seen = Matrix(words[:read], values.value.columns, values.value.values[:read])
    items += cells(canvas, "value", grid, seen, shades(canvas.theme, values.value), lambda value: number(value, unit))
    for j in range(read, len(words)):
        items += [
            canvas.shape(f"hidden {j + 1}.{i + 1}", grid.cell(j, i), "white", Line("line2", dash="dash"))
            for i in range(size)
        ]
    foot = Grid(grid.x, grid.y + tall * len(words) + RULE, cell, tall)
    items.append(canvas.rule("sum rule", box.x, box.right, foot.y - RULE / 2, "slate", 1.25))
    place = Box(box.x, foot.y, grid.x - SIGN - box.x, tall)
    items.append(canvas.text("result", result, place, TextStyle(LABEL, "goldink", bold=True), align="right"))
    items.append(canvas.text("equals", "=", Box(grid.x - SIGN, foot.y, SIGN, tall), SIGNS))
    sums = [number(value, unit) for value in context.value.values[place_of(words[row], context.value.rows)]]
    for i, text in enumerate(sums):
        place = foot.cell(0, i)
        fits = canvas.wide_of(text, BOLD) <= place.w - 0.04 and place.h >= LEAST_TEXT
        tile = canvas.shape(f"sum {i + 1}", place, "gold100", Line("goldd", 1.5))
        items.append(canvas.with_words(tile, text if fits else "", TextStyle(LABEL, "navy", bold=True)))
    parts_told = ", ".join(f"{text} of “{word}”" for word, text in zip(words[:read], told, strict=False))
    alt = f"What “{words[row]}” gets: {parts_told}. Each weight times its word’s value, added up: {', '.join(sums)}"
    return Drawing(tuple(items), alt)


def _must_add_up(weights: Fact[Matrix], values: Fact[Matrix], context: Fact[Matrix], row: int) -> None:
    """Raises MismatchError where the context is not the weighted sum of the values."""
    if weights.value.columns != values.value.rows:
        raise MismatchError(
            f"{weights.reference} weighs {', '.join(weights.value.columns)}, and {values.reference} has the rows "
            f"{', '.join(values.value.rows)}"
        )
    if len(values.value.columns) != len(context.value.columns):
        raise MismatchError(
            f"{values.reference} has {len(values.value.columns)} numbers a word, and {context.reference} "
            f"{len(context.value.columns)}"
        )
    largest = max(abs(value) for line in values.value.values for value in line)
    name = weights.value.rows[row]
    got = context.value.values[place_of(name, context.value.rows)]
    for i, column in enumerate(zip(*values.value.values, strict=True)):
        made = sum(share * value for share, value in zip(weights.value.values[row], column, strict=True))
        if abs(made - got[i]) > NEAR * largest:
            raise MismatchError(
                f"{context.reference} has {got[i]:.3g} for {name} in {context.value.columns[i]}, and the weighted sum "
                f"makes {made:.3g}"
            )
