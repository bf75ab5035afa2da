"""What a word's vector is projected to: a small grid of shades with its name below."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, FadeIn, LaggedStart, RoundedRectangle, VGroup

from animations.mobjects.cells import Cells
from animations.mobjects.panels import tile
from animations.shades import blues, shade, spread
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme


class Projected(VGroup):  # type: ignore[misc]
    """A row a word, a cell a number, dashed until `appear`: the darker, the larger."""

    def __init__(self, theme: Theme, name: str, box: FrameBox, values: Sequence[Sequence[float]], foot: float) -> None:
        """The grid fills the box; the name stands at the height `foot`."""
        super().__init__()
        self.theme, self.values = theme, values
        self.grid = Cells(theme, box, len(values), len(values[0]))
        self.title = FrameText(theme, name, color="navy", bold=True).put(box.x + box.w / 2, foot, "center")
        self.add(self.grid, self.title)

    def appear(self, *, run_time: float) -> Animation:
        """The numbers of one word after the other."""
        parts = iter(spread(value for row in self.values for value in row))
        ramp = blues(self.theme)
        cells = [
            FadeIn(self.grid.fill(row, column, shade(ramp, next(parts))))
            for row, line in enumerate(self.values)
            for column in range(len(line))
        ]
        return LaggedStart(*cells, lag_ratio=0.1, run_time=run_time)

    def frame(self, row: int, ink: str) -> RoundedRectangle:
        """An outline about a word's row."""
        return tile(self.theme, self.grid.row(row), edge=ink, points=2.25, radius=0.07).set_fill(opacity=0)
