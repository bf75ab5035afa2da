"""The transformer blocks as one slab that tokens pass through."""

from __future__ import annotations

from manim import RIGHT, Animation, AnimationGroup, VGroup

from animations.mobjects.panels import tile
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme

TOP, HIGH = 3.2, 1.0
BEHIND = (("navy100", 0.18), ("navy200", 0.09))
PAD = 0.4


class Blocks(VGroup):  # type: ignore[misc]
    """A navy slab with more behind it; on its right it says how many tokens come in."""

    def __init__(self, theme: Theme, left: float, right: float) -> None:
        super().__init__()
        self.theme = theme
        self.right = right - PAD
        for fill, off in BEHIND:
            self.add(tile(theme, FrameBox(left + off, TOP - off, right - left, HIGH), fill=fill, radius=0.14))
        self.face = tile(theme, FrameBox(left, TOP, right - left, HIGH), fill="navy", radius=0.14)
        self.face.set_fill([theme.color("navy"), theme.color("navy700")], opacity=1).set_sheen_direction(RIGHT)
        name = FrameText(theme, "Transformer blocks", size=28, color="white", bold=True)
        self.add(self.face, name.put(left + PAD, self.middle))
        self.count = self._count("waiting")
        self.add(self.count)

    @property
    def middle(self) -> float:
        return TOP + HIGH / 2

    def takes(self, tokens: int) -> Animation:
        """Say how many tokens go in."""
        old, self.count = self.count, self._count(f"{tokens} token{'s' if tokens != 1 else ''} in")
        self.add(self.count.set_opacity(0))
        return AnimationGroup(old.animate.set_opacity(0), self.count.animate.set_opacity(1), run_time=0.25)

    def _count(self, words: str) -> FrameText:
        line = FrameText(self.theme, words, size=26, color="goldlt", bold=True)
        return line.put(self.right, self.middle, "right")
