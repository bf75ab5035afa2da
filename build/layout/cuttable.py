"""Where a slide of ordinary Markdown may be cut: between bullets, rows, pictures, columns or blocks, or in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Any

from build.layout.cut_finer import lines_of, pieces_of, units_of
from build.spec.content import (
    Block,
    Bullets,
    CodeBlock,
    Column,
    Columns,
    ColumnsSlide,
    ContentSlide,
    GallerySlide,
    ListingSlide,
    ListSlide,
    MixedSlide,
    PictureSlide,
    Prose,
    Quotation,
    QuoteSlide,
    Subheading,
    TableSlide,
    WorksSlide,
)
from build.spec.deck import Grid
from build.spec.walk import parts_in, texts_in

LINE = 24.0  # letters that a line's own height is worth


@dataclass(frozen=True, slots=True)
class Cuttable:
    """A slide as a row of units: how much each takes, in letters, and the slide of those from one up to another."""

    weights: tuple[float, ...]
    make: Callable[[int, int], ContentSlide]


def cuttable(slide: ContentSlide) -> list[Cuttable]:
    """The ways to cut a slide, the one that keeps most together first; none for a kind that stays whole."""
    ways = WAYS.get(type(slide), ())
    return [found for way in ways if len((found := way(slide)).weights) > 1]


def _weight(value: object) -> float:
    """Letters of all words and lines of code."""
    lines = [text.plain for text in texts_in(value)]
    lines += [line for code in parts_in(value, CodeBlock) for line in code.text]
    return sum(len(line) + LINE for line in lines) or LINE


# ---- kinds with one thing ---------------------------------------------------------------------------
def _list(slide: ListSlide) -> Cuttable:
    entries = slide.bullets.entries
    return Cuttable(
        tuple(map(_weight, entries)),
        lambda start, end: replace(slide, bullets=replace(slide.bullets, entries=entries[start:end])),
    )


def _table(slide: TableSlide) -> Cuttable:
    rows = slide.grid.rows
    weights = tuple(max(map(_weight, row), default=LINE) for row in rows)
    return Cuttable(weights, lambda start, end: replace(slide, grid=replace(slide.grid, rows=rows[start:end])))


def _works(slide: WorksSlide) -> Cuttable:
    works = slide.works
    return Cuttable(tuple(map(_weight, works)), lambda start, end: replace(slide, works=works[start:end]))


def _gallery(slide: GallerySlide) -> Cuttable:
    images = slide.images
    return Cuttable((1.0,) * len(images), lambda start, end: replace(slide, images=images[start:end]))


def _listing(slide: ListingSlide) -> Cuttable:
    """Blocks of lines between blank ones. What is said of a line goes with it; lines keep their numbers."""
    return _listing_at(slide, _paragraphs(slide.code.text))


def _any_line(slide: ListingSlide) -> Cuttable:
    """The same at any line: for code without blank ones."""
    return _listing_at(slide, range(len(slide.code.text)))


def _listing_at(slide: ListingSlide, starts: Sequence[int]) -> Cuttable:
    lines = slide.code.text
    ends = [*starts[1:], len(lines)]

    def make(start: int, end: int) -> ListingSlide:
        first, last = starts[start], ends[end - 1]
        shown = range(slide.code.first + first, slide.code.first + last)
        notes = tuple(
            note
            for note in slide.notes_on_lines
            if (note.first is None and not start) or (note.first is not None and note.first in shown)
        )
        return replace(slide, code=_lines(slide.code, first, last), notes_on_lines=notes)

    return Cuttable(tuple(float(end - start) for start, end in zip(starts, ends, strict=True)), make)


def _callouts(slide: ListingSlide) -> Cuttable:
    """The code again with each of the callouts on it."""
    notes = slide.notes_on_lines
    return Cuttable(tuple(map(_weight, notes)), lambda start, end: replace(slide, notes_on_lines=notes[start:end]))


def _said_of_code(slide: ListingSlide) -> Cuttable:
    """The code, and behind it as paragraphs what is said of all of it."""
    notes = slide.notes_on_lines
    if not notes or any(note.first is not None for note in notes):
        return Cuttable((), lambda start, end: slide)
    leads = [(note.item.lead, note.item.rest) for note in notes]
    said = [Prose(text=text) for lead in leads for text in lead if text]
    return _of_units(slide, [(slide.code,), *((prose,) for prose in said)])


def _paragraphs(lines: Sequence[str]) -> list[int]:
    """Where paragraphs of code begin, counted from 0."""
    return [i for i, line in enumerate(lines) if line.strip() and (i == 0 or not lines[i - 1].strip())] or [0]


def _lines(code: CodeBlock, first: int, last: int) -> CodeBlock:
    """Lines of a listing, without blank ones at their end."""
    while last > first + 1 and not code.text[last - 1].strip():
        last -= 1
    return lines_of(code, first, last)


# ---- columns ----------------------------------------------------------------------------------------
def _level(slide: ColumnsSlide) -> Cuttable:
    """Rows of lists side by side, where each has as many: what is compared stays together."""
    lists = [column.blocks[0] for column in slide.columns if len(column.blocks) == 1]
    rows = [block.entries for block in lists if isinstance(block, Bullets)]
    if len(rows) < len(slide.columns) or len({len(entries) for entries in rows}) != 1:
        return Cuttable((), lambda start, end: slide)

    def make(start: int, end: int) -> ColumnsSlide:
        shown = (replace(block, entries=block.entries[start:end]) for block in lists if isinstance(block, Bullets))
        columns = (replace(column, blocks=(block,)) for column, block in zip(slide.columns, shown, strict=True))
        return replace(slide, columns=tuple(columns))

    return Cuttable(tuple(max(map(_weight, row)) for row in zip(*rows, strict=True)), make)


def _columns(slide: ColumnsSlide) -> Cuttable:
    """Whole columns, each with its head."""
    columns = slide.columns
    return Cuttable((1.0,) * len(columns), lambda start, end: replace(slide, columns=columns[start:end]))


def _blocks_of_columns(slide: ColumnsSlide) -> Cuttable:
    """All that stands in the columns, one below the other."""
    return _of_units(slide, _units_of_columns(slide))


def _finest_of_columns(slide: ColumnsSlide) -> Cuttable:
    return _in_row(slide, _finest_row(_units_of_columns(slide)))


def _units_of_columns(slide: ColumnsSlide) -> list[Unit]:
    verdict = [Prose(text=slide.verdict)] if slide.verdict else []
    return _units([*(block for column in slide.columns for block in _below_head(column)), *verdict])


def _below_head(column: Column) -> tuple[Block, ...]:
    return (*([Subheading(text=column.heading)] if column.heading else []), *column.blocks)


# ---- blocks -----------------------------------------------------------------------------------------
def _mixed(slide: MixedSlide) -> Cuttable:
    return _of_units(slide, _units(slide.blocks))


def _unrolled(slide: MixedSlide) -> Cuttable:
    """Blocks as above, columns among them one below the other; none where there are no such."""
    if not any(isinstance(block, Columns) for block in slide.blocks):
        return Cuttable((), lambda start, end: slide)
    return _of_units(slide, _units([inner for block in slide.blocks for inner in _without_columns(block)]))


def _finest(slide: MixedSlide) -> Cuttable:
    """Blocks as above, long paragraphs at their sentences and code at any line."""
    blocks = [inner for block in slide.blocks for inner in _without_columns(block)]
    return _in_row(slide, _finest_row(_units(blocks)))


def _quote(slide: QuoteSlide) -> Cuttable:
    """A quote at its sentences; whose it is stands on the last slide."""
    pieces = pieces_of([(slide.quotation,)])

    def make(start: int, end: int) -> QuoteSlide:
        (quotation,) = units_of(pieces[start:end])[0]
        return replace(slide, quotation=quotation) if isinstance(quotation, Quotation) else slide

    return Cuttable(tuple(_weight(piece.blocks) for piece in pieces), make)


def _without_columns(block: Block) -> Sequence[Block]:
    if not isinstance(block, Columns):
        return [block]
    return [inner for column in block.columns for inner in _below_head(column)]


def _of_units(slide: ContentSlide, units: Sequence[Unit]) -> Cuttable:
    return _in_row(slide, _row(units))


def _in_row(slide: ContentSlide, row: Row) -> Cuttable:
    return Cuttable(row.weights, lambda start, end: _with_blocks(slide, row.blocks(start, end)))


def _picture(slide: PictureSlide) -> Cuttable:
    """The picture stays with the first blocks; the others follow without it."""
    return _below_picture(slide, _row(_units(slide.blocks)))


def _finest_below_picture(slide: PictureSlide) -> Cuttable:
    return _below_picture(slide, _finest_row(_units(slide.blocks)))


def _below_picture(slide: PictureSlide, row: Row) -> Cuttable:
    def make(start: int, end: int) -> ContentSlide:
        blocks = row.blocks(start, end)
        return replace(slide, blocks=blocks) if not start else _with_blocks(slide, blocks)

    return Cuttable(row.weights, make)


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks as units: how much each takes, and the blocks of those from one up to another."""

    weights: tuple[float, ...]
    blocks: Callable[[int, int], tuple[Block, ...]]


