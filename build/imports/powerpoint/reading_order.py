"""What stands on a slide in the order in which it is read, and what stands side by side.

Boxes are cut apart along the gaps between them, across and down by turns (the recursive X-Y cut of Nagy and Seth,
1984). Rows that all have the same two or three columns are columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from build.drawing.page import Box
from build.imports.powerpoint.paragraphs import NOWHERE
from build.spec.content import Block, Bullets, CodeBlock, Column, Columns, Entry, Formula, Image, Prose, Subheading
from build.spec.deck import Grid, Text

_OVERLAP = 0.12  # the share of a side that two boxes may have in common and still stand apart
_NARROW = 0.14  # of the slide: a column as narrow is none
_LABELS = 4  # so many short texts in a row are a drawing
_HEADING = 9  # words at most
_COLUMNS = 3
_CROWD = 300  # shapes: so many are no columns of text
_DEEP = 40  # cuts inside one another


@dataclass(slots=True)
class Item:
    """A shape with what it says. `label`: a short text in a shape of its own; `size`: its largest letters."""

    box: Box
    blocks: list[Block]
    name: str = ""
    label: bool = False
    size: float = 0.0
    id: int = 0  # of the shape on its slide


@dataclass(slots=True)
class Arranged:
    """A slide's blocks, and the names of shapes whose words became one list."""

    blocks: list[Block] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    again: int = 0  # how often a picture came that was there already


def arrange(items: Sequence[Item], width: float, *, leftwards: bool = False) -> Arranged:
    """The blocks of a slide that is so wide; `leftwards` where its script runs to the left."""
    arranged = Arranged()
    shown = [item for item in items if item.blocks]
    seen: set[str] = set()
    for item in list(shown):
        match item.blocks:
            case [Image(path=path)] if path in seen:
                arranged.again += 1
                shown.remove(item)
            case [Image(path=path)]:
                seen.add(path)
    if shown:
        arranged.blocks = list(_rows(shown, width, leftwards, arranged.drawings))
    return arranged


def in_order(items: Sequence[Item], *, leftwards: bool = False) -> list[Item]:
    """Items in the order in which they are read, those side by side one behind the other."""
    return list(_flat(items, leftwards, 0))


# ---- rows and columns -------------------------------------------------------------------------------
def _rows(items: Sequence[Item], width: float, leftwards: bool, drawings: list[str]) -> Iterator[Block]:
    rows = _cut(items, down=True)
    waiting: list[Item] = []
    at = 0
    while at < len(rows):
        end, columns = at + 1, _cut(rows[at], down=False)
        found = columns if len(columns) > 1 else []
        union = list(rows[at])
        while end < len(rows) and 1 < len(columns) <= _COLUMNS and len(union) < _CROWD:
            union = [*union, *rows[end]]
            columns = _cut(union, down=False)
            if len(columns) > 1 and len(_cut(rows[end], down=False)) > 1:
                found = columns
            elif len(columns) < len(found):
                break
            end += 1
        taken = {id(item) for column in found for item in column}
        if found and 2 <= len(found) <= _COLUMNS and _are_columns(found, width):
            yield from _labelled(waiting, drawings)
            waiting = []
            yield from _side_by_side(found[::-1] if leftwards else found, drawings, leftwards)
            at += sum(all(id(item) in taken for item in row) for row in rows[at:])
        else:
            waiting += _flat(rows[at], leftwards, 1)
            at += 1
    yield from _labelled(waiting, drawings)


def _are_columns(columns: Sequence[Sequence[Item]], width: float) -> bool:
    for column in columns:
        box = around(column)
        if box.w < _NARROW * width:
            return False
    if all(item.label for column in columns for item in column):
        return False  # words of a drawing
    boxes = [around(column) for column in columns]
    common = min(box.bottom for box in boxes) - max(box.y for box in boxes)
    return common > 0.3 * max(box.h for box in boxes) or common > 0.6 * min(box.h for box in boxes)


