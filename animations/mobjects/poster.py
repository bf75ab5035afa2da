"""What tells a still that it is a film: a play glyph in a disc, and how long the film takes."""

from __future__ import annotations

from manim import PI, Circle, Triangle, VGroup

from animations.mobjects.panels import chip
from animations.quality import WIDTH
from animations.style import MARGIN, at, stroke
from build.theme.tokens import Theme

PLAY_RADIUS = 0.62
LENGTH_AT = (WIDTH - MARGIN, 6.87)


def play_mark(theme: Theme, spot: tuple[float, float], seconds: float) -> VGroup:
    """The play glyph at a spot, and the film's length at the lower right."""
    disc = Circle(radius=PLAY_RADIUS).move_to(at(*spot)).set_fill(theme.color("white"), opacity=1)
    disc.set_stroke(theme.color("gold"), width=stroke(5))
    glyph = Triangle(stroke_width=0, fill_opacity=1).set_fill(theme.color("navy")).rotate(-PI / 2)
    glyph.stretch_to_fit_height(0.56).stretch_to_fit_width(0.48).move_to(at(spot[0] + 0.07, spot[1]))
    minutes, rest = divmod(round(seconds), 60)
    length = chip(theme, f"{minutes}:{rest:02}", *LENGTH_AT, fill="navy", ink="white", align="right")
    return VGroup(disc, glyph, length)
