"""Where the labels of bubbles go, so that none covers a bubble or another label, whatever the facts are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = 0.1
CLEAR = 0.05
TURNS = (0, 180, 270, 90, 315, 225, 45, 135, 337.5, 202.5, 22.5, 157.5, 292.5, 247.5, 67.5, 112.5)
REACHES = (0.0, 0.18, 0.4, 0.7, 1.05, 1.5, 2.0, 2.6, 3.3)
LEADER_FROM = 0.15


@dataclass(frozen=True)
class Disc:
    """A bubble: centre and radius in inches."""

    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Rect:
    """A label's place: centre, width and height in inches."""

    x: float
    y: float
    w: float
    h: float

    def meets(self, other: Rect) -> bool:
        """Whether two labels come closer than they may."""
        return (
            abs(self.x - other.x) < (self.w + other.w) / 2 + CLEAR
            and abs(self.y - other.y) < (self.h + other.h) / 2 + CLEAR
        )

    def distance(self, x: float, y: float) -> float:
        """From a point to the nearest point of the label."""
        nx, ny = self.nearest(x, y)
        return math.hypot(nx - x, ny - y)

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        nx = min(max(x, self.x - self.w / 2), self.x + self.w / 2)
        ny = min(max(y, self.y - self.h / 2), self.y + self.h / 2)
        return nx, ny

    def covers(self, disc: Disc) -> bool:
        """Whether the label lies on a bubble, or too near."""
        return self.distance(disc.x, disc.y) < disc.r + CLEAR

    def inside(self, disc: Disc) -> bool:
        """Whether the label fits into a bubble."""
        reach = math.hypot(abs(self.x - disc.x) + self.w / 2, abs(self.y - disc.y) + self.h / 2)
        return reach <= disc.r - CLEAR

    def within(self, area: Rect) -> bool:
        return (
            abs(self.x - area.x) <= (area.w - self.w) / 2 and abs(self.y - area.y) <= (area.h - self.h) / 2
        )  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """Where a label stands: in its bubble, beside it, or farther off with a line to it (`leader`)."""

    rect: Rect
    inside: bool
    leader: bool


def place(
    discs: Sequence[Disc], sizes: Sequence[tuple[float, float]], area: Rect, written: Sequence[Rect] = ()
) -> list[Spot]:
    """A spot for each bubble's label: in it where it fits and nothing lies there, else as near as it can be.

    No label comes near the words that are `written` already.
    """
    spots: dict[int, Spot] = {}
    crowded = sorted(range(len(discs)), key=lambda i: -_neighbours(discs, i))
    for i in crowded:
        taken = [*written, *(spot.rect for spot in spots.values())]
        spots[i] = next(_free(discs, i, sizes[i], area, taken), _spot(discs[i], _beside(discs[i], sizes[i], 0, 0)))
    return [spots[i] for i in range(len(discs))]


def _free(
    discs: Sequence[Disc], i: int, size: tuple[float, float], area: Rect, taken: Sequence[Rect]
) -> Iterator[Spot]:
    """Spots that are free, the best first."""
    disc = discs[i]
    centre = Rect(disc.x, disc.y, *size)
    if centre.inside(disc) and not any(centre.covers(other) for j, other in enumerate(discs) if j != i):
        yield Spot(centre, inside=True, leader=False)
    for reach in REACHES:
        for turn in TURNS:
            rect = _beside(disc, size, turn, reach)
            if rect.within(area) and not any(map(rect.covers, discs)) and not any(map(rect.meets, taken)):
                yield _spot(disc, rect)


def _beside(disc: Disc, size: tuple[float, float], turn: float, reach: float) -> Rect:
    """The label so far from the bubble, in a direction (0 is right, 90 down)."""
    dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    far = disc.r + GAP + reach
    return Rect(disc.x + dx * (far + size[0] / 2), disc.y + dy * (far + size[1] / 2), *size)


def _spot(disc: Disc, rect: Rect) -> Spot:
    return Spot(rect, inside=False, leader=rect.distance(disc.x, disc.y) > disc.r + LEADER_FROM)


def _neighbours(discs: Sequence[Disc], i: int) -> int:
    near = (d for j, d in enumerate(discs) if j != i)
    return sum(math.hypot(d.x - discs[i].x, d.y - discs[i].y) < d.r + discs[i].r + 1 for d in near)


def free_spot(radius: float, discs: Sequence[Disc], written: Sequence[Rect], area: Rect) -> tuple[float, float]:
    """The place nearest to an area's middle where a disc covers no bubble and no words; else the middle."""
    places = [
        (area.x + (area.w - 2 * radius) * (i / 40 - 0.5), area.y + (area.h - 2 * radius) * (j / 20 - 0.5))
        for i in range(41)
        for j in range(21)
    ]
    for x, y in sorted(places, key=lambda place: math.dist(place, (area.x, area.y))):
        apart = all(math.dist((x, y), (d.x, d.y)) > radius + d.r + GAP for d in discs)
        if apart and not any(rect.covers(Disc(x, y, radius)) for rect in written):
            return x, y
    return area.x, area.y
