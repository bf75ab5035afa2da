"""A field of a slide: a label, what stands behind it, and the ways a rule reads that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from build.findings.diagnostic import Span
from build.parse.block_texts import IN_NOTES, ON_SLIDE, ListMarks, texts_of
from build.parse.blocks import List, ListEntry, SourceBlock, SourceLine, SourceParagraph
from build.parse.inline import read_text
from build.parse.source import FindingCollector
from build.parse.texts import one_line, stack
from build.spec.deck import Text, Words

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
        return one_line(self.text(self.argument)) if self.argument else Text()

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
        """An item's words; what is nested in it stands on lines below them."""
        inner = texts_of(entry.more, self.findings, marks=ON_SLIDE)
        return stack([self.text(*entry.lines), *inner])

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

    def rest(self, marks: ListMarks | None = IN_NOTES) -> list[Text]:
        """What no rule took, a text a paragraph, item or row."""
        return list(texts_of(self.blocks, self.findings, marks=marks))


def words_only(text: Text, findings: FindingCollector) -> Text:
    """A text for a place on one line, from where no link leads anywhere."""
    if any(isinstance(piece, Words) and piece.href for piece in text.pieces):
        findings.add("P123", text.span, "a link in a heading: its words only are shown", "put it into an item")
    return one_line(text)


def no_expression(words: str, span: Span, field: Field) -> None:
    """Plain words hold no `{{ }}`: it would be shown as it stands."""
    if "{{" in words:
        at = field.findings.source.locate(span, "{{", reach=1)
        field.findings.add("P121", at, "an expression has no place here", "put it into an item, a table or a note")