def _side_by_side(columns: Sequence[Sequence[Item]], drawings: list[str], leftwards: bool) -> Iterator[Block]:
    inside = [list(_labelled(list(_flat(column, leftwards, 0)), drawings)) for column in columns]
    pictures = [blocks for blocks in inside if len(blocks) == 1 and isinstance(blocks[0], Image)]
    wide = any(isinstance(block, Grid | CodeBlock | Formula) for blocks in inside for block in blocks)
    if len(inside) == len(pictures):
        yield from (block for blocks in inside for block in blocks)
        return
    captioned = [_captioned(blocks) for blocks in inside]
    if all(captioned):
        yield from (image for image in captioned if image)
        return
    if len(inside) == 2 and len(pictures) == 1 and not wide:
        first = inside[0] is pictures[0]
        image = pictures[0][0]
        assert isinstance(image, Image)
        yield from inside[1 if first else 0]
        yield replace(image, place="left" if first != leftwards else "right")
        return
    headed = all(len(blocks) > 1 and _heads(blocks[0]) for blocks in inside)
    yield Columns(
        columns=tuple(
            Column(blocks=tuple(blocks[1:]), span=NOWHERE, heading=_text(blocks[0]))
            if headed
            else Column(blocks=tuple(blocks), span=NOWHERE)
            for blocks in inside
        ),
        span=NOWHERE,
    )


def _captioned(blocks: Sequence[Block]) -> Image | None:
    """A picture with a short text above or below it, as its caption."""
    match blocks:
        case [Image() as image, Prose(text=text)] | [Prose(text=text), Image() as image] if not image.caption:
            return replace(image, caption=text) if "\n" not in text.plain else None
        case [Image() as image]:
            return image
    return None


def _heads(block: Block) -> bool:
    return isinstance(block, Prose) and "\n" not in block.text.plain and len(block.text.plain.split()) <= _HEADING


def _text(block: Block) -> Text:
    return block.text if isinstance(block, Prose | Subheading) else Text()


def _labelled(items: Sequence[Item], drawings: list[str]) -> Iterator[Block]:
    """The blocks of items; many short texts in a row are one list."""
    at = 0
    while at < len(items):
        end = at
        while end < len(items) and items[end].label:
            end += 1
        if end - at >= _LABELS:
            drawings.append(items[at].name)
            texts = {text.plain: text for item in items[at:end] for text in map(_text, item.blocks)}  # each once
            yield Bullets(entries=tuple(Entry(text=text, span=NOWHERE) for text in texts.values()), span=NOWHERE)
            at = end
        else:
            end = max(end, at + 1)
            for item in items[at:end]:
                yield from item.blocks
            at = end


# ---- cutting ----------------------------------------------------------------------------------------
def _flat(items: Sequence[Item], leftwards: bool, depth: int) -> Iterator[Item]:
    if len(items) < 2 or depth > _DEEP:
        yield from items
        return
    for down in (True, False) if depth % 2 == 0 else (False, True):
        parts = _cut(items, down=down)
        if len(parts) > 1:
            for part in parts if down or not leftwards else parts[::-1]:
                yield from _flat(part, leftwards, depth + (1 if down == (depth % 2 == 0) else 2))
            return
    tall = sorted(item.box.h for item in items)[len(items) // 2] or 1
    across = -1 if leftwards else 1
    yield from sorted(items, key=lambda item: (round(item.box.y / tall), across * item.box.x))


def _cut(items: Sequence[Item], *, down: bool) -> list[list[Item]]:
    """Items parted where none of them stands, from the top or from the left."""
    ends = [_ends(item.box, down) for item in items]
    order = sorted(range(len(items)), key=lambda index: ends[index])
    parts: list[list[Item]] = []
    edge = float("-inf")
    for index in order:
        start, end = ends[index]
        if parts and start < edge:
            parts[-1].append(items[index])
            edge = max(edge, end)
        else:
            parts.append([items[index]])
            edge = end
    return parts


def _ends(box: Box, down: bool) -> tuple[float, float]:
    """Where a box begins and ends, a little inside of it: boxes touch, and their text does not."""
    start, size = (box.y, box.h) if down else (box.x, box.w)
    return start + size * _OVERLAP, start + size * (1 - _OVERLAP)


def around(items: Sequence[Item]) -> Box:
    """The box that all of them stand in."""
    x, y = min(item.box.x for item in items), min(item.box.y for item in items)
    right, bottom = max(item.box.right for item in items), max(item.box.bottom for item in items)
    return Box(x, y, right - x, bottom - y)
