"""A block of a paged cache: its number, how many use it, and a cell for each of its tokens."""

from __future__ import annotations

from manim import Animation, AnimationGroup, RoundedRectangle, VGroup

from animations.mobjects.panels import slot, tile
from animations.style import FrameBox, FrameText, stroke
from build.theme.tokens import Theme

PAD, CELL_GAP = 0.09, 0.025
NUMBER, CELLS, CELL_HIGH = 0.31, 0.61, 0.39
RADIUS = 0.12
LOOKS = {"old": ("mist", "line2"), "kept": ("navy500", "navy500"), "new": ("gold", "goldd")}
EDGES = {0: ("line2", "white", 1.25), 1: ("navy500", "white", 2.0)}
SHARED = ("navy", "navy50", 3.0)
FRESH = ("gold", "gold50", 3.0)
BADGE = FrameBox(0.0, -0.2, 0.52, 0.4)


class CacheBlock(VGroup):  # type: ignore[misc]
    """A free block with old tokens. `use` says how many have it; `fill` and `forget` change its cells."""

    def __init__(self, theme: Theme, box: FrameBox, number: str, size: int, old: int) -> None:
        super().__init__()
        self.theme, self.box, self.users_count = theme, box, 0
        self.body = tile(theme, box, edge="line2", points=1.25, radius=RADIUS)
        self.number = FrameText(theme, number, color="mute").put(box.x + 0.17, box.y + NUMBER)
        badge = FrameBox(box.x + box.w - 0.12 - BADGE.w, box.y + NUMBER + BADGE.y, BADGE.w, BADGE.h)
        self.badge = tile(theme, badge, fill="gold", radius=0.1).set_opacity(0)
        self.users = FrameText(theme, "×", color="navy", bold=True).put(badge.x + badge.w / 2, badge.y + badge.h / 2)
        self.users.set_opacity(0)
        wide = (box.w - 2 * PAD + CELL_GAP) / size
        boxes = [
            FrameBox(box.x + PAD + wide * place, box.y + CELLS, wide - CELL_GAP, CELL_HIGH) for place in range(size)
        ]
        self.cells = [tile(theme, place, fill="mist", edge="line2", points=1, radius=0.05) for place in boxes]
        for cell in self.cells[old:]:
            cell.set_opacity(0)
        self.add(self.body, self.number, self.badge, self.users)
        self.add(*(slot(theme, place, radius=0.05) for place in boxes), *self.cells)

    def cell_place(self, place: int) -> FrameBox:
        """Where the cell of a token is, from 0."""
        cell = self.cells[place]
        return FrameBox(self.box.x + cell.get_center()[0] - self.body.get_left()[0] - cell.width / 2,
                        self.box.y + CELLS, cell.width, CELL_HIGH)  # fmt: skip

    def use(self, users: int, words: str, *, fresh: bool = False) -> Animation:
        """So many have it now; more than one is marked, and so is a fresh one."""
        edge, fill, points = FRESH if fresh else EDGES.get(users, SHARED)
        self.users_count = users
        color, bold = ("navy", True) if users else ("mute", False)
        self.number.turn(
            FrameText(self.theme, self.number.string, color=color, bold=bold).put(
                self.box.x + 0.17, self.box.y + NUMBER
            )
        )
        middle = self.badge.get_center()
        line = FrameText(self.theme, words, color="navy", bold=True)
        line.within(self.badge)
        self.users.turn(line).set_opacity(float(users > 0))
        self.badge.move_to(middle).set_opacity(float(users > 1))
        return self.body.animate(run_time=0.25).set_fill(self.theme.color(fill)).set_stroke(
            self.theme.color(edge), width=stroke(points)
        )  # fmt: skip

    def want(self) -> Animation:
        """It is written to next."""
        wanted: Animation = self.body.animate(run_time=0.4).set_stroke(self.theme.color("gold"), width=stroke(4))
        return wanted

    def fill(self, first: int, last: int, look: str, *, run_time: float = 0.3) -> Animation:
        """The tokens from one place to before another, in a look."""
        return AnimationGroup(*(self._paint(cell, look) for cell in self.cells[first:last]), run_time=run_time)

    def forget(self, first: int = 0, *, run_time: float = 0.4) -> Animation:
        """The tokens from a place on go."""
        return AnimationGroup(*(cell.animate.set_opacity(0) for cell in self.cells[first:]), run_time=run_time)

    def _paint(self, cell: RoundedRectangle, look: str) -> Animation:
        fill, edge = (self.theme.color(color) for color in LOOKS[look])
        painted: Animation = cell.animate.set_fill(fill, opacity=1).set_stroke(edge, opacity=1)
        return painted