def _row(units: Sequence[Unit]) -> Row:
    return Row(tuple(map(_weight, units)), lambda start, end: _joined(units[start:end]))


def _finest_row(units: Sequence[Unit]) -> Row:
    pieces = pieces_of(units)
    weights = tuple(_weight(piece.blocks) for piece in pieces)
    return Row(weights, lambda start, end: _joined(units_of(pieces[start:end])))


Unit = tuple[Block, ...]


def _units(blocks: Sequence[Block]) -> list[Unit]:
    """Blocks, lists and tables by their items; a heading stays with what it heads, words that end in a colon too."""
    units: list[Unit] = []
    leading: Unit = ()
    for block in blocks:
        if isinstance(block, Subheading) or _announces(block):
            leading = (*leading, block)
            continue
        first, *others = _items(block)
        units += [(*leading, first), *((other,) for other in others)]
        leading = ()
    return [*units, leading] if leading else units


def _announces(block: Block) -> bool:
    texts = texts_in(block)
    return not isinstance(block, Bullets | Grid) and len(texts) == 1 and texts[0].plain.rstrip().endswith(":")


def _items(block: Block) -> list[Block]:
    """A list's entries and a table's rows as lists and tables of one; any other block is one."""
    if isinstance(block, Bullets) and block.entries:
        return [replace(block, entries=(entry,)) for entry in block.entries]
    if isinstance(block, Grid) and block.rows:
        return [replace(block, rows=(row,)) for row in block.rows]
    return [block]


