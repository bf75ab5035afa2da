"""Two or three columns on cards, their rows level across, and the sentence that they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS, RESERVE
from build.layout.blocks.columns import shares
from build.layout.blocks.rows import Rows, hairlines, is_words, row_words, rows_of, shared
from build.layout.blocks.setting import Setting, best, holds
from build.layout.blocks.stack import Stack, stack
from build.layout.card import PANEL, RADIUS, card, lower
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.ladder import Rung, fit_at
from build.layout.mixed import lay_blocks
from build.layout.runs import runs_of
from build.layout.ties import without_orphan
from build.spec.content import Block, Bullets, CodeBlock, Column, Columns, ColumnsSlide, Image
from build.spec.deck import Grid, Text, Words

GAP = 0.20
BAND = 0.78  # inches of the heads
INSET = 0.34  # of the words in a card
AIR, STACK_AIR = 0.12, 0.26  # above the first row and below the last; above other blocks and below them
HEADS = (26.0, 24.0, 22.0, 20.0, 18.0)
HEAD_SPACING, HEAD_AIR, HEAD_GAP = 1.06, 0.10, 0.25
MOST_CODE = 0.6  # of a head, that its code takes where it stands apart
HEAD_CODE = 20.0  # points of the code in a head, at most
USUAL, UNBROKEN = 22.0, 20.0
LARGE = (36.0, 33.0)  # of running text
SIZES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 17.0, 16.0)
SPACING = 1.12


@dataclass(frozen=True, slots=True)
class Level:
    """Lists side by side at one size: a row is as high as it needs to be in any of them."""

    columns: tuple[Rows, ...]
    least: tuple[float, ...]
    room: float

    @property
    def fits(self) -> bool:
        return holds(self.room, sum(self.least)) and not any(rows.too_wide for rows in self.columns)

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(count for rows in self.columns for count in rows.lines)


@dataclass(frozen=True, slots=True)
class Stacks:
    """Columns of any blocks at one size."""

    columns: tuple[Stack, ...]

    @property
    def fits(self) -> bool:
        return all(column.fits for column in self.columns)

    @property
    def airy(self) -> bool:
        return all(column.airy for column in self.columns)

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(count for column in self.columns for count in column.lines)


def lay_out(draft: Draft, slide: ColumnsSlide) -> None:
    if slide.visual is not None:
        lay_blocks(draft, slide, (Columns(columns=slide.columns, span=slide.span),), slide.verdict)
        return
    heading(draft)
    frame = content_frame(draft, slide, slide.verdict)
    band = BAND if any(column.heading for column in slide.columns) else 0.0
    level = all(len(column.blocks) == 1 and _is_list(column.blocks[0]) for column in slide.columns)
    air = AIR if level else STACK_AIR
    boxes, inner = _places(draft, slide.columns, frame.body, band, air)
    found = _level_lists(draft, slide.columns, inner) if level else _stacks(draft, slide.columns, inner)
    if isinstance(found, Stacks):
        low = lower(frame.body, max(column.grown for column in found.columns), band + 2 * air)
        boxes, inner = _places(draft, slide.columns, low, band, air)
    if isinstance(found, Level):
        heights = shared(found.least, found.room)
    rung = _head_size(draft, slide.columns, boxes)
    for number, (column, box, room) in enumerate(zip(slide.columns, boxes, inner, strict=True), start=1):
        role = f"column{number}"
        if band or not _brings_its_card(column):
            draft.add(card(draft, f"{role} card", box))
        if band:
            _head(draft, role, column, replace(box, h=BAND), rung)
        if isinstance(found, Stacks):
            found.columns[number - 1].report(draft, "the column", column.span)
            _draw_stack(draft, f"{role} block", found, number - 1, room, fills=not band and _is_code(column))
        else:
            rows = found.columns[number - 1]
            own = heights[: len(rows.rows)]
            _report(draft, found, rows, column)
            draft.add(*hairlines(draft, role, own, room), row_words(draft, role, rows.rows, own, room))
    frame.close(draft)


def _draw_stack(draft: Draft, role: str, found: Stacks, place: int, room: Box, *, fills: bool) -> None:
    """A column's blocks, which begin level with those beside it; `fills`: the only one is as high as the column."""
    own = found.columns[place]
    if fills:
        own.pieces[0].draw(draft, role, room)
        return
    top = max(0.0, room.h - max(column.grown for column in found.columns)) / 2
    own.draw(draft, role, Box(room.x, room.y + top, room.w, room.h - top), "top")


