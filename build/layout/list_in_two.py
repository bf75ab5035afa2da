"""A list of many short entries: two columns of rows, read one after the other, in larger type than one would have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.drawing.page import Box
from build.layout.blocks.rows import Row, from_row, hairlines, row_words, rows_of, shared
from build.layout.blocks.setting import Setting, best, holds
from build.layout.draft import Draft
from build.layout.ladder import too_wide
from build.spec.content import Bullets

MOST_LINES = 2
MANY = 8  # entries: fewer have a column
SIZES = (28.0, 26.0, 24.0, 22.0)
GAP = 0.6  # inches


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """The rows of both columns at one size, level across."""

    setting: Setting
    first: tuple[Row, ...]
    second: tuple[Row, ...]
    least: tuple[float, ...]
    room: float

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(len(words.lines) for row in (*self.first, *self.second) for words in row.paragraphs)

    @property
    def _too_wide(self) -> str:
        return too_wide((words for row in (*self.first, *self.second) for words in row.paragraphs), self.setting.wide)

    @property
    def fits(self) -> bool:
        """Whether each entry has two lines at most, and all of them their room."""
        return holds(self.room, sum(self.least)) and max(self.lines) <= MOST_LINES and not self._too_wide

    def draw(self, draft: Draft, inner: Box) -> None:
        """Draw both in a card, the first where the list is begun to be read."""
        left = Box(inner.x, inner.y, self.setting.wide, inner.h)
        right = left.mirrored(inner)
        boxes = (right, left) if self.first[0].paragraphs[0].rtl else (left, right)
        heights = shared(self.least, inner.h)
        for role, rows, box in zip(("list", "list rest"), (self.first, self.second), boxes, strict=True):
            own = heights[: len(rows)]
            draft.add(*hairlines(draft, role, own, box), row_words(draft, role, rows, own, box))


def in_two(bullets: Bullets, setting: Setting, inner: Box) -> TwoColumns | None:
    """A list in two columns of a card, where its entries are many and nothing stands below them."""
    if len(bullets.entries) < MANY or any(entry.blocks for entry in bullets.entries):
        return None
    narrow = setting.narrower((inner.w + GAP) / 2)
    return best(SIZES, SIZES[0], lambda size: _at(bullets, narrow.at(size), inner.h))


def _at(bullets: Bullets, setting: Setting, room: float) -> TwoColumns:
    rows = rows_of(bullets, setting, room).rows
    cut = (len(rows) + 1) // 2
    first, second = rows[:cut], from_row(rows, cut)
    return TwoColumns(setting, first, tuple(second), _level(first, second), room)


def _level(first: Sequence[Row], second: Sequence[Row]) -> tuple[float, ...]:
    beside = [*(row.least for row in second), *[0.0] * (len(first) - len(second))]
    return tuple(max(row.least, other) for row, other in zip(first, beside, strict=True))
