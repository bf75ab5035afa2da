"""One of two loops as a card: its passes as rows of work, what blocks mean, and below what the loop keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import Animation, AnimationGroup, FadeOut, VGroup, VMobject
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.panels import card, rule, slot, tile
from animations.mobjects.work_row import HIGH, Pass, Ruler, WorkRow
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme

TOP, BOTTOM, WIDE = 1.86, 6.38, 5.94
PAD = 0.28
HEADING, FIRST, PITCH = 2.2, 2.84, 0.53
KEY, RULE = 4.94, 5.2
IN_USE, SHELF = 5.47, 5.97
CHIP_WIDE = 0.3  # of a block in the key
NOTHING = "–"  # in use before the first pass


@dataclass(frozen=True)
class KeyEntry:
    """What a block's look means; its width where it is to scale."""

    fill: str
    words: str
    wide: float = CHIP_WIDE


@dataclass(frozen=True)
class Loop:
    """What a card is about: its passes, the bytes in use after each and what is kept, in words, and the blocks' key."""

    title: str
    passes: Sequence[Pass]
    in_use: Sequence[str]
    keeps: str
    key: Sequence[KeyEntry]

    @property
    def stored(self) -> int:
        """Tokens that are kept at the end: those that the last pass reads and computes, if it reads any."""
        last = self.passes[-1]
        return last.kept + last.computed if last.kept else 0


class LoopPanel(VGroup):  # type: ignore[misc]
    """The card with all slots dashed. A pass is `begin`, `read`, `beat` until there is none, `store`, `settle`."""

    def __init__(self, theme: Theme, left: float, loop: Loop, scale: Ruler) -> None:
        super().__init__()
        self.theme, self.loop, self.scale = theme, loop, scale
        self.inner_left, self.inner_right = left + PAD, left + WIDE - PAD
        self.add(card(theme, FrameBox(left, TOP, WIDE, BOTTOM - TOP)))
        self.heading = FrameText(theme, loop.title, size="frame_caption", color="navy", bold=True)
        self.add(self.heading.put(self.inner_left, HEADING))
        self.rows = [
            WorkRow(theme, work, self.inner_left, self.inner_right, FIRST + PITCH * number, scale)
            for number, work in enumerate(loop.passes)
        ]
        self.total = self._total()
        self.in_use = self._in_use(NOTHING)
        places = self.rows[-1].boxes[: loop.stored]
        self.shelf = [FrameBox(place.x, SHELF - HIGH / 2, place.w, HIGH) for place in places]
        self.cells: list[VMobject] = []
        words = [FrameText(theme, "Cache", color="navy", bold=True).put(self.inner_left, SHELF)]
        words.append(
            FrameText(theme, loop.keeps, size="frame_floor", color="slate").put(
                self.inner_left + 0.95, IN_USE if self.shelf else SHELF
            )
        )
        slots = [slot(theme, box) for box in self.shelf]
        line = rule(theme, self.inner_left, self.inner_right, RULE)
        self.work = VGroup(*self.rows, self.total, self._key(loop.key), line, *words, self.in_use, *slots)
        self.add(self.work)
        self.number = -1

    @property
    def row(self) -> WorkRow:
        """The pass that is on."""
        return self.rows[self.number]

    def begin(self) -> None:
        """The next pass is on."""
        self.number += 1
        self.row.begin()

    def read(self) -> list[Animation]:
        """What is on the shelf rises into the row: it is read, not computed."""
        pale = self.row.keep()
        rises = []
        for block, cell in zip(pale, self.cells, strict=True):
            goal = block.get_center().copy()
            block.move_to(cell)
            rises.append(block.animate(rate_func=ease_in_out_cubic).move_to(goal))
        return rises

    def beat(self, run_time: float) -> list[Animation]:
        """One block more; behind the last one, once, the token comes out."""
        if not self.row.full:
            block = self.row.add_block(run_time)
            self.total.turn(self._total())
            return [block]
        return [] if self.row.word in self.row.submobjects else [self.row.answer(run_time)]

    def store(self) -> list[Animation]:
        """Keys and values of the tokens that were computed come down onto the shelf, if there is one."""
        self.in_use.turn(self._in_use(self.loop.in_use[self.number]))
        new = []
        for block, box in zip(self.row.blocks[: self.row.work.computed], self.shelf[len(self.cells) :], strict=False):
            cell = tile(self.theme, box, fill="gold", edge="goldd")
            goal = cell.get_center().copy()
            cell.move_to(block)
            self.cells.append(cell)
            self.work.add(cell)
            new.append(cell.animate(rate_func=ease_in_out_cubic).move_to(goal))
        return new

    def settle(self) -> Animation:
        """The pass is done; what is on the shelf is memory."""
        pale, edge = self.theme.color("navy100"), self.theme.color("navy300")
        cells = [cell.animate.set_fill(pale).set_stroke(edge) for cell in self.cells]
        return AnimationGroup(*self.row.settle(), *cells, run_time=0.25)

    def fold(self) -> Animation:
        """All passes go; the card and its heading stay."""
        return FadeOut(self.work, run_time=0.4)

    # ---- parts --------------------------------------------------------------------------------------
    def _total(self) -> FrameText:
        words = self.scale.write_total(sum(row.done for row in self.rows))
        return FrameText(self.theme, words, color="slate").put(self.inner_right, HEADING, "right")

    def _in_use(self, words: str) -> FrameText:
        return FrameText(self.theme, words, color="navy", bold=True).put(self.inner_right, IN_USE, "right")

    def _key(self, entries: Sequence[KeyEntry]) -> VGroup:
        """Blocks with their meaning, in a line under the rows."""
        key, x = VGroup(), self.inner_left
        for entry in entries:
            mark = tile(self.theme, FrameBox(x, KEY - 0.15, entry.wide, 0.3), fill=entry.fill, edge="navy300")
            line = FrameText(self.theme, entry.words, size="frame_floor", color="slate").put(x + entry.wide + 0.1, KEY)
            key.add(mark, line)
            x += entry.wide + line.width + 0.24
        return key