def _places(draft: Draft, columns: Sequence[Column], body: Box, band: float, air: float) -> tuple[list[Box], list[Box]]:
    """The cards, the first one where reading starts, and the rooms in them."""
    boxes = _boxes(columns, body)
    return boxes, [_inner(column, box, band, air) for column, box in zip(columns, boxes, strict=True)]


def _is_code(column: Column) -> bool:
    return len(column.blocks) == 1 and isinstance(column.blocks[0], CodeBlock)


def _boxes(columns: Sequence[Column], body: Box) -> list[Box]:
    """The cards, as wide as the columns say."""
    boxes, x = [], body.x
    for wide in shares(columns, body.w, GAP):
        boxes.append(Box(x, body.y, wide, body.h))
        x += wide + GAP
    return boxes


def _inner(column: Column, box: Box, band: float, air: float) -> Box:
    """Where a column's blocks stand in its card, below its head."""
    if not band and _brings_its_card(column):
        return box
    return Box(box.x + INSET, box.y + band + air, box.w - 2 * INSET, box.h - band - 2 * air)


def _brings_its_card(column: Column) -> bool:
    return len(column.blocks) == 1 and isinstance(column.blocks[0], CodeBlock | Grid | Image)


def _is_list(block: Block) -> bool:
    return isinstance(block, Bullets) and is_words([block])


def _level_lists(draft: Draft, columns: Sequence[Column], inner: Sequence[Box]) -> Level:
    """Lists in one size, in rows that are level."""
    lists = [block for column in columns for block in column.blocks if isinstance(block, Bullets)]
    setting = Setting(draft.measure, USUAL, inner[0].w, spacing=SPACING)
    found = best(SIZES, USUAL, lambda size: _level(lists, setting.at(size), inner))
    if max(found.lines) > 1:  # a little smaller, where no entry is broken then
        less = _level(lists, setting.at(UNBROKEN), inner)
        return less if max(less.lines) == 1 and less.fits else found
    return found


def _stacks(draft: Draft, columns: Sequence[Column], inner: Sequence[Box]) -> Stacks:
    """Any blocks one below the other, in one size in all columns."""
    pairs = list(zip(columns, inner, strict=True))

    def made(size: float) -> Stacks:
        settings = (Setting(draft.measure, size, box.w) for box in inner)
        stacks = (stack(draft, column.blocks, own, box.h) for (column, box), own in zip(pairs, settings, strict=True))
        return Stacks(tuple(stacks))

    found = best((*LARGE, *SIZES), USUAL, made, lambda stacks: stacks.airy)
    if draft.wraps_code or not any(column.too_wide for column in found.columns):
        return found
    draft.wraps_code = True
    return _stacks(draft, columns, inner)


def _level(lists: Sequence[Bullets], setting: Setting, inner: Sequence[Box]) -> Level:
    columns = tuple(
        rows_of(bullets, replace(setting, wide=box.w), box.h) for bullets, box in zip(lists, inner, strict=True)
    )
    deepest = max(len(rows.rows) for rows in columns)
    least = tuple(max(rows.rows[place].least for rows in columns if place < len(rows.rows)) for place in range(deepest))
    return Level(columns, least, inner[0].h)


