"""The words of a spec that learners and speakers meet, line by line or paragraph by paragraph, each with its place.

Code, facts alone, formulas, anchors' ids, paths, names of labels and what only steers a slide are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine, commonmark_blocks
from build.parse.content import content_markdown
from build.parse.content_labels import for_all
from build.parse.deck import NEVER_SHOWN
from build.parse.dialects import Dialect, program_of
from build.parse.front_matter import read_front_matter
from build.parse.kept_lines import SLIDE, KeptLines, kept_lines
from build.parse.kinds import kind_of_eyebrow
from build.parse.labels import match_label
from build.parse.records import Record, read_front_record
from build.parse.rows import is_ruler
from build.parse.slidev import slidev_regions
from build.parse.source import FindingCollector, Source
from build.translate.own_parts import has_words

IN_FRONT = ("title", "course", "footer", "logo_alt", "words")
_STEERING = frozenset({"Type", "Animation Asset", "Minutes", "Hidden", "Draft", "Reveal", "Morph", "Prompt",
                       "Kind", "Tolerance", "See", "Holds", "Variants"})  # fmt: skip
_FRONT = re.compile(rf"(?:{'|'.join(IN_FRONT)}):[ \t]+(?=[^\s|>&#])")
_MARKS = re.compile(  # of quotations, items, boxes, headings, footnotes, definitions and callouts
    r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|\(@\w*\)|#\.)[ \t]+)*(?:\[[ xX]\][ \t]+)?(?:#{1,6}[ \t]+)?"
    r"(?:\[\^[^\]\s]+\]:[ \t]*|:[ \t]+|\[!\w+\][ \t]*)?"
)
_HEAD = re.compile(r"slide\s+\d{1,5}\s*:\s*|Q\s+[\w-]+\s*:\s*", re.I)
_EYEBROW = re.compile(r"(?P<eyebrow>.*?)\s+[-–—]\s+(?=\S)")
_NAMED = re.compile(  # what a slide's items are told apart by
    r"(?:what this means|why it matters|common mistake|chip|title|subtitle|tagline|promises|lines? \d+(?:[-–]\d+)?)"
    r"\s*:\s+",
    re.I,
)
_BEGINS_AT = re.compile(r"\d{1,3}(?:[-–]\d{1,3})?\s+")
_BEHIND = re.compile(r"(?:\s*\(\s*icon\s*:[^()]*\)|\s*\{[.#:][^{}]*\}|(?<=\))\{[\w.#][^{}]*\}|\s+#+)?\s*$", re.I)
_OBJECTIVE = re.compile(r"(.*?\[\s*hands-on anchor\s*:.*?\|\s*objective\s*:\s*)(.*?)(\s*(?:\||\]).*)", re.I | re.S)
_ASIDE = re.compile(
    r"[ \t>]*(?::{3,}.*|::[\w-]+::.*|(?:</?[^<>]+>\s*)+|\[toc\]|\. \. \.|\+[-=+:]+\+|={3,}|<<< .*|\[!\w+\])\s*", re.I
)
_DEFINES = re.compile(r"[ \t]*:[ \t]+\S")
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words on some lines of a spec, and what stands before and behind them there."""

    text: str
    before: str
    behind: str
    first: int
    last: int

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where a part of its first line or of a later one stands; the rest of its line unsaid."""
        above, _, _ = self.text[:start].rpartition("\n")
        line = self.first + self.text.count("\n", 0, start)
        column = 1 + (start - len(above) - 1 if "\n" in self.text[:start] else start + len(self.before))
        stop = len(self.text.split("\n")[line - self.first]) + (0 if line > self.first else len(self.before)) + 1
        return Span(line, column, max(column + 1, stop if end is None else column + end - start))


@dataclass
class Words:
    """The sentences of a spec in their order, and of a translation the records beside them."""

    sentences: list[Sentence] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def words_of(source: Source, labels: Collection[str] = ()) -> Words:
    """What of a spec is to be translated. `labels` are those of a guide or a quiz; a deck's are known."""
    unheard = FindingCollector(source)
    dialect = Dialect(name=program_of(source.text))
    front, skip = read_front_matter(unheard, dialect)
    found = Words()
    for number, line in enumerate(source.lines[1 : max(1, skip - 1)], 2):
        if record := read_front_record(line, number):
            found.records.append(record)
        elif (key := _FRONT.match(line)) and has_words(line[key.end() :]):
            found.sentences.append(_cut(source, number, number, key.end()))
    work = _Work(source, labels, front.kind == "deck", any(map(SLIDE.match, source.lines)))
    kept = kept_lines(unheard, skip=skip, is_label=lambda text: work.label(text) is not None)
    found.records += kept.records
    found.sentences += work.sentences(kept, _outside(kept, dialect))
    return found


