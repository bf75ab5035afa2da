"""Bytes in use after each pass as columns: they grow, are reset to nothing, and the next request starts anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import DOWN, Animation, AnimationGroup, DashedLine, FadeIn, FadeOut, GrowFromEdge, LaggedStart, VGroup

from animations.mobjects.panels import rule, slot, tile
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

HEADING, TOP, BASE, NAMES = 4.3, 4.62, 5.82, 6.1
WIDE, GAP = 0.52, 0.08
NEXT = 3.55  # from the left end to the next request's column
LINE = 3.1
FIRST = 0.38


@dataclass(frozen=True)
class Memory:
    """Bytes in use after each pass of a request, and behind the prompt of the next one, with their words."""

    held: Sequence[float]
    behind_next: float
    written: str  # the most
    reset: str  # what the reset leaves
    next_written: str


class MemoryColumns(VGroup):  # type: ignore[misc]
    """Dashed columns of the first request; `grow` fills them, `reset` empties them, `start_next` has the next one."""

    def __init__(self, theme: Theme, memory: Memory, left: float, right: float) -> None:
        super().__init__()
        self.theme = theme
        most = max((*memory.held, memory.behind_next))
        self.parts = [held / most for held in memory.held]
        boxes = [self._box(left + FIRST + number * (WIDE + GAP), part) for number, part in enumerate(self.parts)]
        self.columns = VGroup(*(tile(theme, box, fill="navy200", edge="navy300", radius=0.04) for box in boxes))
        next_box = self._box(left + NEXT, memory.behind_next / most)
        self.next = tile(theme, next_box, fill="gold", edge="goldd", radius=0.04)
        self.in_use = FrameText(theme, memory.written, color="navy", bold=True).put(
            boxes[-1].x + WIDE, HEADING, "right"
        )
        line = DashedLine(at(left + LINE, HEADING - 0.14), at(left + LINE, BASE), dash_length=0.06)
        self.line = line.set_stroke(theme.color("goldd"), width=stroke(2))
        words = FrameText(theme, memory.reset, color="goldink", bold=True)
        self.reset_words = words.put(left + LINE + 0.18, HEADING)
        self.next_words = FrameText(theme, memory.next_written, color="navy", bold=True)
        self.next_words.put(next_box.x + WIDE / 2, next_box.y - 0.26, "center")
        heading = FrameText(theme, "Cache", color="navy", bold=True).put(left, HEADING)
        slots = [slot(theme, box) for box in (*boxes, next_box)]
        self.add(heading, *slots, request_axis(theme, left, right))

    def grow(self, *, run_time: float) -> Animation:
        """A column after the other, the bytes in use at the end."""
        rises = [GrowFromEdge(column, DOWN) for column in self.columns]
        return LaggedStart(*rises, FadeIn(self.in_use), lag_ratio=0.5, run_time=run_time)

    def reset(self, *, run_time: float) -> Animation:
        """All columns go at once; their dashes stay."""
        gone = AnimationGroup(*(FadeOut(column, shift=DOWN * 0.3) for column in self.columns), FadeOut(self.in_use))
        return AnimationGroup(FadeIn(self.line), FadeIn(self.reset_words), gone, run_time=run_time)

    def start_next(self, *, run_time: float) -> Animation:
        """The next request's prompt is in the cache, and nothing else."""
        return LaggedStart(GrowFromEdge(self.next, DOWN), FadeIn(self.next_words), lag_ratio=0.6, run_time=run_time)

    def _box(self, x: float, part: float) -> FrameBox:
        high = (BASE - TOP) * part
        return FrameBox(x, BASE - high, WIDE, high)


def request_axis(theme: Theme, left: float, right: float) -> VGroup:
    """The ground of the columns, with the names of the two requests."""
    names = (("this request", left + LINE / 2), ("the next", left + NEXT + WIDE / 2))
    lines = [FrameText(theme, words, size="frame_floor", color="slate").put(x, NAMES, "center") for words, x in names]
    return VGroup(rule(theme, left, right, BASE, ink="line2", points=1.5), *lines)
