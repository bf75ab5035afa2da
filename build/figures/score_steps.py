"""From scores to weights: matched, scaled and masked, made shares; and one row of it in numbers."""

from __future__ import annotations

import math

from build.drawing.page import Align, Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, PLAIN, QUIET, Canvas, Drawing, UnfitError, in_columns, in_rows, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.grid import (
    LEAST_TEXT,
    Grid,
    cells,
    decimals,
    focus,
    is_causal,
    must_be_alike,
    must_be_small,
    must_be_weights,
    number,
    place_of,
    shades,
    untold,
)
from engine.units import Matrix

STEPS = (("Match", "Q × Kᵀ"), ("Scale", "÷ √d"), ("Share", "softmax"))
MASKED = ("Scale, mask", "÷ √d")
LOW = 0.87  # of the height it would like: below this it leaves out the panel of numbers
MOST_ROOM = 1.25  # of that height
HEAD = 0.52  # inches of what is done, over a matrix
CELL = 0.2
LINE = 0.24
LEAST_CELL = 0.1
WIDER = 1.8  # a cell than it is high, at most
GAP = 0.3  # inches between matrices, for an arrow
NEAR = 0.02  # how far softmax of rounded scores may lie from rounded weights
LINK = Line("navy300", 2, head=True)
PADDING = 0.1
HIDDEN = "hidden"


def score_steps(
    canvas: Canvas, scores: Fact[Matrix], scaled: Fact[Matrix], weights: Fact[Matrix], *, highlight: str
) -> Drawing:
    """Three matrices of one sentence over a panel with the numbers of the highlighted row, where that has room.

    Each matrix has its own shades, over what is seen in it; what the mask hides is dashed.
    """
    facts = (scores, scaled, weights)
    must_be_alike(facts)
    must_be_small(weights)
    must_be_weights(weights)
    row, ahead = place_of(highlight, weights.value.rows), is_causal(weights.value)
    _must_be_softmax(scaled, weights, ahead)
    names = weights.value.rows
    heights = (HEAD + CELL * len(names), 2 * PADDING + LINE * (len(names) + 1))
    low = canvas.box.h < LOW * sum(heights)
    more = max(1.0, min(MOST_ROOM, (canvas.box.h - 0.2) / sum(heights)))
    heights = (heights[0] * more, heights[1] * more)
    top, panel = (canvas.box,) * 2 if low else stack(canvas.box, heights, (0.14,))
    colors = (
        shades(canvas.theme, scores.value), shades(canvas.theme, _seen(scaled.value, ahead)),
        shades(canvas.theme, weights.value, from_zero=True),
    )  # fmt: skip
    heads = (STEPS[0], MASKED if ahead else STEPS[1], STEPS[2])
    items: list[Drawable] = []
    places = in_columns(top, len(facts), GAP)
    grids = [_grid(place, weights.value) for place in places]
    for i, (fact, grid, head, ramp) in enumerate(zip(facts, grids, heads, colors, strict=True)):
        role = f"step {i + 1}"
        name, how = (Box(places[i].x, top.y + y, places[i].w, 0.25) for y in (0, 0.25))
        items += [
            canvas.text(f"{role} name", head[0], name, TextStyle(15, "navy", bold=True)),
            canvas.text(f"{role} how", head[1], how, QUIET),
            *cells(canvas, f"cell {i + 1}", grid, fact.value, ramp, untold, causal=ahead and i > 0),
            focus(canvas, f"{role} focus", grid.around(row, len(names))),
        ]
        if i:
            y, before = grid.y + grid.down * len(names) / 2, grids[i - 1]
            start, end = before.x + before.across * len(names) + 0.06, grid.x - 0.06
            items.append(canvas.arrow(f"arrow {i}", start, y, end, y, LINK))
    if not low:
        items += _panel(canvas.at(panel), scores.value, scaled.value, weights.value, row)
    return Drawing(tuple(items), _alt(scores.value, scaled.value, weights.value, row))


def _seen(matrix: Matrix, ahead: bool) -> Matrix:
    """What the mask leaves: each hidden number as the row's first, which is seen."""
    if not ahead:
        return matrix
    rows = tuple((*row[: i + 1], *(row[:1] * (len(row) - i - 1))) for i, row in enumerate(matrix.values))
    return Matrix(matrix.rows, matrix.columns, rows)


def _must_be_softmax(scaled: Fact[Matrix], weights: Fact[Matrix], ahead: bool) -> None:
    """Raises MismatchError where the weights are another matrix's."""
    for i, (name, row, shares) in enumerate(
        zip(weights.value.rows, scaled.value.values, weights.value.values, strict=True)
    ):
        seen = [math.exp(score - max(row)) if not ahead or j <= i else 0.0 for j, score in enumerate(row)]
        apart = max(abs(part / sum(seen) - share) for part, share in zip(seen, shares, strict=True))
        if apart > NEAR:
            raise MismatchError(
                f"the row {name} of {weights.reference} is not the softmax of {scaled.reference}'s: they lie "
                f"{apart:.2g} apart"
            )


