"""Slides of ordinary Markdown that we built, as the blocks that they were: by the names of their shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from build.imports.powerpoint.own_slides import OwnSlide, spaced, unstyled
from build.imports.powerpoint.paragraphs import NOWHERE
from build.parse.texts import join, make
from build.spec.content import Block, Bullets, CodeBlock, Column, Columns, Entry, Formula, Prose, Quotation
from build.spec.deck import Text, Words

_PLAIN = re.compile(r"[\s\xa0]+")


def content_blocks(slide: OwnSlide) -> list[Block]:
    """What stands on a slide of a kind that needs no label; what is taken is gone."""
    return [block for read in _READERS for block in read(slide)]


def statement_of(slide: OwnSlide) -> Text:
    """The great number or sentence that is a slide's heading, with its unit."""
    return join([join(slide.take("statement")), join(slide.take("statement unit"))])


def cover_blocks(slide: OwnSlide) -> list[Block]:
    """What stands below the title of a deck."""
    blocks: list[Block] = [Prose(text=spaced(text)) for text in slide.take("subtitle")]
    promises = [unstyled(join(texts)) for texts in slide.numbered(r"promise (\d+) words")]
    return [*blocks, *_bullets(promises)]


def part_blocks(slide: OwnSlide) -> list[Block]:
    """The lines of a part; those that are the titles of its slides come by themselves."""
    lines = slide.take("lines")
    return [*_bullets(lines)] if slide.record.get("lines") else []


def _quote(slide: OwnSlide) -> Iterator[Block]:
    texts, by = slide.take("quote"), join(slide.take("quote by"))
    if texts:
        name = make([replace(piece, bold=False) for piece in by.pieces if piece.bold], by)
        source = make([piece for piece in by.pieces if not piece.bold], by)
        yield Quotation(texts=tuple(unstyled(text) for text in texts), span=NOWHERE, by=name, source=source)


def _formula(slide: OwnSlide) -> Iterator[Block]:
    shown = slide.take("formula")
    drawn = [piece.text for text in shown for piece in text.pieces if isinstance(piece, Words) and piece.math]
    for source in (slide.record.get("formula") or drawn)[:1]:
        yield Formula(source=source, span=NOWHERE)
    said = slide.record.get("symbols", [])
    entries = []
    for name in sorted(name for name in slide.texts if re.fullmatch(r"symbol \d+ meaning", name)):
        meaning, unit = join(slide.take(name)), join(slide.take(name.replace("meaning", "unit")))
        slide.take(name.removesuffix(" meaning"))
        before = [a for a, b in pairwise(said) if _same(b, meaning.plain)]
        symbol = Text((Words(text=before[0], math=True),)) if before else Text()
        tail = (Words(text=" ("), *unit.pieces, Words(text=")")) if unit else ()
        entries.append(Text((*symbol.pieces, Words(text=": "), *spaced(meaning).pieces, *tail)))
    yield from _bullets(entries)


def _events(slide: OwnSlide) -> Iterator[Block]:
    for name in [name for name in slide.texts if re.fullmatch(r"event (?:tick \d+ name|axis.*|scale.*)", name)]:
        slide.take(name)
    rows = [
        Text((*unstyled(texts[0]).pieces, Words(text=": "), *spaced(join(texts[1:])).pieces))
        for texts in slide.numbered(r"event (\d+)")
    ]
    yield from _bullets(rows)


