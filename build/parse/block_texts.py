"""Blocks as texts, a text a line, with the numbers, dashes, depth and columns that they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from build.parse.blocks import Fence, Heading, List, Rows, SourceBlock, SourceLine, SourceParagraph
from build.parse.inline import read_text
from build.parse.source import FindingCollector
from build.parse.tables import read_cell
from build.parse.texts import before
from build.spec.deck import Text, Words


class ListMarks(NamedTuple):
    """What stands before an item of a list without numbers, and before each line for every level."""

    dash: str
    step: str


IN_NOTES = ListMarks("- ", "   ")
ON_SLIDE = ListMarks("– ", "\u00a0\u00a0\u00a0")  # no line breaks at these spaces
BETWEEN_CELLS = " | "


def texts_of(
    blocks: Iterable[SourceBlock], findings: FindingCollector, *, marks: ListMarks | None = IN_NOTES, indent: str = ""
) -> Iterator[Text]:
    """All words of some blocks as paragraphs. Without `marks` items are paragraphs like others."""
    for block in blocks:
        if isinstance(block, List):
            for entry in block.entries:
                number = f"{entry.number}. " if entry.number is not None else marks.dash if marks else ""
                yield from _text(entry.lines, findings, indent + number if marks else "")
                yield from texts_of(entry.more, findings, marks=marks, indent=indent + marks.step if marks else "")
        elif isinstance(block, Rows):
            for row in (block.header, *block.rows):
                yield from _row(row, findings, indent)
        elif isinstance(block, Fence):
            for line in block.lines:
                yield before(indent, Text((Words(text=line.text, code=True),), line.span))
        else:
            yield from _text(block.lines if isinstance(block, SourceParagraph) else (block.line,), findings, indent)


def _text(lines: tuple[SourceLine, ...], findings: FindingCollector, mark: str) -> Iterator[Text]:
    text = read_text(lines, findings)
    if text:
        yield before(mark, text)


def _row(cells: tuple[SourceLine, ...], findings: FindingCollector, indent: str) -> Iterator[Text]:
    """A table's row with its columns apart; nothing for one without words."""
    texts = [read_cell([cell], findings) for cell in cells]
    pieces = [piece for text in texts for piece in (Words(text=BETWEEN_CELLS), *text.pieces)]
    first = next((text for text in texts if text), None)
    if first:
        yield before(indent, Text(tuple(pieces[1:]), first.span))


def raw_text(blocks: Iterable[SourceBlock]) -> str:
    """Blocks as their source says them, for text that is kept and never shown."""
    return "\n".join(line.text for block in blocks for lines in _paragraphs(block) for line in lines)


def _paragraphs(block: SourceBlock) -> Iterator[tuple[SourceLine, ...]]:
    if isinstance(block, Heading):
        yield (block.line,)
    elif isinstance(block, SourceParagraph):
        yield block.lines
    elif isinstance(block, List):
        for entry in block.entries:
            yield entry.lines
            for inner in entry.more:
                yield from _paragraphs(inner)
    elif isinstance(block, Rows):
        yield block.header
        yield from block.rows
    elif isinstance(block, Fence):
        for line in block.lines:
            yield (line,)
