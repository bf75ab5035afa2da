"""How a frame is measured and drawn: inches from the top left, a theme's colours, its fonts, and lines of text.

A frame is a page of the deck: one manim unit is one inch, so the sizes in points are those of the slides.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from manim import BOLD, ITALIC, NORMAL, VMobject

from animations.glyphs import Glyphs
from animations.quality import HEIGHT, WIDTH
from build.theme.tokens import Theme

MARGIN = 0.6
STROKE_A_POINT = 100 / 72  # manim draws a stroke of 1 as a hundredth of a unit
SIZE_A_POINT = 1.01  # manim's size of a font that is one point high on this page

Align = Literal["left", "center", "right"]


class FrameBox(NamedTuple):
    """A place on the frame: its left and upper edge, its width and height."""

    x: float
    y: float
    w: float
    h: float


def at(x: float, y: float) -> np.ndarray:
    """The point so many inches right of and below the frame's top left corner."""
    return np.array((x - WIDTH / 2, HEIGHT / 2 - y, 0.0))


def stroke(points: float) -> float:
    """A line's width in points as manim wants it."""
    return points * STROKE_A_POINT


class FrameText(VMobject):  # type: ignore[misc]
    """One line of text that stands on its capitals' middle, so that those in a row share a baseline.

    `string` is what it says.
    """

    def __init__(
        self,
        theme: Theme,
        string: str,
        *,
        size: float | str = "frame_label",
        color: str = "char",
        bold: bool = False,
        italic: bool = False,
        display: bool = False,
    ) -> None:
        super().__init__(stroke_width=0)
        self.string = string
        fonts = theme.fonts
        points = theme.size(size) if isinstance(size, str) else size
        font = (fonts.display if display else fonts.body).twin
        outline, self._rise = _outline(string, font, points * SIZE_A_POINT, bold, italic)
        self.append_points(outline)
        self.set_fill(theme.color(color), opacity=1)

    def put(self, x: float, y: float, align: Align = "left") -> FrameText:
        """Set the line at (x, y): its left end, centre or right end at x, its capitals' middle at y."""
        edge = {"left": self.get_left(), "center": self.get_center(), "right": self.get_right()}[align]
        self.shift(at(x, y) - np.array((edge[0], self.get_center()[1] + self._rise, 0.0)))
        return self

    def turn(self, other: FrameText) -> FrameText:
        """Say and look like another line, in place: manim goes on drawing what an animation began with."""
        self.string, self._rise = other.string, other._rise
        self.become(other)
        return self

    def within(self, mobject: VMobject) -> FrameText:
        """Centre the line in a mobject."""
        centre = mobject.get_center()
        self.shift(centre - np.array((self.get_center()[0], self.get_center()[1] + self._rise, 0.0)))
        return self


@cache  # a number that counts, or a name in two colours, is set once
def _outline(string: str, font: str, size: float, bold: bool, italic: bool) -> tuple[np.ndarray, float]:
    """A line of text as one path, and its capitals' middle above its own. A path costs as much as one letter to draw.

    A capital is set before the text, measured, and taken away again.
    """
    text = Glyphs(
        "H" + string, font=font, font_size=size, weight=BOLD if bold else NORMAL, slant=ITALIC if italic else NORMAL
    )
    capital, *glyphs = text.submobjects
    line = VMobject()
    for glyph in glyphs:
        line.append_points(glyph.points)
    return line.points, float(capital.get_center()[1] - line.get_center()[1])
