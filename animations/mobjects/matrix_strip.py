"""The steps of attention as a row of cards, a matrix on each; the one that is on now is gold, so is the word's row."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, AnimationGroup, FadeIn, LaggedStart, RoundedRectangle, Triangle, VGroup
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.cells import Cells
from animations.mobjects.panels import CARD_RADIUS, card, level_arrow, tile
from animations.mobjects.stage_bar import GAP as STAGE_GAP
from animations.quality import WIDTH
from animations.style import MARGIN, FrameBox, at, stroke
from build.theme.tokens import Theme

TOP, BOTTOM, WIDE = 1.86, 3.66, 1.98
SIDE = 0.31  # of a cell and its gap
POINTER = 3.77  # the middle of the mark that ties a card to what is told below
NOW = 2.25  # points


class MatrixStrip(VGroup):  # type: ignore[misc]
    """A card below each stage, all cells dashed. `go` makes a card the current one; `show` fills cells of it."""

    def __init__(self, theme: Theme, rows: int, columns: Sequence[int], word: int) -> None:
        """`columns` of each matrix; `word` is the row that is followed."""
        super().__init__()
        self.theme, self.word = theme, word
        pitch = (WIDTH - 2 * MARGIN + STAGE_GAP) / len(columns)
        boxes = [FrameBox(MARGIN + number * pitch, TOP, WIDE, BOTTOM - TOP) for number in range(len(columns))]
        self.cards = [card(theme, box) for box in boxes]
        self.edges = [self._outline(box, CARD_RADIUS, "line", 1) for box in boxes]
        self.matrices = [self._matrix(box, rows, count) for box, count in zip(boxes, columns, strict=True)]
        middle = (TOP + BOTTOM) / 2
        self.arrows = [
            level_arrow(theme, middle, box.x + WIDE + 0.04, box.x + pitch - 0.04, ink="navy300") for box in boxes[:-1]
        ]
        self.frame = self._frame(0)
        self.pointer = Triangle(stroke_width=0, fill_opacity=1).set_fill(theme.color("gold"))
        self.pointer.stretch_to_fit_width(0.8).stretch_to_fit_height(0.2).move_to(at(boxes[0].x + WIDE / 2, POINTER))
        self._pitch = pitch
        self.edges[0] = self._outline(boxes[0], CARD_RADIUS, "gold", NOW)
        self.add(*self.cards, *self.matrices, *self.edges, *self.arrows, self.pointer)

    def go(self, number: int) -> Animation:
        """The next card is on now: edge, arrow and mark are gold, and the frame is about its row."""
        before, after = self.edges[number - 1], self.edges[number]
        moves = [
            before.animate.set_stroke(self.theme.color("line"), width=stroke(1)),
            after.animate.set_stroke(self.theme.color("gold"), width=stroke(NOW)),
            self._ink(number - 1, "goldd"),
            self.pointer.animate(rate_func=ease_in_out_cubic).shift(at(self._pitch, 0) - at(0, 0)),
            self.frame.animate(rate_func=ease_in_out_cubic).become(self._frame(number)),
        ]
        if number > 1:
            moves.append(self._ink(number - 2, "navy300"))
        return AnimationGroup(*moves, run_time=0.5)

    def follow(self) -> Animation:
        """The frame appears about the word's row of the first card."""
        return FadeIn(self.frame, run_time=0.3)

    def show(self, number: int, colors: Sequence[Sequence[str]], *, run_time: float) -> Animation:
        """Cells of a card that are not there yet appear row by row; a row may have fewer colours than cells."""
        matrix = self.matrices[number]
        new = [
            FadeIn(matrix.fill(row, column, color))
            for row, line in enumerate(colors)
            for column, color in enumerate(line)
            if (row, column) not in matrix.cells
        ]
        return LaggedStart(*new, lag_ratio=0.15, run_time=run_time)

    # ---- parts --------------------------------------------------------------------------------------
    def _matrix(self, box: FrameBox, rows: int, columns: int) -> Cells:
        side = min(SIDE, (box.h - 0.2) / rows, (box.w - 0.2) / columns)
        wide, high = side * columns, side * rows
        return Cells(
            self.theme, FrameBox(box.x + (box.w - wide) / 2, box.y + (box.h - high) / 2, wide, high), rows, columns
        )

    def _frame(self, number: int) -> RoundedRectangle:
        return self._outline(self.matrices[number].row(self.word), 0.07, "goldd", NOW)

    def _outline(self, box: FrameBox, radius: float, ink: str, points: float) -> RoundedRectangle:
        """An edge on its own: what is moved comes to lie over all else, and must hide nothing."""
        return tile(self.theme, box, edge=ink, points=points, radius=radius).set_fill(opacity=0)

    def _ink(self, number: int, ink: str) -> Animation:
        """An arrow in another colour."""
        shaft, tip = self.arrows[number]
        color = self.theme.color(ink)
        return AnimationGroup(shaft.animate.set_stroke(color), tip.animate.set_fill(color))
