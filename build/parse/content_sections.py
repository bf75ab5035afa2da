"""Slides with a number in their heading that hold ordinary Markdown instead of labels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property

from build.parse.blocks import SourceBlock, SourceParagraph
from build.parse.dialects import Dialect
from build.parse.fields import Fields
from build.parse.kept_lines import KeptLines
from build.parse.kinds import KINDS, Head, kind_of_eyebrow
from build.parse.labels import FOR_ALL, likely_label, match_label
from build.parse.named_lines import NamedLines, take_named
from build.parse.reading import Reading
from build.parse.source import FindingCollector
from build.spec.deck import Slide


class ContentSections:
    """Reads such slides of a spec out of its lines."""

    def __init__(self, lines: KeptLines, findings: FindingCollector) -> None:
        self.lines = lines
        self.findings = findings
        self.dialect = Dialect()

    @cached_property
    def names(self) -> NamedLines:
        """Footnotes and addresses of the whole spec, which its lines lose."""
        return take_named(self.lines)

    def holds(self, head: Head, fields: Fields) -> bool:
        """Whether a slide has words outside labels, and no label of another kind."""
        wanted = next((field.rest() for label, field in fields.labelled if label.name == "Type"), [])
        if wanted and (kind := wanted[0].plain.casefold()) not in KINDS:
            from build.parse.content_kinds import CONTENT_KINDS

            return kind in CONTENT_KINDS
        if not fields.loose or wanted or kind_of_eyebrow(head.eyebrow.plain):
            return False
        if any(label.name not in FOR_ALL for label, _ in fields.labelled):
            return False
        return not any(_is_near_label(block) for block in fields.strays)

    def slide(self, head: Head, end: int) -> Slide:
        """The slide below a heading, up to a line of the source."""
        from build.parse.content_slide import content_slide, read_body  # which most specs do without

        names, numbers = self.names, self.lines.numbers
        first, last = (bisect_right(numbers, head.span.line), bisect_left(numbers, end))
        told_as_words = [found for found in self.findings.found if found.code == "P123"]
        for found in told_as_words:  # of lines that are code here
            if head.span.line < found.span.line < end:
                self.findings.found.remove(found)
        reading = Reading(self.findings, self.dialect, names.footnotes, names.links)
        body = read_body(self.lines.part(first, last), reading, lambda match: match.label is not None)
        return content_slide(head.number, head.eyebrow, head.title, head.span, body, reading)


def _is_near_label(block: SourceBlock) -> bool:
    match = match_label(block.lines[0]) if isinstance(block, SourceParagraph) else None
    return match is not None and match.label is None and likely_label(match.name.text, sure=True) is not None
