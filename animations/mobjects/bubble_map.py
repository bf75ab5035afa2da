"""A map of bubbles: two axes with ticks, a bubble a variant, and what its size means."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from manim import PI, Circle, DashedLine, Ellipse, Intersection, Line, Rectangle, VGroup, VMobject

from animations.axis import Axis
from animations.mobjects.panels import arrow, card
from animations.placement import Disc, Rect, Spot, place
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

LEFT, RIGHT, TOP, BOTTOM = 2.2, 9.95, 1.88, 5.32
LEGEND_BOTTOM = 5.72
SMALL, LARGE = 0.24, 0.5  # radii of no parts more and of the most
PAD = LARGE + 0.12
CORNER = (3.6, 2.2)
LINE_HIGH = 0.3
WORDS_APART = 0.4


@dataclass(frozen=True)
class Point:
    """One variant: its three values."""

    x: float
    y: float
    size: float


@dataclass(frozen=True)
class MapWords:
    """What stands at the axes and in the good corner."""

    more: str
    slower: str
    corner: str


class VariantBubble(VGroup):  # type: ignore[misc]
    """A filled circle with a light ring in it; its label is set when it has arrived."""

    def __init__(self, theme: Theme, name: str, disc: Disc) -> None:
        super().__init__()
        self.disc = disc
        body = Circle(radius=disc.r).set_fill(theme.color(theme.variant(name).fill), opacity=1)
        body.set_stroke(theme.color("white"), width=stroke(1.5))
        ring = Circle(radius=disc.r - 0.05).set_stroke(theme.color("white"), width=stroke(1.25), opacity=0.6)
        self.add(body, ring).move_to(at(disc.x, disc.y))


class BubbleMap(VGroup):  # type: ignore[misc]
    """The empty map with its axes. `bubbles` and `labels` hold each variant at its own place."""

    def __init__(
        self,
        theme: Theme,
        points: Mapping[str, Point],
        words: MapWords,
        write_x: Callable[[float], str],
        write_y: Callable[[float], str],
    ) -> None:
        super().__init__()
        self.theme = theme
        self.x = Axis.over((p.x for p in points.values()), LEFT + PAD, RIGHT - PAD)
        self.y = Axis.over((p.y for p in points.values()), BOTTOM - PAD, TOP + PAD)
        most = max(p.size for p in points.values())
        self.radius = _radius(most)
        discs = {name: Disc(self.x.at(p.x), self.y.at(p.y), self.radius(p.size)) for name, p in points.items()}
        self.discs = tuple(discs.values())
        self.written: list[Rect] = []
        self.add(card(theme, FrameBox(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)))
        self.corner = self._corner()
        self.add(self.corner)
        self._up(write_y, words.slower)
        self._across(write_x, words.more)
        self.bubbles = {name: VariantBubble(theme, name, disc) for name, disc in discs.items()}
        self.labels = self._labels(discs)
        self.corner_words = self._corner_words(words.corner)

    def drawn(self) -> list[VariantBubble]:
        """The bubbles in drawing order: large ones first, so that none hides a smaller one."""
        return sorted(self.bubbles.values(), key=lambda bubble: -bubble.disc.r)

    def trail(self, start: str, end: str) -> DashedLine:
        """The way from one variant's place to another's."""
        a, b = self.bubbles[start].disc, self.bubbles[end].disc
        line = DashedLine(at(a.x, a.y), at(b.x, b.y), dash_length=0.1)
        return line.set_stroke(self.theme.color("navy300"), width=stroke(2))

    def free_spot(self, radius: float) -> tuple[float, float]:
        """The place nearest to the middle where a disc covers no bubble and no label; else the middle."""
        middle = ((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2)
        places = [
            (LEFT + radius + i * (RIGHT - LEFT - 2 * radius) / 40, TOP + radius + j * (BOTTOM - TOP - 2 * radius) / 20)
            for i in range(41)
            for j in range(21)
        ]
        for x, y in sorted(places, key=lambda place: math.dist(place, middle)):
            apart = all(math.dist((x, y), (d.x, d.y)) > radius + d.r + 0.1 for d in self.discs)
            if apart and not any(rect.covers(Disc(x, y, radius)) for rect in self.written):
                return x, y
        return middle

    # ---- parts --------------------------------------------------------------------------------------
    def _corner(self) -> VMobject:
        """The quarter of an ellipse where little memory meets quick steps."""
        oval = Ellipse(width=2 * CORNER[0], height=2 * CORNER[1]).move_to(at(LEFT, BOTTOM))
        inner = Rectangle(width=RIGHT - LEFT - 0.04, height=BOTTOM - TOP - 0.04)
        quarter = Intersection(oval, inner.move_to(at((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2)))
        return quarter.set_fill(self.theme.color("gold100"), opacity=0).set_stroke(width=0)

    def _across(self, write: Callable[[float], str], more: str) -> None:
        """The axis of memory: grid lines with their values, left out where they would touch another word.

        Its name stands above its end, or below where a bubble is in the way.
        """
        y = BOTTOM + 0.35
        name = FrameText(self.theme, more, color="navy", bold=True)
        behind = VGroup()  # keeps the grid lines off the name
        above = Rect(RIGHT - 0.14 - name.width / 2, BOTTOM - 0.26, name.width, LINE_HIGH)
        if any(map(above.covers, self.discs)):
            end = RIGHT - name.width - 0.2
            name.put(RIGHT, y, "right")
        else:
            end = RIGHT + 0.25
            name.put(above.x, above.y, "center")
            plate = Rectangle(width=above.w + 0.1, height=above.h).move_to(at(above.x, above.y))
            behind.add(plate.set_fill(self.theme.color("white"), opacity=1).set_stroke(width=0))
            self.written.append(above)
        start = LEFT - 0.2
        for value in self.x.ticks(LEFT + 0.2, RIGHT - 0.2):
            x = self.x.at(value)
            line = FrameText(self.theme, write(value), size="frame_floor", color="mute").put(x, y, "center")
            self.add(self._grid(at(x, TOP + 0.03), at(x, BOTTOM - 0.03)))
            if x - line.width / 2 > start and x + line.width / 2 < end:
                start = x + line.width / 2 + 0.15
                self.add(line)
        arrows = arrow(self.theme, LEFT, LEFT, RIGHT + 0.08, ink="navy").rotate(PI / 2)
        self.add(behind, name, arrows.move_to(at((LEFT + RIGHT) / 2, BOTTOM + 0.06)))

    def _up(self, write: Callable[[float], str], slower: str) -> None:
        """The axis of time, its name turned, left of the widest value."""
        start, widest = math.inf, 0.0
        for value in self.y.ticks(BOTTOM - 0.15, TOP + 0.15):
            y = self.y.at(value)
            self.add(self._grid(at(LEFT + 0.03, y), at(RIGHT - 0.03, y)))
            if y + LINE_HIGH / 2 < start:
                start = y - LINE_HIGH / 2 - 0.1
                line = FrameText(self.theme, write(value), size="frame_floor", color="mute")
                widest = max(widest, line.width)
                self.add(line.put(LEFT - 0.2, y, "right"))
        name = FrameText(self.theme, slower, color="navy", bold=True).rotate(PI / 2)
        name.move_to(at(max(LEFT - 0.4 - widest - name.width / 2, name.width / 2 + 0.3), (TOP + BOTTOM) / 2))
        self.add(name, arrow(self.theme, LEFT - 0.06, BOTTOM + 0.08, TOP, ink="navy"))

    def _labels(self, discs: Mapping[str, Disc]) -> dict[str, VGroup]:
        """Each variant's name, in its bubble or beside it."""
        area = Rect((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, RIGHT - LEFT - 0.2, BOTTOM - TOP - 0.2)
        lines = {name: FrameText(self.theme, name, color=self.theme.variant(name).ink, bold=True) for name in discs}
        spots = place(self.discs, [(line.width, LINE_HIGH) for line in lines.values()], area, self.written)
        self.written += [spot.rect for spot in spots]
        by_name = zip(discs, spots, strict=True)
        return {name: self._label(name, lines[name], spot, discs[name]) for name, spot in by_name}

    def _corner_words(self, words: str) -> FrameText:
        """The corner's name where no bubble or label is; without room, nothing."""
        line = FrameText(self.theme, words, size="frame_floor", color="goldink", italic=True)
        for up, along in product(np.arange(0.3, 1.8, 0.1), np.arange(0.15, 1.8, 0.3)):
            rect = Rect(LEFT + along + line.width / 2, BOTTOM - up, line.width, LINE_HIGH)
            inside = math.hypot((along + line.width) / CORNER[0], (up + LINE_HIGH / 2) / CORNER[1]) < 1
            around = Rect(rect.x, rect.y, rect.w + 2 * WORDS_APART, rect.h)  # or it reads as one line with a label
            if inside and not any(map(rect.covers, self.discs)) and not any(map(around.meets, self.written)):
                self.written.append(rect)
                return line.put(rect.x, rect.y, "center")
        line.set_opacity(0)
        return line

    def _grid(self, start: np.ndarray, end: np.ndarray) -> Line:
        return Line(start, end).set_stroke(self.theme.color("mist"), width=stroke(1.25))

    def _label(self, name: str, line: FrameText, spot: Spot, disc: Disc) -> VGroup:
        variant = self.theme.variant(name)
        line.put(spot.rect.x, spot.rect.y, "center")
        if spot.inside:
            line.set_color(self.theme.color(variant.label))
        if not spot.leader:
            return VGroup(line)
        x, y = spot.rect.nearest(disc.x, disc.y)
        far = math.hypot(x - disc.x, y - disc.y)
        edge = at(disc.x + (x - disc.x) * disc.r / far, disc.y + (y - disc.y) * disc.r / far)
        leader = Line(edge, at(x, y)).set_stroke(self.theme.color(variant.ink), width=stroke(1.25))
        return VGroup(leader, line)


class SizeLegend(VGroup):  # type: ignore[misc]
    """What the size of a bubble says: the least, the middle and the most."""

    def __init__(
        self, theme: Theme, heading: tuple[str, ...], sizes: Mapping[str, float], radius: Callable[[float], float]
    ) -> None:
        super().__init__()
        left, wide = RIGHT + 0.32, 12.73 - RIGHT - 0.32
        self.add(card(theme, FrameBox(left, TOP, wide, LEGEND_BOTTOM - TOP)))
        for number, words in enumerate(heading):
            line = FrameText(theme, words, size="frame_floor", color="slate" if number else "navy", bold=not number)
            self.add(line.put(left + 0.22, TOP + 0.34 + 0.34 * number))
        y = TOP + 0.34 * (len(heading) + 0.5)
        room = LEGEND_BOTTOM - y - sum(2 * radius(size) for size in sizes.values())
        for words, size in sizes.items():
            y += room / (len(sizes) + 1)
            r = radius(size)
            circle = Circle(radius=r).move_to(at(left + 0.25 + LARGE, y + r))
            circle.set_fill(theme.color("navy100"), opacity=1).set_stroke(theme.color("navy300"), width=stroke(1.5))
            self.add(circle, FrameText(theme, words, color="char").put(left + 0.25 + 2 * LARGE + 0.2, y + r))
            y += 2 * r


def _radius(most: float) -> Callable[[float], float]:
    """Areas grow in proportion to the size, from a smallest that can still be seen."""

    def radius(size: float) -> float:
        return math.sqrt(SMALL**2 + (LARGE**2 - SMALL**2) * (size / most if most else 0.0))

    return radius
