"""The shelf of keys and values: a pair of cells for each token, dashed until they are there."""

from __future__ import annotations

from manim import Animation, AnimationGroup, FadeOut, LaggedStart, VGroup, rate_functions

from animations.mobjects.panels import arrow, card, slot, tile
from animations.mobjects.token_row import Columns
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

TOP, BOTTOM = 4.73, 6.23
HIGH = 0.565
ROWS = {"K": (TOP + 0.14, "navy100"), "V": (BOTTOM - 0.14 - HIGH, "navy200")}
BLOCKS_END = 4.2
PAD = 0.12


class Shelf(VGroup):  # type: ignore[misc]
    """K above V, a column a token. What is new falls in gold and turns pale once it is memory."""

    def __init__(self, theme: Theme, columns: Columns) -> None:
        super().__init__()
        self.theme = theme
        self.columns = columns
        self.filled = 0
        left = columns.x(0) - PAD
        self.add(card(theme, FrameBox(left, TOP, columns.right + PAD - left, BOTTOM - TOP)))
        self.slots: list[VGroup] = []
        self.cells: list[VGroup] = []
        for name, (y, _) in ROWS.items():
            self.add(FrameText(theme, name, size=28, color="navy", bold=True).put(left - 0.2, y + HIGH / 2, "right"))
        for column in range(columns.count):
            pair = VGroup(*(slot(theme, columns.box(column, y, HIGH)) for y, _ in ROWS.values()))
            self.slots.append(pair)
            self.add(pair)

    def append(self, tokens: int = 1, *, run_time: float = 0.6) -> Animation:
        """Keys and values of the next tokens come down out of the blocks onto the shelf, still gold."""
        drops = []
        for column in range(self.filled, self.filled + tokens):
            pair = VGroup()
            for y, _ in ROWS.values():
                pair.add(tile(self.theme, self.columns.box(column, y, HIGH), fill="gold", edge="goldd"))
            self.cells.append(pair)
            goal = pair.get_center().copy()
            pair.move_to(at(self.columns.middle(column), BLOCKS_END - pair.height / 2))
            drops.append(
                AnimationGroup(
                    pair.animate(rate_func=rate_functions.ease_in_out_cubic).move_to(goal),
                    FadeOut(self.slots[column]),
                )
            )
        self.filled += tokens
        return LaggedStart(*drops, lag_ratio=0.08, run_time=run_time)

    def settle(self, *, run_time: float = 0.3) -> Animation:
        """What is on the shelf turns pale: it is memory now."""
        edge = self.theme.color("navy300")
        return AnimationGroup(
            *(
                cell.animate(run_time=run_time).set_fill(self.theme.color(pale)).set_stroke(edge, width=stroke(1.5))
                for pair in self.cells
                for cell, (_, pale) in zip(pair, ROWS.values(), strict=True)
            )
        )

    def reads(self) -> VGroup:
        """Arrows from each stored column up to the blocks."""
        ends = (TOP - 0.03, BLOCKS_END + 0.05)
        middles = [self.columns.middle(column) for column in range(self.filled)]
        return VGroup(*(arrow(self.theme, x, *ends, ink="navy500", points=2) for x in middles))
