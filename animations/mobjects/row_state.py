"""What a row of tiles keeps: its largest score, its sum, and an output that grows as tiles pass."""

from __future__ import annotations

from manim import Animation, FadeIn, RoundedRectangle, UpdateFromAlphaFunc, VGroup

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme

LEFT, PITCH, WIDE = 5.14, 1.05, 0.88
RADIUS = 0.08
INSET = 0.04
PALE = 0.35  # of an output that is rescaled
NAMES = ("max", "sum", "output")


class RowState(VGroup):  # type: ignore[misc]
    """Dashed cells at first. `write` has the numbers, `pale` and `grow` the output; `settle` has it known."""

    def __init__(self, theme: Theme, y: float, high: float) -> None:
        super().__init__()
        self.theme = theme
        self.boxes = [FrameBox(LEFT + number * PITCH, y, WIDE, high) for number in range(len(NAMES))]
        self.slots = VGroup(*(slot(theme, box, radius=RADIUS) for box in self.boxes))
        self.cells: list[RoundedRectangle] = []
        self.numbers: list[FrameText] = []
        self.output: RoundedRectangle | None = None
        self.part = 0.0
        self.add(self.slots)

    def write(self, *words: str) -> list[Animation]:
        """Max and sum, gold: they have changed."""
        if self.cells:
            for cell, line, new in zip(self.cells, self.numbers, words, strict=True):
                line.turn(self._number(new, bold=True).within(cell))
            return []
        for box, new in zip(self.boxes, words, strict=False):
            cell = tile(self.theme, box, fill="gold", edge="goldd", radius=RADIUS)
            line = self._number(new, bold=True).within(cell)
            self.cells.append(cell)
            self.numbers.append(line)
            self.add(cell, line)
        return [FadeIn(part) for part in (*self.cells, *self.numbers)]

    def pale(self) -> Animation | None:
        """What the row has so far counts for less."""
        return None if self.output is None else self.output.animate.set_opacity(PALE)

    def grow(self, part: float) -> Animation:
        """The output has seen a part of all tiles."""
        start, self.part = self.part, part
        if self.output is None:
            self.output = self._filled(0.01)
            self.add(self.output)
        output = self.output

        def draw(_: RoundedRectangle, alpha: float) -> None:
            output.become(self._filled(start + (part - start) * alpha))

        return UpdateFromAlphaFunc(output, draw)

    def settle(self) -> list[Animation]:
        """The row is done: its output is stored."""
        fill, edge = self.theme.color("navy100"), self.theme.color("navy300")
        moves = [cell.animate.set_fill(fill).set_stroke(edge) for cell in self.cells]
        for cell, line in zip(self.cells, self.numbers, strict=True):
            line.turn(self._number(line.string).within(cell))
        if self.output is not None:
            moves.append(
                self.output.animate.become(tile(self.theme, self.boxes[-1], fill="navy", edge="navy", radius=RADIUS))
            )
        return moves

    def _number(self, words: str, *, bold: bool = False) -> FrameText:
        return FrameText(self.theme, words, color="navy", bold=bold)

    def _filled(self, part: float) -> RoundedRectangle:
        x, y, w, h = self.boxes[-1]
        box = FrameBox(x + INSET, y + INSET, max((w - 2 * INSET) * part, 0.02), h - 2 * INSET)
        return tile(self.theme, box, fill="gold", edge="goldd", radius=RADIUS - 0.02)
