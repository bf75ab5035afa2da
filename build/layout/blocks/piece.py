"""What a stack of blocks is made of: something measured that can be drawn at a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from build.drawing.page import Box
from build.findings.diagnostic import Span
from build.layout.draft import Draft


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, or words that run on, at one size. Heights in inches; it is drawn between `high` and `most`.

    `draw` takes the slide, a role for names and the box. `too_wide` is what no line holds; `lines` what each item
    takes, `rtl` whether they are words that run from right to left.
    """

    high: float
    draw: Callable[[Draft, str, Box], None]
    before: float = 0.0
    most: float = 0.0
    indent: float = 0.0
    too_wide: str = ""
    span: Span = Span()
    lines: tuple[int, ...] = ()
    rtl: bool = False

    def below(self, before: float, indent: float) -> Piece:
        """The same with so many inches above it and before it."""
        return replace(self, before=before, indent=indent)
