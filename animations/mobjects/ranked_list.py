"""A list whose rows change places: a colour, a name, a size that stays and a value that decides the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from manim import Circle, CubicBezier, VGroup

from animations.mobjects.bubbles import radius_of
from animations.mobjects.panels import card, rule
from animations.style import FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

LEFT, RIGHT, TOP, BOTTOM = 8.66, 12.73, 1.86, 6.38
PAD = 0.22
HEADING, HEADS, FIRST, PITCH = 2.2, 2.6, 3.06, 0.465
GHOST, MARK, NAME, SIZE = LEFT + 0.34, LEFT + 0.82, LEFT + 1.04, RIGHT - 1.05  # x; sizes end there
GHOST_RADIUS, MARK_RADIUS = 0.1, 0.14
RULE, KEY = 5.68, 6.03


@dataclass(frozen=True)
class ListWords:
    """The list's heading, and the names of its two columns."""

    heading: str
    size: str
    value: str


class RankedList(VGroup):  # type: ignore[misc]
    """Rows from first to last. `stand` moves them, each tied to its first place, which stays as a ghost."""

    def __init__(self, theme: Theme, words: ListWords, sizes: Mapping[str, str], ranks: Mapping[str, float]) -> None:
        super().__init__()
        self.theme = theme
        self.start = dict(ranks)
        self.add(card(theme, FrameBox(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)))
        right = RIGHT - PAD
        self.add(FrameText(theme, words.heading, color="navy", bold=True).put(LEFT + PAD, HEADING))
        for text, x in ((words.size, SIZE), (words.value, right)):
            self.add(FrameText(theme, text, size="frame_floor", color="slate").put(x, HEADS, "right"))
        self.ties: dict[str, CubicBezier] = {}
        self.rows: dict[str, VGroup] = {}
        self.values: dict[str, FrameText] = {}
        for name, size in sizes.items():
            look = theme.variant(name)
            ghost = Circle(radius=GHOST_RADIUS).move_to(at(GHOST, _y(ranks[name])))
            ghost.set_fill(theme.color(look.tint), opacity=1).set_stroke(theme.color(look.ink), width=stroke(1.25))
            self.ties[name] = self._tie(name, ranks[name])
            mark = Circle(radius=MARK_RADIUS).set_fill(theme.color(look.fill), opacity=1).set_stroke(width=0)
            label = FrameText(theme, name, size="frame_floor", color=look.ink, bold=True).put(NAME, _y(ranks[name]))
            number = FrameText(theme, size, size="frame_floor", color="slate").put(SIZE, _y(ranks[name]), "right")
            self.rows[name] = VGroup(mark.move_to(at(MARK, _y(ranks[name]))), label, number)
            self.values[name] = FrameText(theme, "–", color="char", bold=True)
            self.add(ghost)
        self.add(*self.ties.values(), *self.rows.values(), *self.values.values())

    def stand(self, ranks: Mapping[str, float]) -> None:
        """Every row at its rank, which may lie between two."""
        for name, rank in ranks.items():
            down = at(0, _y(rank)) - at(0, self._at(name))
            self.rows[name].shift(down)
            self.values[name].shift(down)
            self.ties[name].become(self._tie(name, rank))

    def write(self, values: Mapping[str, str]) -> None:
        """The value of every row as it is written."""
        for name, value in values.items():
            line = FrameText(self.theme, value, color="char", bold=True)
            self.values[name].turn(line.put(RIGHT - PAD, self._at(name), "right"))

    def add_key(self, words: str, sizes: Mapping[str, float]) -> None:
        """Under the rows what the size of a bubble says: the least and the most."""
        self.add(rule(self.theme, LEFT + PAD, RIGHT - PAD, RULE))
        x, most = LEFT + PAD, max(sizes.values())
        for text, size in sizes.items():
            radius = radius_of(size, most)
            circle = Circle(radius=radius).move_to(at(x + radius, KEY))
            circle.set_fill(self.theme.color("navy100"), opacity=1)
            circle.set_stroke(self.theme.color("navy300"), width=stroke(1.5))
            line = FrameText(self.theme, text, size="frame_floor", color="slate").put(x + 2 * radius + 0.08, KEY)
            self.add(circle, line)
            x += 2 * radius + line.width + 0.2
        self.add(FrameText(self.theme, words, size="frame_floor", color="slate").put(x, KEY))

    def _at(self, name: str) -> float:
        """Inches of a row's middle from the top."""
        return float(at(0, 0)[1] - self.rows[name][0].get_center()[1])

    def _tie(self, name: str, rank: float) -> CubicBezier:
        """The curve from a variant's first place to where it stands."""
        start, end, middle = GHOST + GHOST_RADIUS, MARK - MARK_RADIUS, (GHOST + MARK) / 2
        a, b = _y(self.start[name]), _y(rank)
        curve = CubicBezier(at(start, a), at(middle, a), at(middle, b), at(end, b))
        return curve.set_stroke(self.theme.color(self.theme.variant(name).fill), width=stroke(2), opacity=0.6)


def _y(rank: float) -> float:
    return FIRST + PITCH * rank
