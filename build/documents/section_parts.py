"""What stands in a section of a guide: ordinary Markdown's blocks, and parts that a label begins.

part      = checklist | readings | label | block
checklist = ("- [ ] " text)+
readings  = ("- [ ] " link ", " number " min." "Look for:" text)+
label     = "Minutes:" number | "Visual:" call | "Key question:" text | "See:" links
          | "Own notes" ("(" lines ")")? ":" text
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from build.documents.links import EXAMPLE, read_links
from build.documents.model import (
    Checklist,
    Figure,
    KeyQuestions,
    OwnNotes,
    Part,
    Readings,
    Source,
    Tick,
    WaysOn,
)
from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.blocks import SourceLine, SourceParagraph
from build.parse.content import read_lines
from build.parse.content_inline import read_content
from build.parse.field import Field
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.reading import Reading
from build.parse.rules import common
from build.parse.source import FindingCollector
from build.parse.texts import make, split
from build.spec.content import Block, Bullets, Entry
from build.spec.deck import Words
from engine.did_you_mean import nearest

LABELS = ("Minutes", "Visual", "Key question", "Own notes", "See")
LINES = 5  # to write on, where a spec does not say
_LABEL = re.compile(r"(?:\*\*)?(?P<name>[A-Z][a-z]+(?: [a-z]+)?)(?:\s*\((?P<argument>[^()]*)\))?:(?:\*\*)?(?=\s|$)")
_MINUTES = re.compile(r"[,(\s]*(?P<minutes>\d{1,3})\s*min(?:utes)?\b[).,:\s]*")


def slug(words: str) -> str:
    """Words as a part of an address: small letters and digits of any script, the rest a hyphen."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")


@dataclass
class Read:
    parts: list[Part] = field(default_factory=list)
    minutes: int | None = None


@dataclass
class PartReader:
    """Reads sections. `findings` hears what is wrong."""

    findings: FindingCollector
    reading: Reading
    ids: set[str] = field(default_factory=set)

    def read(self, lines: KeptLines, section: str) -> Read:
        """The parts of some lines; `section` begins the ids of what a browser remembers."""
        read = Read()
        for label, within in _runs(lines, self.findings):
            if label is None:
                read.parts += (self._part(block, section) for block in read_lines(within, self.reading))
            else:
                self._labelled(label, within, section, read)
        read.parts[:] = _merged(read.parts)
        return read

    # ---- labels -------------------------------------------------------------------------------------
    def _labelled(self, label: _Label, within: KeptLines, section: str, read: Read) -> None:
        lines = [_line(within, index) for index, text in enumerate(within.lines) if text.strip()]
        if not lines:
            hint = f"write it behind the label, as in '{_EXAMPLES[label.name]}'"
            self.findings.add("P112", label.span, f"'{label.name}' is empty", hint)
            return
        if label.name == "Minutes":
            told = Field(label.name, None, label.span, self.findings, [SourceParagraph(tuple(lines))])
            read.minutes = common.minutes(told).get("minutes", read.minutes)
        elif label.name == "Visual":
            told = Field(label.name, None, label.span, self.findings, [SourceParagraph(tuple(lines))])
            call = common.visual(told).get("visual")
            if call:
                title = dict(call.parameters).get("title", "")
                kept = tuple(pair for pair in call.parameters if pair[0] != "title")
                read.parts.append(Figure(call=replace(call, parameters=kept), heading=title))
        elif label.name == "Key question":
            read.parts.append(KeyQuestions(asked=(read_content(lines, self.reading),)))
        elif label.name == "Own notes":
            text = read_content(lines, self.reading)
            read.parts.append(OwnNotes(id=self._id(section, text.plain), heading=text, lines=self._lines(label)))
        else:
            read.parts.append(WaysOn(links=tuple(read_links(lines, self.findings))))

    def _lines(self, label: _Label) -> int:
        """How many lines notes have on paper."""
        if not label.argument:
            return LINES
        if re.fullmatch(r"[1-9]\d?", label.argument):
            return int(label.argument)
        self.findings.add(
            "D104", label.span, f"'{label.argument}' is no number of lines", f"write '{_EXAMPLES['Own notes']}'"
        )
        return LINES

    # ---- blocks -------------------------------------------------------------------------------------
    def _part(self, block: Block, section: str) -> Part:
        """A block; a list of boxes is a checklist, or where each item begins with a link a list of readings."""
        if not isinstance(block, Bullets) or not block.entries or any(e.checked is None for e in block.entries):
            return block
        if all(_link_of(entry) for entry in block.entries):
            return Readings(sources=tuple(self._source(entry, section) for entry in block.entries))
        ticks = (Tick(id=self._id(section, e.text.plain), text=e.text, span=e.span) for e in block.entries)
        return Checklist(ticks=tuple(ticks))

    def _source(self, entry: Entry, section: str) -> Source:
        href = _link_of(entry)
        end = next(n for n, piece in enumerate((*entry.text.pieces, Words(text=""))) if not _leads(piece, href))
        title = make(entry.text.pieces[:end], entry.text)
        rest = make(entry.text.pieces[end:], entry.text)
        minutes = 0
        if rest and isinstance(first := rest.pieces[0], Words) and (found := _MINUTES.match(first.text)):
            minutes = int(found["minutes"])
            rest = make((replace(first, text=first.text[found.end() :]), *rest.pieces[1:]), rest)
        before, look = split(rest, "Look for:")
        if not minutes or look is None or before:
            hint = "write '- [ ] [Title](https://…), 15 min. Look for: what is told there'"
            missing = "what to look for" if minutes else "its minutes"
            self.findings.add("D106", entry.span, f"a reading without {missing}", hint)
        return Source(
            id=self._id(section, href), title=title, href=href, minutes=minutes, look=look or before, span=entry.span
        )

    def _id(self, section: str, words: str) -> str:
        """A name that stays as long as the words do."""
        stem = f"{section}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
        id = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if name not in self.ids)
        self.ids.add(id)
        return id


