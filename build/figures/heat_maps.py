"""Attention patterns side by side: what each head, or each way, looks at over the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, Canvas, Drawing, UnfitError, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError
from build.figures.grid import (
    LEAST_TEXT,
    Grid,
    all_fit,
    are_shares,
    cells,
    decimals,
    in_tints,
    is_causal,
    most_read,
    must_be_alike,
    must_be_causal,
    must_be_small,
    must_be_weights,
    number,
    shades,
    untold,
)
from build.theme.heads import HEADS
from engine.units import Matrix

LEAST, MOST = 2, 4
GAP = 0.12  # inches between cards
PADDING = 0.08
LABEL_HEIGHT = 0.27
CARD = PADDING + LABEL_HEIGHT + 0.02  # inches of a card's height beside its cells
WIDER, HIGHER = 1.6, 1.3  # a cell than it is high or wide, at most
LEAST_CELL = 0.07  # inches
UPRIGHT = 0.24  # inches of a column over which its name can stand upright


@dataclass(frozen=True)
class Arrangement:
    """How the cards lie: how many in a row and how wide, what names take beside and above them, and a cell's size."""

    in_a_row: int
    card: float
    beside: float
    above: float
    across: float
    down: float


def heat_maps(
    canvas: Canvas, *matrices: Fact[Matrix], labels: tuple[str, ...] = (), causal: Literal["", "yes"] = "",
    colors: Literal["heads", "one"] = "heads",
) -> Drawing:  # fmt: skip
    """A card a matrix, its label at the foot; rows read columns, the future is dashed.

    Shades of weights are of one scale for all; a matrix of scores has its own. `colors=heads` gives each its own
    colour, `one` the ramp, with numbers where they have room. `causal=yes` refuses what is no causal attention.
    """
    names = _names(matrices, labels, causal)
    first = matrices[0].value
    plan = _arrangement(canvas, first, names)
    if plan.down < LEAST_CELL:
        raise UnfitError(f"a cell would be {plan.down:.2f} in high, and {LEAST_CELL} in can be told apart")
    box = canvas.box
    n_rows = -(-len(matrices) // plan.in_a_row)
    tall = plan.above + n_rows * (plan.down * len(first.rows) + CARD + GAP) - GAP
    top = box.y + (box.h - tall) / 2
    area = Box(box.x + plan.beside, top + plan.above, box.w - plan.beside, tall - plan.above)
    rows = in_rows(area, n_rows, GAP)
    cards = [card for row in rows for card in in_columns(row, plan.in_a_row, GAP)]
    shares = [fact.value for fact in matrices if are_shares(fact.value)]
    style = canvas.fitting(BOLD, (16.0, 15.0, LABEL), names, cards[0].w - PADDING)
    items: list[Drawable] = []
    for i, (fact, name, card) in enumerate(zip(matrices, names, cards, strict=False)):
        fill, ink = (HEADS[i].fill, HEADS[i].ink) if colors == "heads" else ("navy300", "navy")
        grid = _grid(card, plan, first)
        weighs = are_shares(fact.value)
        ramp = shades(canvas.theme, *(shares if weighs else (fact.value,)), from_zero=weighs)
        items.append(canvas.shape(f"card {i + 1}", card, "white", Line(fill, 1.5), radius=0.08))
        ahead = is_causal(fact.value)
        if colors == "heads":
            items += cells(canvas, f"cell {i + 1}", grid, fact.value, in_tints(fill, ramp), untold, causal=ahead)
        else:
            told = partial(number, unit="percent.0" if weighs else decimals(fact.value))
            written = told if all_fit(canvas, grid, fact.value, told) else untold
            items += cells(canvas, f"cell {i + 1}", grid, fact.value, ramp, written, causal=ahead)
        foot = Box(card.x + PADDING / 2, card.bottom - LABEL_HEIGHT - 0.02, card.w - PADDING, LABEL_HEIGHT)
        items.append(canvas.text(f"label {i + 1}", name, foot, TextStyle(style.size, ink, bold=True)))
        if plan.beside and i % plan.in_a_row == 0:
            for j, word in enumerate(first.rows):
                place = Box(box.x, grid.y + j * plan.down, plan.beside - 0.06, plan.down)
                items.append(canvas.text(f"row {i + 1}.{j + 1}", word, place, align="right"))
        if plan.above and i < plan.in_a_row:
            items += _column_names(canvas, f"column {i + 1}", grid, first.columns, Box(0, top, 0, plan.above))
    looks = "; ".join(f"{name}: {_looks(fact.value)}" for name, fact in zip(names, matrices, strict=True))
    both = first.rows == first.columns
    words = f"Rows and columns: {', '.join(first.rows)}" if both else f"Rows: {', '.join(first.rows)}"
    return Drawing(tuple(items), f"{words}. {looks}")


def _names(matrices: Sequence[Fact[Matrix]], labels: tuple[str, ...], causal: str) -> tuple[str, ...]:
    """The cards' labels, once all that must hold of the facts does."""
    if not LEAST <= len(matrices) <= MOST:
        raise MismatchError(f"{len(matrices)} matrices were asked for; {LEAST} to {MOST} are drawn side by side")
    if labels and len(labels) != len(matrices):
        raise MismatchError(f"labels names {len(labels)} for {len(matrices)} matrices")
    must_be_alike(matrices)
    for fact in matrices:
        must_be_small(fact)
        if causal:
            must_be_weights(fact)
            must_be_causal(fact)
    return labels or tuple(fact.label for fact in matrices)


def _arrangement(canvas: Canvas, matrix: Matrix, labels: Sequence[str]) -> Arrangement:
    """The one with the most names, then the largest cells; of those whose cards hold their labels, if any do."""
    plans = list(_arrangements(canvas, matrix, len(labels)))
    label = canvas.widest(labels, BOLD) + PADDING
    roomy = [plan for plan in plans if plan.card >= label]
    return max(roomy or plans, key=lambda plan: (plan.beside, plan.above, plan.down))


def _arrangements(canvas: Canvas, matrix: Matrix, number: int) -> Iterator[Arrangement]:
    """Each way to lay the cards, with as many of the words' names as have room in it."""
    names, heads = canvas.widest(matrix.rows) + 0.08, canvas.widest(matrix.columns) + 0.08
    for in_a_row in {2: (1, 2), 3: (1, 3), 4: (2, 4)}[number]:
        for beside in (names, 0.0):
            for above in (heads, 0.0):
                rows = -(-number // in_a_row)
                wide = (canvas.box.w - beside - GAP * (in_a_row - 1)) / in_a_row - 2 * PADDING
                tall = (canvas.box.h - above - GAP * (rows - 1)) / rows - CARD
                down = min(wide / len(matrix.columns) * HIGHER, tall / len(matrix.rows))
                across = min(wide / len(matrix.columns), down * WIDER)
                if (not beside or down >= LEAST_TEXT) and (not above or across >= UPRIGHT):
                    yield Arrangement(in_a_row, wide + 2 * PADDING, beside, above, across, down)


def _grid(card: Box, plan: Arrangement, matrix: Matrix) -> Grid:
    """The cells in the middle of a card, above its label."""
    wide = plan.across * len(matrix.columns)
    return Grid(card.x + (card.w - wide) / 2, card.y + PADDING, plan.across, plan.down)


def _column_names(canvas: Canvas, role: str, grid: Grid, names: Sequence[str], band: Box) -> Iterator[Drawable]:
    """Upright over their columns, a little above the card."""
    long = band.h - 0.06
    for j, name in enumerate(names):
        place = Box(grid.x + (j + 0.5) * grid.across - long / 2, band.y + long / 2 - 0.12, long, 0.24)
        yield replace(canvas.text(f"{role}.{j + 1}", name, place, align="left"), rotation=-90)


def _looks(matrix: Matrix) -> str:
    """Where each row looks most; the first of a causal matrix has no choice."""
    begin, verb = (1 if is_causal(matrix) else 0), ("reads" if are_shares(matrix) else "matches")
    return ", ".join(most_read(matrix, row, verb) for row in range(begin, len(matrix.rows)))
