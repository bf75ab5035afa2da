"""Slots by steps: requests as bars that grow with the steps, and hatched holes where a slot gives no token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from manim import RIGHT, UP, Animation, Line, VGroup, VMobject
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

GAP = 0.03  # inches at either end of a bar
RADIUS = 0.08
HATCH = 0.16  # inches between two lines of a hatch
TICK = 0.1  # from a bar's edges to its ticks' ends


class Stay(NamedTuple):
    """A slot from a first to a last step; all count from 1."""

    slot: int
    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def holes(stays: Iterable[Stay], slots: int, steps: int) -> list[Stay]:
    """The longest stretches of steps in which a slot is nobody's."""
    busy = {(stay.slot, step) for stay in stays for step in range(stay.first, stay.last + 1)}
    found: list[Stay] = []
    for number in range(1, slots + 1):
        for step in range(1, steps + 1):
            if (number, step) in busy:
                continue
            if found and found[-1].slot == number and found[-1].last == step - 1:
                found[-1] = found[-1]._replace(last=step)
            else:
                found.append(Stay(number, step, step))
    return found


@dataclass(frozen=True)
class Lanes:
    """Where slots and steps lie: the upper left corner, a step's width, a bar's height, and from slot to slot."""

    left: float
    top: float
    step: float
    high: float
    pitch: float

    def x(self, step: float) -> float:
        """The end of a step, or a part of one."""
        return self.left + step * self.step

    def middle(self, number: int) -> float:
        """The height of a slot's middle."""
        return self.top + (number - 1) * self.pitch + self.high / 2

    def box(self, stay: Stay, until: float | None = None) -> FrameBox:
        """A stay's place, as far as the steps have come."""
        end = stay.last if until is None else min(max(until, stay.first - 1), stay.last)
        x, wide = self.x(stay.first - 1) + GAP, (end - stay.first + 1) * self.step - 2 * GAP
        return FrameBox(x, self.top + (stay.slot - 1) * self.pitch, max(wide, 0.01), self.high)


class RequestBar(VGroup):  # type: ignore[misc]
    """A request's name on a bar with a field for each token: nothing at first, `draw` has it as the steps go."""

    def __init__(self, theme: Theme, lanes: Lanes, name: str, stay: Stay, *, fill: str, ink: str) -> None:
        super().__init__()
        self.theme, self.lanes, self.name, self.stay, self._fill = theme, lanes, name, stay, fill
        self.body = self._body(stay.first - 1)
        self.ticks = VMobject().set_stroke(theme.color("white"), width=stroke(0.75), opacity=0.45)
        self.letter = FrameText(theme, name, size="frame_caption", color=ink, bold=True)
        self.letter.put(lanes.x(stay.first - 0.5), lanes.middle(stay.slot), "center")
        self.add(self.body, self.ticks, self.letter)
        self.draw(0.0)

    def draw(self, until: float) -> None:
        """As many tokens as so many steps give."""
        begun = until > self.stay.first - 1
        self.body.become(self._body(until)).set_opacity(float(begun))
        self.letter.set_opacity(float(until >= self.stay.first - 0.2))
        box = self.lanes.box(self.stay, until)
        self.ticks.clear_points()
        for step in range(self.stay.first, self.stay.last):
            if step < until and (x := self.lanes.x(step)) < box.x + box.w:
                line = Line(at(x, box.y + TICK), at(x, box.y + box.h - TICK))
                self.ticks.append_points(line.points)

    def go(self, stay: Stay) -> Animation:
        """Slide to another place of the same length."""
        old, new = self.lanes.box(self.stay), self.lanes.box(stay)
        self.stay = stay
        return self.animate(rate_func=ease_in_out_cubic).shift(RIGHT * (new.x - old.x) + UP * (old.y - new.y))

    def _body(self, until: float) -> VMobject:
        return tile(self.theme, self.lanes.box(self.stay, until), fill=self._fill, radius=RADIUS)


class Hole(VGroup):  # type: ignore[misc]
    """A slot that gives no token, hatched as far as the steps have come."""

    def __init__(self, theme: Theme, lanes: Lanes, stay: Stay) -> None:
        super().__init__()
        self.theme, self.lanes, self.stay = theme, lanes, stay
        self.body = self._body(stay.first - 1)
        self.lines = VMobject().set_stroke(theme.color("brick"), width=stroke(2.5), opacity=0.75)
        self.add(self.body, self.lines)
        self.draw(0.0)

    def draw(self, until: float) -> None:
        """Up to so many steps."""
        self.body.become(self._body(until)).set_opacity(float(until > self.stay.first - 1))
        self.lines.clear_points()
        if until > self.stay.first - 1:
            hatch(self.lines, self.lanes.box(self.stay, until))

    def _body(self, until: float) -> VMobject:
        return tile(
            self.theme, self.lanes.box(self.stay, until), fill="brick100", edge="brick", points=1, radius=RADIUS
        )  # fmt: skip


def hatch(lines: VMobject, box: FrameBox) -> None:
    """Slanted lines from edge to edge of a box, a little inside it."""
    inset = 0.025
    left, right = box.x + inset, box.x + box.w - inset
    top, bottom = box.y + inset, box.y + box.h - inset
    foot = box.x - box.h + HATCH / 2
    while foot < right:
        low, high = max(foot, left), min(foot + (bottom - top), right)
        if high - low > 0.01:
            lines.append_points(Line(at(low, bottom - (low - foot)), at(high, bottom - (high - foot))).points)
        foot += HATCH


def dashed(theme: Theme, lanes: Lanes, stays: Iterable[Stay]) -> VGroup:
    """The places of bars that are not there yet."""
    return VGroup(*(slot(theme, lanes.box(stay), radius=RADIUS) for stay in stays))
