"""Variants as bubbles that go along their curves: first places stay as ghosts, names keep off one another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from manim import Circle, DashedVMobject, Line, VGroup, VMobject

from animations.mobjects.map_plot import BOTTOM, LEFT, LINE_HIGH, RIGHT, TOP
from animations.placement import LEADER_FROM, Disc, Rect, free_spot, place
from animations.style import FrameText, at, stroke
from build.theme.tokens import Theme, Variant

SMALL, LARGE = 0.17, 0.3  # radii of no parts more and of the most
DASHES = 22
TRAIL = 0.45  # opacity
HALO = 4  # points of white about a name, where a trail runs under it

AREA = Rect((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, RIGHT - LEFT - 0.16, BOTTOM - TOP - 0.16)

Spots = Mapping[str, tuple[float, float]]  # inches, by variant


@dataclass(frozen=True)
class Names:
    """Where each variant's name stands beside its bubble: inches to its middle."""

    beside: Spots

    def towards(self, other: Names, part: float) -> Names:
        """So far on the way to where they stand at another stop."""
        return Names({name: _towards(here, other.beside[name], part) for name, here in self.beside.items()})


class VariantBubble(VGroup):  # type: ignore[misc]
    """A filled circle with a light ring in it."""

    def __init__(self, theme: Theme, look: Variant, radius: float) -> None:
        super().__init__()
        self.radius = radius
        body = Circle(radius=radius).set_fill(theme.color(look.fill), opacity=1)
        body.set_stroke(theme.color("white"), width=stroke(1.5))
        ring = Circle(radius=radius - 0.045).set_stroke(theme.color("white"), width=stroke(1.25), opacity=0.6)
        self.add(body, ring)


class Bubbles(VGroup):  # type: ignore[misc]
    """All variants of a map. `go` sets them on a place of their curves, with their names."""

    def __init__(self, theme: Theme, sizes: Mapping[str, float], start: Spots) -> None:
        super().__init__()
        self.theme = theme
        self.start = dict(start)
        self.written: list[Rect] = []
        looks = {name: theme.variant(name) for name in sizes}
        radius = {name: radius_of(size, max(sizes.values())) for name, size in sizes.items()}
        self.ghosts = VGroup(*(self._ghost(looks[name], radius[name], start[name]) for name in sizes))
        self.trails = {name: self._trail(looks[name]) for name in sizes}
        self.bubbles = {name: VariantBubble(theme, looks[name], radius[name]) for name in sizes}
        self.leaders = {name: self._leader(looks[name]) for name in sizes}
        self.labels = {name: FrameText(theme, name, color=looks[name].ink, bold=True) for name in sizes}
        for label in self.labels.values():
            label.set_stroke(theme.color("white"), width=stroke(HALO), background=True)
        large_first = sorted(self.bubbles.values(), key=lambda bubble: -bubble.radius)
        self.add(self.ghosts, *self.trails.values(), *large_first, *self.leaders.values(), *self.labels.values())

    def mark_corner(self, words: str, places: Sequence[Spots]) -> None:
        """Name the corner where both axes begin, unless some bubble comes there."""
        line = FrameText(self.theme, words, size="frame_floor", color="slate", italic=True)
        rect = Rect(LEFT + 0.2 + line.width / 2, BOTTOM - 0.28, line.width, LINE_HIGH)
        if not any(rect.covers(disc) for spots in places for disc in self._discs(spots)):
            self.written.append(rect)
            self.add(line.put(rect.x, rect.y, "center"))

    def free_spot(self, spots: Spots, names: Names, radius: float) -> tuple[float, float]:
        """A place in the map for a disc that hides nothing."""
        labels = [
            Rect(x + names.beside[name][0], y + names.beside[name][1], self.labels[name].width, LINE_HIGH)
            for name, (x, y) in spots.items()
        ]
        return free_spot(radius, [*self._discs(spots), *self._discs(self.start)], [*labels, *self.written], AREA)

    def names_at(self, spots: Spots) -> Names:
        """Where the names can stand so that none lies on a bubble, a ghost or another name."""
        discs = self._discs(spots)
        sizes = [(label.width, LINE_HIGH) for label in self.labels.values()]
        ghosts = [
            Rect(*self.start[name], 2 * bubble.radius, 2 * bubble.radius)
            for name, bubble in self.bubbles.items()
            if math.dist(spots[name], self.start[name]) > bubble.radius
        ]
        found = place(discs, sizes, AREA, [*self.written, *ghosts])
        return Names(
            {
                name: (spot.rect.x - disc.x, spot.rect.y - disc.y)
                for name, disc, spot in zip(self.bubbles, discs, found, strict=True)
            }
        )

    def go(self, curves: Mapping[str, Sequence[tuple[float, float]]], names: Names) -> None:
        """Each variant stands at the end of its curve, which it leaves behind it."""
        for name, curve in curves.items():
            self.bubbles[name].move_to(at(*curve[-1]))
            self.trails[name].set_points_as_corners([at(*spot) for spot in (curve[0], *curve)])
            self._label(name, *curve[-1], names.beside[name])

    def _label(self, name: str, x: float, y: float, beside: tuple[float, float]) -> None:
        label, radius = self.labels[name], self.bubbles[name].radius
        rect = Rect(x + beside[0], y + beside[1], label.width, LINE_HIGH)
        label.put(rect.x, rect.y, "center")
        near = rect.nearest(x, y)
        far = math.dist(near, (x, y))
        shown = far > radius + LEADER_FROM
        edge = (x + (near[0] - x) * radius / far, y + (near[1] - y) * radius / far) if shown else near
        self.leaders[name].set_points_as_corners([at(*edge), at(*near)]).set_stroke(opacity=float(shown))

    def _discs(self, spots: Spots) -> list[Disc]:
        return [Disc(*spots[name], bubble.radius) for name, bubble in self.bubbles.items()]

    # ---- parts --------------------------------------------------------------------------------------
    def _ghost(self, look: Variant, radius: float, spot: tuple[float, float]) -> VGroup:
        """A tint with a dashed edge."""
        disc = Circle(radius=radius).move_to(at(*spot))
        dashes = VMobject().set_stroke(self.theme.color(look.ink), width=stroke(1.5))
        for dash in DashedVMobject(disc, num_dashes=DASHES):
            dashes.append_points(dash.points)
        disc.set_fill(self.theme.color(look.tint), opacity=1).set_stroke(width=0)
        return VGroup(disc, dashes)

    def _trail(self, look: Variant) -> VMobject:
        return VMobject().set_stroke(self.theme.color(look.fill), width=stroke(2.5), opacity=TRAIL)

    def _leader(self, look: Variant) -> Line:
        return Line(at(0, 0), at(1, 0)).set_stroke(self.theme.color(look.ink), width=stroke(1.25))


def radius_of(size: float, most: float) -> float:
    """Areas grow in proportion to the size, from a smallest that can still be seen."""
    return math.sqrt(SMALL**2 + (LARGE**2 - SMALL**2) * (size / most if most else 0.0))


def _towards(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
