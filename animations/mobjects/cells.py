"""A grid whose cells are dashed until they are filled."""

from __future__ import annotations

from collections.abc import Sequence

from manim import RoundedRectangle, VGroup

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, at, stroke
from build.theme.tokens import Theme

GAP = 0.04
RADIUS = 0.05
EDGE = 1.25  # points: it covers the dashes


class Cells(VGroup):  # type: ignore[misc]
    """Dashed slots that fill a box. `fill` puts a coloured cell into one; `cells` are those that are there."""

    def __init__(self, theme: Theme, box: FrameBox, rows: int, columns: int) -> None:
        super().__init__()
        self.theme, self.grid = theme, box
        self.rows, self.columns = rows, columns
        self.cells: dict[tuple[int, int], RoundedRectangle] = {}
        first = slot(theme, self.box(0, 0), radius=RADIUS)[1]  # without the white of it: many lie on one card
        self.slots = first.copy().clear_points()
        corner = at(*self.box(0, 0)[:2])
        for row in range(rows):
            for column in range(columns):
                self.slots.append_points(first.points + (at(*self.box(row, column)[:2]) - corner))
        self.add(self.slots)

    def box(self, row: int, column: int) -> FrameBox:
        """A cell's place."""
        wide, high = self.grid.w / self.columns, self.grid.h / self.rows
        left, top = self.grid.x + column * wide, self.grid.y + row * high
        return FrameBox(left + GAP / 2, top + GAP / 2, wide - GAP, high - GAP)

    def row(self, row: int, air: float = 0.03) -> FrameBox:
        """The place of a whole row, and some air about it."""
        high = self.grid.h / self.rows
        return FrameBox(self.grid.x - air, self.grid.y + row * high - air, self.grid.w + 2 * air, high + 2 * air)

    def fill(self, row: int, column: int, color: str) -> RoundedRectangle:
        """A cell of a colour such as `#F0F4F8`, there from now on."""
        cell = tile(self.theme, self.box(row, column), radius=RADIUS).set_fill(color)
        cell.set_stroke(color, width=stroke(EDGE))
        self.cells[row, column] = cell
        self.add(cell)
        return cell

    def fill_row(self, row: int, colors: Sequence[str]) -> list[RoundedRectangle]:
        """The first cells of a row, one for each colour; those behind them stay dashed."""
        return [self.fill(row, column, color) for column, color in enumerate(colors)]
