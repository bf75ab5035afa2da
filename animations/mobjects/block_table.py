"""Which blocks an answer has, in the order of its text: numbers in a row, each with an arrow to its block."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, Create, FadeIn, VGroup

from animations.mobjects.cache_block import CacheBlock
from animations.mobjects.panels import slanted_arrow, slot, tile
from animations.style import MARGIN, FrameBox, FrameText
from build.theme.tokens import Theme

LEFT, WIDE, HIGH, GAP = 2.36, 0.81, 0.57, 0.05
AIR = 0.07  # between an arrow and what it joins
OLD, NEW = ("navy100", "navy300", "navy500"), ("gold", "goldd", "goldd")


class BlockTable(VGroup):  # type: ignore[misc]
    """Dashed entries at first. `point` fills the next one, gold; `settle` has all of them known."""

    def __init__(self, theme: Theme, name: str, y: float, entries: int) -> None:
        super().__init__()
        self.theme, self.y = theme, y
        self.boxes = [FrameBox(LEFT + number * (WIDE + GAP), y - HIGH / 2, WIDE, HIGH) for number in range(entries)]
        self.slots = VGroup(*(slot(theme, box, radius=0.08) for box in self.boxes))
        self.name = FrameText(theme, name, color="navy", bold=True).put(MARGIN, y)
        self.entries: list[VGroup] = []
        self.blocks: list[CacheBlock] = []
        self.arrows: list[VGroup] = []
        self.add(self.slots, self.name)

    @property
    def right(self) -> float:
        return self.boxes[-1].x + WIDE

    def entry(self, place: int, words: str, look: Sequence[str]) -> VGroup:
        """A block's number at a place of the table."""
        body = tile(self.theme, self.boxes[place], fill=look[0], edge=look[1], radius=0.08)
        return VGroup(body, FrameText(self.theme, words, size="frame_caption", color="navy", bold=True).within(body))

    def point(self, words: str, block: CacheBlock, shift: float = 0.0) -> tuple[Animation, Animation]:
        """The next entry, and its arrow to a block, which may end some inches beside its middle."""
        place = len(self.entries)
        entry, arrow = self.entry(place, words, NEW), self.arrow(place, block, NEW[2], shift)
        self.entries.append(entry)
        self.blocks.append(block)
        self.arrows.append(arrow)
        self.add(entry, arrow)
        return FadeIn(entry, run_time=0.2), Create(arrow, lag_ratio=0.8, run_time=0.3)

    def arrow(self, place: int, block: CacheBlock, ink: str, shift: float = 0.0) -> VGroup:
        """From an entry to the edge of a block that faces it."""
        above = self.y < block.box.y
        x, y = self.boxes[place].x + WIDE / 2, self.y + (HIGH / 2 + AIR) * (1 if above else -1)
        end = block.box.y - AIR if above else block.box.y + block.box.h + AIR
        return slanted_arrow(self.theme, (x, y), (block.box.x + block.box.w / 2 + shift, end), ink=ink)

    def settle(self) -> list[Animation]:
        """What was new is known. Not as a group: manim would draw it above the numbers."""
        fill, edge, ink = map(self.theme.color, OLD)
        known = [entry[0].animate.set_fill(fill).set_stroke(edge) for entry in self.entries]
        shafts = [arrow[0].animate.set_stroke(ink) for arrow in self.arrows]
        tips = [arrow[1].animate.set_fill(ink) for arrow in self.arrows]
        return [*known, *shafts, *tips]
