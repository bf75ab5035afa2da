"""A spec of the kind `guide` as a `Guide`: its hours and their sections; `section_parts` reads what stands in one.

guide   = "# " text prose* hour*
hour    = "## " (name ":")? text ("Minutes:" number)? prose* section*
section = "### " text ("(icon: " icon ")")? part*
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from build.documents.model import Guide, Hour, Part, Section
from build.documents.section_parts import PartReader, slug
from build.findings.diagnostic import Diagnostic, Span
from build.parse.blocks import SourceLine, commonmark_blocks
from build.parse.content_inline import read_content
from build.parse.dialects import Dialect
from build.parse.field import words_only
from build.parse.front_matter import read_front_matter
from build.parse.kept_lines import KeptLines, kept_lines
from build.parse.named_lines import take_named
from build.parse.reading import Reading
from build.parse.source import FindingCollector
from build.parse.source import Source as Written
from build.spec.content import Prose
from build.spec.deck import Deck, Text

_ICON = re.compile(r"\s*\(\s*icon\s*:\s*(?P<icon>[\w-]+)\s*\)\s*$", re.IGNORECASE)
_NAME = re.compile(r"(?P<name>[^:]{1,40}?)\s*:\s+(?=\S)")
DEEPEST = 3  # levels of headings that make hours and sections


def parse_guide(source: Written) -> tuple[Guide, list[Diagnostic]]:
    """The guide that a spec says, and what is wrong with how it is written. Its expressions are not filled in."""
    findings = FindingCollector(source)
    front, skip = read_front_matter(findings)
    lines = kept_lines(findings, skip=skip, is_label=lambda _: False)
    names = take_named(lines)
    reading = Reading(findings, Dialect(), names.footnotes, names.links)
    work = _Work(findings, reading, PartReader(findings, reading))
    stretches = list(_stretches(lines))
    heading, lead, hours = Text(), list[Text](), list[Hour]()
    for stretch in stretches:
        if stretch.level >= 2:
            break
        heading = heading or stretch.title(work)
        lead += work.lead(work.parts.read(stretch.lines, "guide").parts, "the guide's title", stretch.heading.span)
    below = [stretch for stretch in stretches if stretch.level >= 2]
    for number, first in ((n, stretch) for n, stretch in enumerate(below) if stretch.level == 2 or n == 0):
        end = next((n for n, stretch in enumerate(below[number + 1 :], number + 1) if stretch.level == 2), len(below))
        hours.append(work.hour(first, below[number + 1 : end]))
    if not hours:
        hint = "an hour starts with '## Hour 1: What it is about', and a section with '### What it is about'"
        findings.add("D101", Span(), "a guide without hours", hint)
    head = Deck(path=source.path, source=source.text, front=front, heading=heading, slides=(), numbered=False)
    return Guide(head=head, heading=heading, lead=tuple(lead), hours=tuple(hours)), findings.sorted()


@dataclass
class _Stretch:
    """A heading and the lines below it, up to the next. `level` is 0 where nothing heads them."""

    level: int = 0
    heading: SourceLine = field(default_factory=lambda: SourceLine(1, 1, ""))
    lines: KeptLines = field(default_factory=KeptLines)

    def title(self, work: _Work) -> Text:
        return work.words(self.heading) if self.level else Text()


def _stretches(lines: KeptLines) -> Iterator[_Stretch]:
    """The lines of a source, cut before each heading of the first three levels that stands in no other block."""
    begun, at = _Stretch(), 0
    tokens = commonmark_blocks("lheading").parse("\n".join(lines.lines))
    for token in tokens:
        if token.type != "heading_open" or token.level or token.map is None or int(token.tag[1:]) > DEEPEST:
            continue
        first, end = token.map
        begun.lines = lines.part(at, first)
        yield begun
        whole = SourceLine(lines.numbers[first], 1 + lines.moved[first], lines.lines[first])
        words = whole.cut(len(whole.text) - len(whole.text.lstrip(" #")))
        closing = re.search(r"\s+#+$", words.text)
        begun, at = _Stretch(int(token.tag[1:]), words.cut(0, closing.start()) if closing else words), end
    begun.lines = lines.part(at, len(lines.lines))
    yield begun


@dataclass
class _Work:
    findings: FindingCollector
    reading: Reading
    parts: PartReader
    ids: set[str] = field(default_factory=set)

    def words(self, line: SourceLine) -> Text:
        return words_only(read_content([line], self.reading), self.findings)

    def hour(self, first: _Stretch, sections: Sequence[_Stretch]) -> Hour:
        """An hour from its heading's stretch and those below it; sections before any hour have one without a name."""
        line, name = first.heading, ""
        if first.level == 2 and (found := _NAME.match(line.text)):
            name, line = found["name"], line.cut(found.end())
        heading = self.words(line) if first.level == 2 else Text()
        if first.level != 2:
            sections, first = [first, *sections], _Stretch(2, first.heading)
        read = self.parts.read(first.lines, "hour")
        lead = self.lead(read.parts, "an hour's heading", first.heading.span)
        made = tuple(self.section(stretch, name) for stretch in sections)
        id = self._id(name or heading.plain)
        return Hour(
            id=id, name=name, heading=heading, minutes=read.minutes, lead=lead, sections=made, span=first.heading.span
        )

    def section(self, stretch: _Stretch, hour: str) -> Section:
        line, icon = stretch.heading, ""
        if found := _ICON.search(line.text):
            line, icon = line.cut(0, found.start()), found["icon"]
        heading = self.words(line)
        if not heading:
            self.findings.add("D102", stretch.heading.span, "a section without a title", "write it behind '### '")
        id = self._id(f"{hour} {heading.plain}")
        read = self.parts.read(stretch.lines, id)
        return Section(
            id=id, heading=heading, icon=icon, minutes=read.minutes, parts=tuple(read.parts), span=stretch.heading.span
        )

    def lead(self, parts: Sequence[Part], where: str, span: Span) -> tuple[Text, ...]:
        """Paragraphs; anything else has no place there."""
        if any(not isinstance(part, Prose) for part in parts):
            hint = "put it below a heading '### …'"
            self.findings.add("D103", span, f"more than paragraphs below {where}: not shown", hint)
        return tuple(part.text for part in parts if isinstance(part, Prose))

    def _id(self, words: str) -> str:
        """A name for an address of the page, which no other has."""
        wanted = slug(words) or "part"
        id = next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if name not in self.ids)
        self.ids.add(id)
        return id
