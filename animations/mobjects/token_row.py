"""A row of token boxes: known ones white, the one on now gold, those to come dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import Animation, AnimationGroup, FadeIn, FadeOut, VGroup

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText, stroke
from build.theme.tokens import Theme

TOP, HIGH = 1.98, 0.62


@dataclass(frozen=True)
class Columns:
    """Where the columns of tokens, keys and values stand."""

    count: int
    left: float = 1.22
    wide: float = 1.06
    gap: float = 0.1

    def x(self, column: int) -> float:
        """The left edge of a column."""
        return self.left + column * (self.wide + self.gap)

    def middle(self, column: int) -> float:
        return self.x(column) + self.wide / 2

    def box(self, column: int, y: float, high: float) -> FrameBox:
        """A place in a column."""
        return FrameBox(self.x(column), y, self.wide, high)

    @property
    def right(self) -> float:
        return self.x(self.count - 1) + self.wide


class Token(VGroup):  # type: ignore[misc]
    """One word in its box."""

    def __init__(self, theme: Theme, word: str, box: FrameBox, *, new: bool) -> None:
        super().__init__()
        self.theme = theme
        self.box = tile(theme, box, fill="gold" if new else "white", edge="goldd" if new else "navy300")
        self.add(self.box, FrameText(theme, word, color="navy", bold=True).within(self.box))

    def paint(self, *, new: bool) -> Animation:
        """Turn gold (it is being worked on) or white (it is known)."""
        return self.animate(run_time=0.25).turn(new=new)

    def turn(self, *, new: bool) -> Token:
        fill, edge = ("gold", "goldd") if new else ("white", "navy300")
        self.box.set_fill(self.theme.color(fill)).set_stroke(self.theme.color(edge), width=stroke(1.5))
        return self


class TokenRow(VGroup):  # type: ignore[misc]
    """The prompt's tokens and an empty slot for each token to come; `append` fills the next slot."""

    def __init__(self, theme: Theme, prompt: Sequence[str], columns: Columns) -> None:
        super().__init__()
        self.theme = theme
        self.columns = columns
        self.tokens = [Token(theme, word, columns.box(i, TOP, HIGH), new=False) for i, word in enumerate(prompt)]
        self.slots = {i: slot(theme, columns.box(i, TOP, HIGH)) for i in range(len(prompt), columns.count)}
        self.add(*self.tokens, *self.slots.values())

    def settle(self) -> Animation:
        """All tokens are known."""
        return AnimationGroup(*(token.paint(new=False) for token in self.tokens))

    def append(self, word: str) -> Animation:
        """The next token appears, gold, in its slot."""
        column = len(self.tokens)
        token = Token(self.theme, word, self.columns.box(column, TOP, HIGH), new=True)
        self.tokens.append(token)
        return AnimationGroup(FadeOut(self.slots.pop(column)), FadeIn(token), run_time=0.3)
