"""The words of content as paragraphs, for the speaker's notes and for places that hold text only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from build.parse.block_texts import BETWEEN_CELLS, IN_NOTES
from build.parse.texts import before
from build.spec.content import (
    Block,
    Bullets,
    Callout,
    CodeBlock,
    Columns,
    Definitions,
    Formula,
    Image,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Grid, Text, Words


def words_of(blocks: Iterable[Block], indent: str = "") -> Iterator[Text]:
    """All words of some blocks, a text a line, with numbers, dashes, depth and columns."""
    for block in blocks:
        match block:
            case Prose() | Subheading():
                yield before(indent, block.text)
            case Bullets():
                for entry in block.entries:
                    number = IN_NOTES.dash if entry.number is None else f"{entry.number}. "
                    yield before(indent + number, entry.text)
                    yield from words_of(entry.blocks, indent + IN_NOTES.step)
            case Definitions():
                for definition in block.entries:
                    yield from (before(indent, text) for text in (definition.term, *definition.meanings))
            case Quotation():
                yield from (before(indent, text) for text in (*block.texts, block.by, block.source) if text)
            case CodeBlock():
                for line in block.text:
                    yield Text((Words(text=indent + line, code=True),), block.span)
            case Formula():
                yield Text((Words(text=block.source, math=True),), block.span)
            case Image():
                alt = Text((Words(text=block.alt),), block.span)
                yield from (before(indent, text) for text in (alt, block.caption, block.credit) if text.plain)
            case Callout():
                yield from (before(indent, block.heading),) if block.heading else ()
                yield from words_of(block.blocks, indent)
            case Columns():
                for column in block.columns:
                    yield from (before(indent, column.heading),) if column.heading else ()
                    yield from words_of(column.blocks, indent)
            case Grid():
                for row in (block.header, *block.rows):
                    yield _row(row, indent)


def _row(cells: tuple[Text, ...], indent: str) -> Text:
    pieces = [piece for text in cells for piece in (Words(text=BETWEEN_CELLS), *text.pieces)]
    first = next((text for text in cells if text), Text())
    return before(indent, Text(tuple(pieces[1:]), first.span))