def _grid(place: Box, matrix: Matrix) -> Grid:
    """The cells of a matrix below the two lines that say how one gets it."""
    n = len(matrix.columns)
    down = min((place.h - HEAD) / len(matrix.rows), place.w / n)
    if down < LEAST_CELL:
        raise UnfitError(f"its cells would be {down:.2f} in high and need {LEAST_CELL} in")
    across = min(place.w / n, down * WIDER)
    return Grid(place.x + (place.w - across * n) / 2, place.y + HEAD, across, down)


def _panel(canvas: Canvas, scores: Matrix, scaled: Matrix, weights: Matrix, row: int) -> list[Drawable]:
    """A line a word that the row may look at: its score, scaled, and the share it gets as a bar."""
    frame = canvas.box
    inner = frame.inset(PADDING)
    lines = _lines(scores, scaled, weights, row)
    asks = f"“{weights.rows[row]}” reads"
    heads = (asks, "score", "÷ √d", "weight")
    wide = [canvas.widest([head, *(line[i] for line in lines)], BOLD) + 0.02 for i, head in enumerate(heads)]
    link, air = 0.24, 0.08
    bar_x = inner.x + sum(wide[:3]) + 2 * link + 2 * air
    longest = inner.right - wide[3] - air - bar_x
    if longest < 0.3:
        raise UnfitError(f"its bars have {longest:.2f} in and need 0.3 in")
    spots = (inner.x, inner.x + wide[0] + air, inner.x + wide[0] + wide[1] + air + link, inner.right - wide[3])
    head, *rows = in_rows(inner, len(lines) + 1, 0.0)
    if head.h < LEAST_TEXT:
        raise UnfitError(
            f"{len(lines) + 1} lines need {LEAST_TEXT * (len(lines) + 1):.2f} in and have {inner.h:.2f} in"
        )
    items: list[Drawable] = [canvas.shape("panel", frame, "white", Line("gold", 1.75), radius=0.1)]
    for i, (words, x) in enumerate(zip(heads, spots, strict=True)):
        style = TextStyle(LABEL, "goldink", bold=True) if i == 0 else QUIET
        align: Align = "left" if i == 0 else "right"
        items.append(canvas.text(f"head {i + 1}", words, Box(x, head.y, wide[i], head.h), style, align=align))
    most = max(weights.values[row])
    for i, (line, place) in enumerate(zip(lines, rows, strict=True)):
        hidden = line[2] == HIDDEN
        weight = weights.values[row][i]
        strong = weight == most
        ink = "mute" if hidden else "navy"
        styles = (
            TextStyle(LABEL, ink, bold=True),
            PLAIN,
            QUIET if hidden else PLAIN,
            TextStyle(LABEL, ink, bold=strong),
        )
        for j, (words, x, style) in enumerate(zip(line, spots, styles, strict=True)):
            box = Box(x, place.y, wide[j], place.h)
            items.append(canvas.text(f"line {i + 1}.{j + 1}", words, box, style, align="right"))
        y = place.y + place.h / 2
        x = spots[1] + wide[1]
        items.append(canvas.arrow(f"scales {i + 1}", x + 0.04, y, x + link - 0.04, y, LINK))
        if not hidden:
            x = spots[2] + wide[2]
            items.append(canvas.arrow(f"shares {i + 1}", x + 0.04, y, x + link - 0.04, y, LINK))
            bar = Box(bar_x, y - 0.07, max(0.02, longest * weight / most), 0.14)
            items.append(canvas.shape(f"bar {i + 1}", bar, "gold" if strong else "navy300"))
    return items


def _lines(scores: Matrix, scaled: Matrix, weights: Matrix, row: int) -> list[tuple[str, str, str, str]]:
    """Word, score, scaled score or that it is hidden, and weight, as text."""
    places, parts = decimals(scores, scaled), decimals(weights)
    ahead = is_causal(weights)
    return [
        (
            name, number(scores.values[row][j], places),
            HIDDEN if ahead and j > row else number(scaled.values[row][j], places),
            number(weights.values[row][j], parts),
        )
        for j, name in enumerate(weights.columns)
    ]  # fmt: skip


def _alt(scores: Matrix, scaled: Matrix, weights: Matrix, row: int) -> str:
    told = [
        f"“{name}”: score {score}, {'' if small == HIDDEN else 'scaled '}{small}, weight {weight}"
        for name, score, small, weight in _lines(scores, scaled, weights, row)
    ]
    return (
        f"Scores of every word with every word, scaled, and made weights. “{weights.rows[row]}” reads {'; '.join(told)}"
    )
