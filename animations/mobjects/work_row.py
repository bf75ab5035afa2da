"""One pass of a loop as a row: a block a token, as wide as its counted work, and the token that comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from manim import Animation, FadeIn, VGroup, VMobject

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme

HIGH, GAP = 0.44, 0.045
AIR = 0.14  # between the longest row and the words
BLOCKS, WORD = 0.95, 3.78  # from the row's left end


@dataclass(frozen=True)
class Pass:
    """What a pass does: tokens that it reads as they are kept, tokens that it computes, FLOPs, and what comes out."""

    name: str
    kept: int
    computed: int
    flops: float
    head: float  # FLOPs of the output head, a part of all
    word: str

    @property
    def a_token(self) -> float:
        """FLOPs of one token that is computed, without the head."""
        return (self.flops - self.head) / self.computed


@dataclass(frozen=True)
class Ruler:
    """How work is measured on the frame and written."""

    inches: float  # of a FLOP
    kept: float  # inches of a kept token, as wide as if it were computed
    write: Callable[[float], str]  # of a pass
    write_total: Callable[[float], str]  # of all so far


def ruler(passes: Sequence[Pass], write: Callable[[float], str], write_total: Callable[[float], str]) -> Ruler:
    """The scale by which the most work of any pass fills a row."""
    most = max(passes, key=lambda work: work.flops)
    room = WORD - AIR - BLOCKS - GAP * (most.kept + most.computed + 1)
    inches = room / most.flops
    return Ruler(inches, passes[0].a_token * inches, write, write_total)


class WorkRow(VGroup):  # type: ignore[misc]
    """Dashed slots for all blocks of a pass; `add_block` fills the next one, and the number counts along.

    Kept tokens are pale and no work; the last, narrow block is the output head.
    """

    def __init__(self, theme: Theme, work: Pass, left: float, right: float, y: float, scale: Ruler) -> None:
        super().__init__()
        self.theme, self.work, self.scale = theme, work, scale
        self._ends = (left, right, y)
        self.parts = [work.a_token] * work.computed + [work.head]
        widths = [scale.kept] * work.kept + [part * scale.inches for part in self.parts]
        self.boxes: list[FrameBox] = []
        x = left + BLOCKS
        for wide in widths:
            self.boxes.append(FrameBox(x, y - HIGH / 2, wide, HIGH))
            x += wide + GAP
        self.blocks: list[VMobject] = []
        self.name = FrameText(theme, work.name, size="frame_floor", color="mute").put(left, y)
        self.word = FrameText(theme, work.word, color="navy", bold=True).put(left + WORD, y)
        self.number = FrameText(theme, scale.write(0.0), color="navy", bold=True).put(right, y, "right")
        self.slots = VGroup(*(slot(theme, box) for box in self.boxes))
        self.add(self.slots, self.name)

    @property
    def done(self) -> float:
        """FLOPs of the blocks that are there."""
        return sum(self.parts[: len(self.blocks)])

    @property
    def full(self) -> bool:
        return len(self.blocks) == len(self.parts)

    def begin(self) -> None:
        """The pass is on now."""
        left, _, y = self._ends
        self.name.turn(FrameText(self.theme, self.work.name, size="frame_floor", color="navy", bold=True).put(left, y))
        self.add(self.number)

    def keep(self) -> list[VMobject]:
        """A pale block for each kept token, at its place."""
        pale = [tile(self.theme, box, fill="navy100", edge="navy300") for box in self.boxes[: self.work.kept]]
        self.add(*pale)
        return pale

    def add_block(self, run_time: float) -> Animation:
        """The next block appears, gold; the number has counted it."""
        head = len(self.blocks) == self.work.computed
        box = self.boxes[self.work.kept + len(self.blocks)]
        block = tile(self.theme, box, fill="gold200" if head else "gold", edge="goldd")
        self.blocks.append(block)
        self.add(block)
        _, right, y = self._ends
        number = self.scale.write(self.done)
        self.number.turn(FrameText(self.theme, number, color="navy", bold=True).put(right, y, "right"))
        return FadeIn(block, run_time=run_time)

    def answer(self, run_time: float) -> Animation:
        """The token comes out."""
        self.add(self.word)
        return FadeIn(self.word, run_time=run_time)

    def settle(self) -> list[Animation]:
        """What was on is done."""
        fills = ["navy"] * self.work.computed + ["navy500"]
        left, right, y = self._ends
        self.name.turn(FrameText(self.theme, self.work.name, size="frame_floor", color="slate").put(left, y))
        self.number.turn(FrameText(self.theme, self.number.string, color="slate").put(right, y, "right"))
        self.word.turn(FrameText(self.theme, self.work.word, color="slate").put(left + WORD, y))
        return [
            block.animate.set_fill(self.theme.color(fill)).set_stroke(self.theme.color(fill))
            for block, fill in zip(self.blocks, fills, strict=True)
        ]