def _joined(units: Sequence[Unit]) -> tuple[Block, ...]:
    """The blocks of some units: what was one list or table is one again."""
    blocks = (block for unit in units for block in unit)
    joined: list[Block] = []
    for (kind, _), group in groupby(blocks, key=_origin):
        same: list[Any] = list(group)
        if kind is Bullets:
            joined.append(replace(same[0], entries=tuple(entry for block in same for entry in block.entries)))
        elif kind is Grid:
            joined.append(replace(same[0], rows=tuple(row for block in same for row in block.rows)))
        else:
            joined += same
    return tuple(joined)


def _origin(block: Block) -> tuple[type[Any], object]:
    """What two blocks have in common that were one."""
    return (type(block), block.span if isinstance(block, Bullets | Grid) else id(block))


def _with_blocks(slide: ContentSlide, blocks: tuple[Block, ...]) -> ContentSlide:
    """A slide of the kind that suits its blocks, with all that the slide has besides."""
    common = {part.name: getattr(slide, part.name) for part in fields(ContentSlide)}
    match blocks:
        case (Bullets() as bullets,):
            return ListSlide(**common, bullets=bullets)
        case (Grid() as grid,):
            return TableSlide(**common, grid=grid)
        case _:
            return MixedSlide(**common, blocks=blocks)


WAYS: Mapping[type[ContentSlide], Sequence[Callable[[Any], Cuttable]]] = {
    ListSlide: [_list],
    WorksSlide: [_works],
    TableSlide: [_table],
    GallerySlide: [_gallery],
    ListingSlide: [_listing, _callouts, _said_of_code, _any_line],
    ColumnsSlide: [_level, _columns, _blocks_of_columns, _finest_of_columns],
    MixedSlide: [_mixed, _unrolled, _finest],
    PictureSlide: [_picture, _finest_below_picture],
    QuoteSlide: [_quote],
}
