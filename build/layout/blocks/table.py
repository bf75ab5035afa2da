"""A table among other blocks: on a card of its own, larger than beside a chart, its rows as high as there is room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from build.drawing.page import Box
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.card import card
from build.layout.draft import Draft
from build.layout.grid import Measured, draw_grid, measure_grid
from build.layout.grid_look import GridLook
from build.layout.ladder import Rung
from build.spec.deck import Grid

LARGEST, SMALLEST, FLOOR = 22.0, 16.0, 14.0  # points of its cells beside text of any size; the last for wide ones
SMALLER = 4.0  # points than the text beside it
HEADER = 18.0
SPACING = 1.08
MOST_ROW = 0.92  # inches, of a row and of the header
MOST_HEAD = 0.62


def look_of(size: float) -> GridLook:
    """How a table looks beside text of that size."""
    first = int(min(LARGEST, max(SMALLEST, size - SMALLER)))
    rungs = tuple(Rung(float(points), SPACING) for points in range(first, int(FLOOR) - 1, -1))
    roomy = first >= 20
    return GridLook(
        ladder=rungs, row=MOST_ROW, head_row=MOST_HEAD, padding=0.30 if roomy else 0.18,
        air=0.22 if roomy else 0.14, head=HEADER, striped=False, chips=False,
    )  # fmt: skip


def piece(draft: Draft, block: Grid, setting: Setting, nest: Callable[..., object]) -> Piece:
    look = look_of(setting.size)
    measured = measure_grid(block, setting.wide, 99.0, draft.measure, look)
    return Piece(
        high=sum(measured.natural),
        draw=partial(_draw, block, _only(look, measured)),
        most=sum(max(tall, MOST_ROW if number else MOST_HEAD) for number, tall in enumerate(measured.natural)),
        too_wide=measured.too_wide,
        span=block.span,
    )


def _only(look: GridLook, measured: Measured) -> GridLook:
    """The look at the size that was measured, which is the largest whose words fit their columns."""
    return replace(look, ladder=(measured.rung,))


def _draw(grid: Grid, look: GridLook, draft: Draft, role: str, box: Box) -> None:
    names = ", ".join(text.plain for text in grid.header if text)
    alt = draft.said.table_of.format(names, len(grid.rows))
    draft.add(card(draft, f"{role} card", box))
    draw_grid(draft, f"{role} table", grid, box, alt=alt, look=look)
