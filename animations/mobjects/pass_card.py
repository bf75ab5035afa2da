"""A card that counts passes: one block for each, in two rows of one scale, and what is saved."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, FadeIn, VGroup

from animations.mobjects.panels import card, slot, tile
from animations.style import FrameBox, FrameText
from build.theme.tokens import Theme
from engine.units import Count

BOX = FrameBox(9.17, 1.86, 3.563, 4.52)
PAD = 0.28
HEADING, FIRST, PITCH = 0.38, 0.92, 1.14
BLOCK_HIGH, GAP, WIDEST = 0.5, 0.08, 0.68
NOTE, SAVED, SAVED_HIGH = 3.1, 3.44, 0.8


class PassCard(VGroup):  # type: ignore[misc]
    """Two rows of dashed blocks; `count` places one, `save` says what is left of the longer row."""

    def __init__(self, theme: Theme, heading: str, rows: Sequence[str], most: int) -> None:
        super().__init__()
        self.theme, self.most = theme, most
        self.left, self.right = BOX.x + PAD, BOX.x + BOX.w - PAD
        wide = min(WIDEST, (self.right - self.left + GAP) / most - GAP)
        self.boxes = [
            [
                FrameBox(self.left + place * (wide + GAP), BOX.y + FIRST + row * PITCH + 0.26, wide, BLOCK_HIGH)
                for place in range(most)
            ]
            for row in range(len(rows))
        ]
        self.numbers = [self._number(row, f"{Count(0)}").set_opacity(0) for row in range(len(rows))]
        self.blocks: list[list[VGroup]] = [[] for _ in rows]
        self.add(card(theme, BOX))
        self.add(
            FrameText(theme, heading, size="frame_caption", color="navy", bold=True).put(self.left, BOX.y + HEADING)
        )
        for row, name in enumerate(rows):
            self.add(FrameText(theme, name, color="slate").put(self.left, BOX.y + FIRST + row * PITCH))
            self.add(*(slot(theme, box, radius=0.08) for box in self.boxes[row]))
        self.saved = FrameBox(self.left, BOX.y + SAVED, self.right - self.left, SAVED_HIGH)
        self.add(*self.numbers, slot(theme, self.saved))

    def count(self, row: int, words: str) -> Animation:
        """One pass more."""
        block = tile(self.theme, self.boxes[row][len(self.blocks[row])], fill="navy500", edge="navy500", radius=0.08)
        self.blocks[row].append(block)
        self.numbers[row].turn(self._number(row, words)).set_opacity(1)
        self.add(block)
        return FadeIn(block, run_time=0.3)

    def note(self, words: str) -> Animation:
        """What the passes of the second row leave out."""
        line = FrameText(self.theme, words, size="frame_floor", color="slate").put(self.left, BOX.y + NOTE)
        self.add(line)
        return FadeIn(line, run_time=0.3)

    def save(self, count: str, words: str) -> Animation:
        """What is saved, teal."""
        box = self.saved
        number = FrameText(self.theme, count, size=38, color="teal", bold=True)
        line = FrameText(self.theme, words, color="teal", bold=True)
        middle = box.y + box.h / 2
        left = box.x + (box.w - number.width - 0.2 - line.width) / 2
        number.put(left, middle)
        line.put(left + number.width + 0.2, middle)
        saved = VGroup(tile(self.theme, box, fill="teal100", edge="teal100"), number, line)
        self.add(saved)
        return FadeIn(saved, run_time=0.3)

    def _number(self, row: int, words: str) -> FrameText:
        line = FrameText(self.theme, words, size="frame_caption", color="navy", bold=True)
        return line.put(self.right, BOX.y + FIRST + row * PITCH, "right")