def _list(slide: OwnSlide) -> Iterator[Block]:
    """A list whose points stand in several boxes, in the order in which they were written."""
    boxes = ("list", "list rest", "list left", "list right", "list 2")
    points = [text for name in boxes for text in slide.take(name)]
    details = [text for name in ("list details", "list details 2") for text in slide.take(name)]
    if not points:
        return
    order = [_PLAIN.sub(" ", words) for words in slide.record.get("bullets", [])]
    place = {words: float(i) for i, words in reversed([*enumerate(order)])}
    rows: list[tuple[float, bool, Text]] = []
    for texts in (points, details):
        at = -1.0
        for text in texts:  # one that somebody has changed stays behind the one before it
            at = place.get(_PLAIN.sub(" ", text.plain), at + 0.01)
            rows.append((at, texts is details, text))
    entries: list[Entry] = []
    for _, below, text in sorted(rows, key=lambda row: row[0]):
        if below and entries:
            inner = Entry(text=spaced(text), span=NOWHERE)
            last = entries[-1]
            there = last.blocks[0].entries if last.blocks and isinstance(last.blocks[0], Bullets) else ()
            entries[-1] = replace(last, blocks=(Bullets(entries=(*there, inner), span=NOWHERE),))
        else:
            entries.append(Entry(text=spaced(text), span=NOWHERE))
    yield Bullets(entries=tuple(entries), span=NOWHERE)


def _columns(slide: OwnSlide) -> Iterator[Block]:
    shapes = (*slide.texts, *slide.blocks)
    names = sorted({found[0] for name in shapes if (found := re.match(r"column\d+", name))})
    columns = [
        Column(
            heading=unstyled(join(slide.take(f"{name} heading"))),
            blocks=tuple(_inside(slide, name)),
            span=NOWHERE,
        )
        for name in names
    ]
    if columns:
        yield Columns(columns=tuple(columns), span=NOWHERE)


def _body(slide: OwnSlide) -> Iterator[Block]:
    yield from _inside(slide, r"text\d*")


def _inside(slide: OwnSlide, body: str) -> Iterator[Block]:
    """The blocks of the shapes that stand in one body, in their order; code with the name above it."""
    for name in [name for name in slide.blocks if re.fullmatch(rf"{body}(?: block)?(?: \d+)?", name)]:
        label = " ".join(text.plain for text in slide.take(f"{name} file"))
        for block in slide.blocks.pop(name):
            yield replace(block, name=label) if isinstance(block, CodeBlock) else block


def _notes_on_lines(slide: OwnSlide) -> Iterator[Block]:
    rows = []
    for name in sorted(name for name in slide.texts if re.fullmatch(r"callout \d+ text", name)):
        base = name.removesuffix(" text")
        lines, heading = (unstyled(join(slide.take(f"{base} {part}"))) for part in ("tab words", "heading"))
        text = spaced(join(slide.take(name)))
        lead = (Words(text=f"{heading.plain.rstrip('.')}.", bold=True), Words(text=" ")) if heading else ()
        start = (*lines.pieces, Words(text=": ")) if lines else ()
        rows.append(Text((*start, *lead, *text.pieces)))
    yield from _bullets(rows)


def _table(slide: OwnSlide) -> Iterator[Block]:
    if grid := slide.grids.pop("table", None):
        yield replace(grid, header=tuple(map(_with_unit, grid.header)))
    yield from (Prose(text=spaced(text)) for text in slide.take("source"))


def _last(slide: OwnSlide) -> Iterator[Block]:
    slide.take("verdict label")
    yield from (Prose(text=spaced(text)) for name in ("sentence", "verdict text") for text in slide.take(name))


def _with_unit(cell: Text) -> Text:
    """`Mass (kg)` of a head whose unit stands below it."""
    lines = cell.plain.split("\n")
    return Text((Words(text=f"{lines[0]} ({lines[1]})"),)) if len(lines) == 2 and lines[1] else cell


def _bullets(texts: Sequence[Text]) -> Iterator[Bullets]:
    if texts:
        yield Bullets(entries=tuple(Entry(text=spaced(text), span=NOWHERE) for text in texts), span=NOWHERE)


def _same(first: str, second: str) -> bool:
    return _PLAIN.sub(" ", first).strip() == _PLAIN.sub(" ", second).strip()


_READERS = (_quote, _formula, _events, _columns, _body, _list, _table, _notes_on_lines, _last)