def _outside(kept: KeptLines, dialect: Dialect) -> set[int]:
    """The lines of the front matter that Slidev's slides have."""
    if dialect.name != "slidev":
        return set()
    inside = {index for region in slidev_regions(kept, dialect) for index in range(region.first, region.end)}
    return set(range(len(kept.lines))) - inside


def _cut(source: Source, first: int, last: int, start: int, end: int | None = None) -> Sentence:
    """The words of some lines from a place in the first, without what stands at the end of the last."""
    whole = "\n".join(source.lines[first - 1 : last])
    stop = len(whole) if end is None else end
    behind = _BEHIND.search(whole, start, stop)
    stop = behind.start() if behind else stop
    return Sentence(whole[start:stop], whole[:start], whole[stop:], first, last)


@dataclass
class _Work:
    """Goes through the lines of a spec; `of_label` is the label that the lines at hand stand under."""

    source: Source
    labels: Collection[str]
    is_deck: bool
    numbered: bool
    of_label: str = ""

    def label(self, text: str) -> tuple[str, int, tuple[int, int] | None] | None:
        """The label that a line starts with, where it ends, and from where to where its brackets go."""
        if self.is_deck:
            if ":" not in text or not (text[:1].isalpha() or text.startswith("**")):
                return None
            match = match_label(SourceLine(1, 1, text.rstrip()))
            if not match or not match.label or not (self.numbered or for_all(match)):
                return None
            end = match.value.column - 1 if match.value.text else len(text.rstrip())
            argument = match.argument
            place = (argument.column - 1, argument.column - 1 + len(argument.text)) if argument else None
            return match.label.name, end, place
        found = re.match(r"(?:\*\*)?(?P<name>[A-Z][A-Za-z ]{1,20}?)(?:\s*\([^()]*\))?:(?:\*\*)?(?:\s+|$)", text)
        return (found["name"], found.end(), None) if found and found["name"] in self.labels else None

    def sentences(self, kept: KeptLines, outside: set[int]) -> Iterator[Sentence]:
        """All of them, in the order of the source."""
        plain = self.is_deck and self.numbered
        markdown = commonmark_blocks("code", "lheading") if plain else content_markdown()
        never, heading = False, 0
        for token in markdown.parse("\n".join(kept.lines)):
            if token.type == "heading_open":
                heading = int(token.tag[1:])
                if heading <= 2:
                    self.of_label = ""
                    never = False
            elif token.type == "heading_close":
                heading = 0
            if token.type != "inline" or token.map is None:
                continue
            if 0 < heading <= 2:
                never = plain and NEVER_SHOWN.search(token.content) is not None
            if not never and token.map[0] not in outside:
                yield from self._paragraph(kept, *token.map, is_heading=heading > 0)

    def _paragraph(self, kept: KeptLines, first: int, end: int, *, is_heading: bool) -> Iterator[Sentence]:
        within = kept.numbers[first : max(end, first + 1)]  # a term of definitions has no end
        numbers = [number for number in dict.fromkeys(within) if self.source.line(number).strip()]
        for group, is_row in self._groups(numbers):
            yield from self._group(group, is_row=is_row, is_heading=is_heading)

    def _groups(self, numbers: list[int]) -> Iterator[tuple[list[int], bool]]:
        """The lines that are translated together: a row of a table is by itself."""
        lines = [self.source.line(number) for number in numbers]
        rows = set[int]()
        for at in range(1, len(lines)):
            if is_ruler(_MARKS.sub("", lines[at], count=1) if lines[at].lstrip()[:1] in ">-*+" else lines[at]):
                rows.add(at - 1)
                rows.update(range(at, _end_of_rows(lines, at)))
        group: list[int] = []
        for at, (number, line) in enumerate(zip(numbers, lines, strict=True)):
            aside = _ASIDE.fullmatch(line) is not None or (bool(group) and _UNDERLINE.fullmatch(line) is not None)
            alone = at in rows or line.lstrip(" \t>").startswith("|")
            begins = alone or _DEFINES.match(line) or (group and number != group[-1] + 1)
            if group and (aside or begins or at - 1 in rows or self.label(line)):
                yield group, False
                group = []
            if alone:
                yield [number], True
            elif not aside:
                group.append(number)
        if group:
            yield group, False

    def _group(self, numbers: list[int], *, is_row: bool, is_heading: bool) -> Iterator[Sentence]:
        first, last = numbers[0], numbers[-1]
        line = self.source.line(first)
        if is_row:
            start = len(line) - len(line.lstrip())
            if not is_ruler(line) and has_words(line):
                yield _cut(self.source, first, last, start)
            return
        whole = "\n".join(self.source.lines[first - 1 : last])
        if anchor := _OBJECTIVE.fullmatch(whole):
            if has_words(anchor[2]):
                yield Sentence(anchor[2], anchor[1], anchor[3], first, last)
            return
        start, end = self._start(line, is_heading=is_heading), None
        if not is_heading and (label := self.label(line[start:])):
            self.of_label, behind, brackets = label
            steers = self.of_label in _STEERING
            if whole[start + behind :].strip():
                start += behind
            elif brackets and not steers:
                start, end = start + brackets[0], start + brackets[1]
            else:
                return
            if steers:
                self.of_label = "Prompt" if self.of_label == "Prompt" else ""
                return
        elif self.of_label in _STEERING:
            self.of_label = "Prompt" if self.of_label == "Prompt" else ""
            return
        made = _cut(self.source, first, last, start, end)
        if has_words(made.text):
            yield made

    def _start(self, line: str, *, is_heading: bool) -> int:
        """Where a line's own words begin."""
        start = _end_of(_MARKS.match, line, 0)
        if is_heading:
            after = _end_of(_HEAD.match, line, start)
            if self.numbered and after > start and (eyebrow := _EYEBROW.match(line, after)):
                return eyebrow.end() if self._makes_the_kind(line, eyebrow["eyebrow"]) else after
            return after
        if self.of_label == "Timeline":
            return _end_of(_BEGINS_AT.match, line, start)
        return _end_of(_NAMED.match, line, start)

    def _makes_the_kind(self, heading: str, eyebrow: str) -> bool:
        """Whether a heading's first part says of which kind its slide is: then it stays."""
        kind = kind_of_eyebrow(eyebrow)
        if kind is None or kind == "title":
            return kind is not None
        lines = self.source.lines
        for line in lines[lines.index(heading) + 1 :]:
            if SLIDE.match(line):
                break
            if (label := self.label(line)) and label[0] == "Type":
                return False
        return True


def _end_of_rows(lines: list[str], ruler: int) -> int:
    return next((at for at in range(ruler + 1, len(lines)) if "|" not in lines[at]), len(lines))


def _end_of(match: Callable[[str, int], re.Match[str] | None], line: str, at: int) -> int:
    found = match(line, at)
    return found.end() if found else at
