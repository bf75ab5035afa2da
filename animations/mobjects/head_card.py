"""One head as a card: its slices of query, key and value, then where it looks, and what that is called."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, FadeIn, RoundedRectangle, VGroup

from animations.mobjects.cells import Cells
from animations.mobjects.panels import tile
from animations.shades import shade
from animations.style import FrameBox, FrameText
from build.theme.heads import HeadLook
from build.theme.tokens import Theme

TOP, WIDE, HIGH = 1.98, 2.31, 2.72
SIDE = 1.62  # of the grid
PAD = 0.14
NAME, WHERE = TOP + 2.03, TOP + 2.43
SLICES, SLICE_HIGH, SLICE_PITCH = TOP + 0.18, 0.54, 0.66


class HeadCard(VGroup):  # type: ignore[misc]
    """A card in a head's colour. `open` has the grid in place of the slices; `attend` fills a word's row."""

    def __init__(self, theme: Theme, left: float, look: HeadLook, words: int) -> None:
        super().__init__()
        self.theme, self.look, self.left = theme, look, left
        self.body = tile(theme, FrameBox(left, TOP, WIDE, HIGH), edge=look.fill, points=2.25, radius=0.12)
        box = FrameBox(left + (WIDE - SIDE) / 2, TOP + PAD, SIDE, SIDE)
        self.cells = Cells(theme, box, words, words)
        self.add(self.body)

    @property
    def middle(self) -> float:
        return self.left + WIDE / 2

    def slice_box(self, number: int) -> FrameBox:
        """The place of the slice of queries, keys or values."""
        return FrameBox(self.left + PAD, SLICES + SLICE_PITCH * number, WIDE - 2 * PAD, SLICE_HIGH)

    def slice(self, number: int, words: str) -> VGroup:
        """The slice with its name; that of the queries is the head's own colour."""
        fill, ink = (self.look.fill, self.look.label) if number == 0 else (self.look.tint, self.look.ink)
        body = tile(self.theme, self.slice_box(number), fill=fill, edge=self.look.fill, points=1, radius=0.05)
        return VGroup(body, FrameText(self.theme, words, color=ink, bold=True).within(body))

    def note(self, words: str) -> FrameText:
        """A line at the card's foot."""
        return FrameText(self.theme, words, size="frame_floor", color="slate").put(self.middle, WHERE, "center")

    def title(self, words: str) -> FrameText:
        """What the head does, above the foot."""
        line = FrameText(self.theme, words, size="frame_floor", color=self.look.ink, bold=True)
        return line.put(self.middle, NAME, "center")

    def open(self) -> Animation:
        """The grid, all dashed."""
        self.add(self.cells)
        return FadeIn(self.cells)

    def attend(self, row: int, weights: Sequence[float]) -> list[RoundedRectangle]:
        """The row's cells for the words so far; full colour is a weight of one."""
        stops = tuple(map(self.theme.color, (self.look.tint, self.look.fill)))
        return self.cells.fill_row(row, [shade(stops, weight) for weight in weights[: row + 1]])
