"""A list as rows: each entry has one, rows share the height that there is, and hairlines part them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from build.drawing.page import Box, Connector, Paragraph, TextBox
from build.drawing.text_measure import POINTS
from build.layout.blocks.setting import Setting, holds
from build.layout.blocks.stack import body_place
from build.layout.blocks.words import entry_parts, renumbered, text_height
from build.layout.card import rule
from build.layout.draft import Draft
from build.layout.ladder import too_wide
from build.spec.content import Block, Bullets, Entry, Prose

AIR = 0.24  # of the size, above a row's words and below them, at the least


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with all that stands below it, at one size; nothing stands above its first paragraph."""

    paragraphs: tuple[Paragraph, ...]
    high: float  # inches of the words
    least: float  # and with the air that they need


@dataclass(frozen=True, slots=True)
class Rows:
    """A list's rows in a column of that height (inches)."""

    setting: Setting
    rows: tuple[Row, ...]
    room: float

    @property
    def fits(self) -> bool:
        return holds(self.room, sum(row.least for row in self.rows)) and not self.too_wide

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(len(words.lines) for row in self.rows for words in row.paragraphs)

    @property
    def too_wide(self) -> str:
        return too_wide((words for row in self.rows for words in row.paragraphs), self.setting.wide)


def is_words(blocks: Sequence[Block]) -> bool:
    """Whether blocks are nothing but prose and lists, however deep."""
    return all(
        isinstance(block, Prose)
        or (isinstance(block, Bullets) and all(is_words(entry.blocks) for entry in block.entries))
        for block in blocks
    )


def rows_of(bullets: Bullets, setting: Setting, room: float, *, bare: Entry | None = None) -> Rows:
    """The rows of a list that is words alone. What stands below the entry `bare` is drawn elsewhere."""
    rows = []
    for entry in bullets.entries:
        shown = replace(entry, blocks=()) if entry is bare else entry
        paragraphs = tuple(part for part in entry_parts(bullets, shown, setting) if isinstance(part, Paragraph))
        high = text_height(paragraphs)
        rows.append(Row(paragraphs, high, high + 2 * AIR * setting.em))
    return Rows(setting, tuple(rows), room)


def shared(least: Sequence[float], room: float) -> list[float]:
    """The rows' heights: each what it needs, and the same share of what is left."""
    more = max(0.0, room - sum(least)) / max(1, len(least))
    return [high + more for high in least]


def tops(heights: Sequence[float], top: float) -> Iterator[float]:
    """Where each row begins."""
    for high in heights:
        yield top
        top += high


def from_row(rows: Sequence[Row], place: int) -> list[Row]:
    """The rows from a place on, for a box of their own: their numbers go on."""
    whole = [words for row in rows for words in row.paragraphs]
    words = iter(renumbered([words for row in rows[place:] for words in row.paragraphs], whole))
    return [replace(row, paragraphs=tuple(islice(words, len(row.paragraphs)))) for row in rows[place:]]


def row_words(draft: Draft, role: str, rows: Sequence[Row], heights: Sequence[float], box: Box) -> TextBox:
    """The words of rows that begin at the top of a box, as one list, each in the middle of its row."""
    paragraphs: list[Paragraph] = []
    first = end = box.y + (heights[0] - rows[0].high) / 2
    for row, high, top in zip(rows, heights, tops(heights, box.y), strict=True):
        begin = top + (high - row.high) / 2
        lead, *others = row.paragraphs
        paragraphs += [replace(lead, before=round((begin - end) * POINTS, 2)), *others]
        end = begin + row.high
    return TextBox(
        name=draft.name(role), box=Box(box.x, first, box.w, end - first), paragraphs=tuple(paragraphs),
        placeholder=body_place(draft),
    )  # fmt: skip


def hairlines(draft: Draft, role: str, heights: Sequence[float], box: Box) -> list[Connector]:
    """A rule between any two rows."""
    starts = list(tops(heights, box.y))[1:]
    return [
        rule(draft, f"{role} rule {number}", box.x, box.right, y, color="line")
        for number, y in enumerate(starts, start=1)
    ]