_EXAMPLES = {
    "Minutes": "Minutes: 15",
    "Visual": "Visual: bars(fact)",
    "Key question": "Key question: Why are keys kept?",
    "Own notes": "Own notes (5): Key insights",
    "See": EXAMPLE,
}


@dataclass(frozen=True)
class _Label:
    name: str
    argument: str
    span: Span


def _runs(lines: KeptLines, findings: FindingCollector) -> Iterator[tuple[_Label | None, KeptLines]]:
    """Lines without a label, and those of each; a label has its line and those below it up to an empty one."""
    fence, label, run = OpenFence(), None, KeptLines()
    for index, text in enumerate(lines.lines):
        found = None if fence.holds(text) else _label(_line(lines, index), findings)
        if found or (label and not text.strip()):
            yield label, run
            label, run = None, KeptLines()
        if found:
            label, behind = found
            run.add(behind.text, behind.number, behind.column - 1)
        else:
            run.add(text, lines.numbers[index], lines.moved[index])
    yield label, run


def _label(line: SourceLine, findings: FindingCollector) -> tuple[_Label, SourceLine] | None:
    """The label that a line begins with, and what stands behind it; a misspelt one is told."""
    found = _LABEL.match(line.text)
    if not found:
        return None
    name = next((known for known in LABELS if known.casefold() == found["name"].casefold()), None)
    span = line.cut(0, found.end("name")).span
    if name is None:
        if likely := nearest(found["name"], LABELS, sure=True):
            hint = suggestion(found["name"], [likely], "", lambda known: f"{known}:")
            findings.add("P104", span, f"unknown label '{found['name']}'", hint)
        return None
    return _Label(name, (found["argument"] or "").strip(), span), line.cut(found.end())


def _line(lines: KeptLines, index: int) -> SourceLine:
    return SourceLine(lines.numbers[index], 1 + lines.moved[index], lines.lines[index].rstrip())


def _link_of(entry: Entry) -> str:
    """The address of the link that an item begins with; nothing where it begins with words."""
    first = entry.text.pieces[0] if entry.text else None
    return first.href if isinstance(first, Words) else ""


def _leads(piece: object, href: str) -> bool:
    return isinstance(piece, Words) and piece.href == href


def _merged(parts: Sequence[Part]) -> Iterator[Part]:
    """Questions that follow one another stand in one card, ways on in one row."""
    waiting: Part | None = None
    for part in parts:
        if isinstance(waiting, KeyQuestions) and isinstance(part, KeyQuestions):
            waiting = KeyQuestions(asked=(*waiting.asked, *part.asked))
        elif isinstance(waiting, WaysOn) and isinstance(part, WaysOn):
            waiting = WaysOn(links=(*waiting.links, *part.links))
        else:
            yield from (waiting,) if waiting else ()
            waiting = part
    yield from (waiting,) if waiting else ()
