"""A field of a slide: a label, what stands behind it, and the ways a rule reads that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from build.findings.diagnostic import Span
from build.parse.blocks import Fence, Heading, List, ListEntry, Rows, SourceBlock, SourceLine, SourceParagraph
from build.parse.inline import read_text
from build.parse.source import FindingCollector
from build.spec.deck import Text

Values = dict[str, Any]
"""Attributes of a slide by name; `rest` holds learner text that the rule has no place for."""


@dataclass
class Field:
    """`name` is the label as the source writes it, `argument` what stands in its brackets."""

    name: str
    argument: SourceLine | None
    span: Span
    findings: FindingCollector
    blocks: list[SourceBlock] = field(default_factory=list)

    def text(self, *lines: SourceLine) -> Text:
        return read_text(lines, self.findings)

    def heading(self) -> Text:
        """The words in the label's brackets."""
        return self.text(self.argument) if self.argument else Text()

    def take_text(self) -> Text:
        """The first paragraph, taken out of the blocks."""
        for index, block in enumerate(self.blocks):
            if isinstance(block, SourceParagraph):
                del self.blocks[index]
                return self.text(*block.lines)
        return Text()

    def take_lists(self) -> list[ListEntry]:
        """All list items, taken out of the blocks."""
        lists = [block for block in self.blocks if isinstance(block, List)]
        self.blocks = [block for block in self.blocks if not isinstance(block, List)]
        return [entry for block in lists for entry in block.entries]

    def entry_text(self, entry: ListEntry) -> Text:
        """An item's words, with those of what is nested in it."""
        lines = [*entry.lines, *_lines(entry.more)]
        return self.text(*lines)

    def items(self) -> list[Text]:
        """The texts of all list items, taken; a finding where there are none."""
        entries = self.take_lists()
        if not entries:
            self.findings.add(
                "P112",
                self.span,
                f"'{self.name}' has no list",
                "write its items as lines that start with '- ' or '1. '",
            )
        return [text for text in map(self.entry_text, entries) if text]

    def rest(self) -> list[Text]:
        """What no rule took, a text a paragraph, item or row."""
        return list(texts_of(self.blocks, self.findings))


def no_expression(words: str, span: Span, field: Field) -> None:
    """Plain words hold no `{{ }}`: it would be shown as it stands."""
    if "{{" in words:
        at = field.findings.source.locate(span, "{{", reach=1)
        field.findings.add("P121", at, "an expression has no place here", "put it into an item, a table or a note")


def texts_of(blocks: Iterable[SourceBlock], findings: FindingCollector) -> Iterator[Text]:
    """All words of some blocks as paragraphs."""
    for block in blocks:
        for lines in _paragraphs(block):
            text = read_text(lines, findings)
            if text:
                yield text


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


def _lines(blocks: Iterable[SourceBlock]) -> Iterator[SourceLine]:
    for block in blocks:
        for lines in _paragraphs(block):
            yield from lines