def _report(draft: Draft, found: Level, rows: Rows, column: Column) -> None:
    """Say what does not fit: a word, or a column that is as long as the longest."""
    size = rows.setting.size
    words = [paragraph for row in rows.rows for paragraph in row.paragraphs]
    draft.report_unfit(
        "a column", fit_at(Rung(size, SPACING), words, high=99.0, wide=rows.setting.wide), column.span, 99.0
    )
    if not holds(found.room, sum(found.least)) and len(rows.rows) == len(found.least):
        hint = "shorten it, or make two slides of it"
        draft.report_high("the column", column.span, sum(found.least), found.room, size, hint)


# ---- heads ------------------------------------------------------------------------------------------
def _parted(heading: Text) -> tuple[Text, Text]:
    """What a head says, and the code in it, which stands at its right where it is short; code alone is what it says."""
    said = tuple(piece for piece in heading.pieces if not (isinstance(piece, Words) and piece.code))
    code = tuple(piece for piece in heading.pieces if isinstance(piece, Words) and piece.code)
    if not any(piece.text.strip() for piece in said if isinstance(piece, Words)):
        return heading, Text()
    return Text(said, heading.span), Text(code, heading.span)


def _head_size(draft: Draft, columns: Sequence[Column], boxes: Sequence[Box]) -> Rung:
    """The largest size at which every head fits its band: one line, then two of them where the words are many."""
    pairs = list(zip(columns, boxes, strict=True))
    for lines, high in ((1, HEADS[0] * HEAD_SPACING / POINTS), (2, BAND - HEAD_AIR)):
        for size in HEADS:
            rung = Rung(size, HEAD_SPACING)
            if all(_fits(draft, column, box, rung, lines, high) for column, box in pairs):
                return rung
    return Rung(HEADS[-1], HEAD_SPACING)


def _fits(draft: Draft, column: Column, box: Box, rung: Rung, lines: int, high: float) -> bool:
    words, _, _, _ = _head_parts(draft, column, box, rung)
    return fit_at(rung, words, high=high, wide=box.w).fits and all(len(line.lines) <= lines for line in words)


def _head_parts(draft: Draft, column: Column, box: Box, rung: Rung) -> tuple[list[Paragraph], Box, list[Run], Box]:
    """A head's words with their room, and the code at its right with its own."""
    said, code = _parted(column.heading)
    room = box.inset(INSET, 0)
    style = TextStyle(rung.size, "white", face="display")
    command = runs_of(code, TextStyle(min(rung.size, HEAD_CODE), "goldlt"), strong="goldlt", chip=False)
    taken = draft.measure.run_width(command) / (1 - RESERVE) + 0.01 if command else 0.0
    if taken > room.w * MOST_CODE:
        said, command, taken = column.heading, [], 0.0
    place = Box(room.right - taken, box.y, taken, box.h)
    left = replace(room, w=room.w - (taken + HEAD_GAP if command else 0.0))
    runs = without_orphan(runs_of(said, style, strong="white", chip=False), left.w, draft.measure)
    return [draft.measure.paragraph(runs, width=left.w, spacing=rung.spacing)], left, command, place


def _head(draft: Draft, role: str, column: Column, band: Box, rung: Rung) -> None:
    """A navy band with the column's name, and the code in it at its other end."""
    draft.add(
        Shape(
            name=draft.name(f"{role} band"), decorative=True, box=band, kind="round_top", radius=RADIUS, fill=PANEL
        )
    )  # fmt: skip
    if not column.heading:
        return
    words, room, command, place = _head_parts(draft, column, band, rung)
    fitted = fit_at(rung, words, high=band.h - HEAD_AIR, wide=room.w)
    draft.report_unfit("a column's heading", fitted, column.heading.span, band.h)
    if words[0].rtl:
        room, place = room.mirrored(band), place.mirrored(band)
    draft.add(TextBox(name=draft.name(f"{role} heading"), box=room, paragraphs=tuple(words), anchor="middle"))
    if command:
        line = draft.measure.of_labels.paragraph(command, width=place.w, align="right")
        draft.add(TextBox(name=draft.name(f"{role} code"), box=place, paragraphs=(line,), anchor="middle"))
