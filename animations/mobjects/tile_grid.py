"""Strips of queries, keys and values about a dashed score matrix, and the one tile of it that is on the chip."""

from __future__ import annotations

import numpy as np
from manim import Animation, FadeIn, FadeOut, RoundedRectangle, VGroup
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

LEFT, TOP, SIDE, GAP = 1.62, 2.6, 2.86, 0.07
QUERIES, QUERIES_WIDE = 0.78, 0.6
KEYS, VALUES, STRIP_HIGH = 1.93, 5.6, 0.52
LIFT = 0.07  # inches that the tile on the chip is larger on each side
RADIUS = 0.08


class TileGrid(VGroup):  # type: ignore[misc]
    """Strips that lie together at first; `cut` parts them. `meet` has a tile on the chip, `drop` leaves it pale."""

    def __init__(self, theme: Theme, rows: int, columns: int) -> None:
        super().__init__()
        self.theme, self.rows, self.columns = theme, rows, columns
        self.slots = VGroup(
            *(slot(theme, self.box(row, column), radius=RADIUS) for row in range(rows) for column in range(columns))
        )
        self.queries = [self._strip(QUERIES, self._y(row), QUERIES_WIDE, self.high) for row in range(rows)]
        self.keys, self.values = (
            [self._strip(self._x(column), y, self.wide, STRIP_HIGH) for column in range(columns)]
            for y in (KEYS, VALUES)
        )
        self.tile: RoundedRectangle | None = None
        right = LEFT + SIDE + 0.16
        names = (
            ("Q", QUERIES + QUERIES_WIDE / 2, KEYS, "center"),
            ("K", right, KEYS, "left"),
            ("V", right, VALUES, "left"),
        )
        self.add(self.slots, *self.queries, *self.keys, *self.values)
        for name, x, y, align in names:
            line = FrameText(theme, name, size=28, color="navy", bold=True)
            self.add(line.put(x, y + STRIP_HIGH / 2, "center" if align == "center" else "left"))
        for strips, way in ((self.queries, "y"), (self.keys, "x"), (self.values, "x")):
            for number, strip in enumerate(strips):
                strip.shift(-self._apart(number, len(strips), way))

    @property
    def wide(self) -> float:
        return (SIDE + GAP) / self.columns - GAP

    @property
    def high(self) -> float:
        return (SIDE + GAP) / self.rows - GAP

    def box(self, row: int, column: int) -> FrameBox:
        """A tile's place."""
        return FrameBox(self._x(column), self._y(row), self.wide, self.high)

    def cut(self) -> list[list[Animation]]:
        """Queries come apart, then keys, then values."""
        return [
            [
                strip.animate(rate_func=ease_in_out_cubic).shift(self._apart(number, len(strips), way))
                for number, strip in enumerate(strips)
            ]
            for strips, way in ((self.queries, "y"), (self.keys, "x"), (self.values, "x"))
        ]

    def light(self, row: int, column: int) -> list[Animation]:
        """The strips of a tile are gold, all others navy."""
        moves = []
        for strips, lit in ((self.queries, row), (self.keys, column), (self.values, column)):
            for number, strip in enumerate(strips):
                fill, edge = ("gold", "goldd") if number == lit else ("navy", "navy")
                moves.append(strip.animate.set_fill(self.theme.color(fill)).set_stroke(self.theme.color(edge)))
        return moves

    def unlight(self) -> list[Animation]:
        """All strips are navy."""
        return self.light(-1, -1)

    def meet(self, row: int, column: int) -> Animation:
        """A tile is on the chip: the one before moves there."""
        x, y, w, h = self.box(row, column)
        lifted = FrameBox(x - LIFT, y - LIFT, w + 2 * LIFT, h + 2 * LIFT)
        if self.tile is None:
            self.tile = tile(self.theme, lifted, fill="gold", edge="goldd", points=2.5, radius=0.12)
            self.add(self.tile)
            return FadeIn(self.tile)
        moved: Animation = self.tile.animate(rate_func=ease_in_out_cubic).move_to(at(x + w / 2, y + h / 2))
        return moved

    def leave(self) -> Animation:
        """The tile on the chip goes."""
        gone, self.tile = self.tile, None
        return FadeOut(gone, run_time=0.3)

    def drop(self, row: int, column: int) -> None:
        """A tile that was seen stays pale and dashed: it is not stored."""
        self.slots[row * self.columns + column][0].set_fill(self.theme.color("navy100"), opacity=0.85)

    def right_of(self, row: int, column: int) -> tuple[float, float]:
        """Where an arrow from a tile begins."""
        x, y, w, h = self.box(row, column)
        return x + w + LIFT + 0.06, y + h / 2

    def _x(self, column: int) -> float:
        return LEFT + column * (self.wide + GAP)

    def _y(self, row: int) -> float:
        return TOP + row * (self.high + GAP)

    def _strip(self, x: float, y: float, w: float, h: float) -> RoundedRectangle:
        strip = tile(self.theme, FrameBox(x, y, w, h), fill="navy", edge="navy", radius=RADIUS)
        return strip.set_stroke(width=stroke(1.5))

    def _apart(self, number: int, count: int, way: str) -> np.ndarray:
        """How far a strip comes from where it lay."""
        move = (number - (count - 1) / 2) * GAP
        there = at(move, 0) if way == "x" else at(0, move)
        far: np.ndarray = there - at(0, 0)
        return far
