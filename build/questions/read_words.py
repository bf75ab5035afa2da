"""The words of a quiz: bold, italic, code, links, struck words, line breaks, formulas and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from build.parse.blocks import Fence, Heading, List, Rows, SourceBlock, SourceLine, SourceParagraph
from build.parse.content_inline import read_content
from build.parse.dialects import Dialect
from build.parse.reading import Reading
from build.parse.source import FindingCollector
from build.parse.texts import before
from build.spec.deck import Text, Words

_NO_PICTURE = "no question shows pictures: say what it shows in words"


def read_words(lines: Sequence[SourceLine], findings: FindingCollector) -> Text:
    """One paragraph."""
    reading = Reading(findings, Dialect())
    text = read_content(lines, reading)
    for picture in reading.take_pictures():
        findings.add("P123", picture.span, "a picture in a question", _NO_PICTURE)
    return text


def texts_of(blocks: Iterable[SourceBlock], findings: FindingCollector, *, marks: bool = True) -> Iterator[Text]:
    """All words of some blocks as paragraphs, items with their numbers and dashes unless `marks` is off."""
    for block in blocks:
        if isinstance(block, List):
            for entry in block.entries:
                mark = f"{entry.number}. " if entry.number is not None else "– "
                yield before(mark if marks else "", read_words(entry.lines, findings))
                yield from texts_of(entry.more, findings, marks=marks)
        elif isinstance(block, Rows):
            for row in (block.header, *block.rows):
                cells = [read_words([cell], findings) for cell in row]
                pieces = [piece for cell in cells for piece in (Words(text=" | "), *cell.pieces)]
                yield Text(tuple(pieces[1:]), block.span)
        elif isinstance(block, Fence):
            yield from (Text((Words(text=line.text, code=True),), line.span) for line in block.lines)
        elif isinstance(block, Heading):
            yield read_words([block.line], findings)
        else:
            assert isinstance(block, SourceParagraph)
            yield read_words(block.lines, findings)
