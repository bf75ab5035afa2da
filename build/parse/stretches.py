"""Where slides begin in ordinary Markdown: at headings, or after rulers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine, commonmark_blocks
from build.parse.dialects import Dialect
from build.parse.divisions import depths
from build.parse.kept_lines import KeptLines
from build.parse.slidev import Options, Region, slidev_regions

Form = Literal["headings", "rulers", ""]


@dataclass
class Stretch:
    """One slide's lines. `level` is its heading's; a stretch without one has level 0."""

    heading: SourceLine | None = None
    level: int = 0
    lines: KeptLines = field(default_factory=KeptLines)
    start: Span = Span()
    first: int = 1  # the line that it begins with
    options: Options = field(default_factory=dict)  # Slidev's, from front matter of the slide's own

    @property
    def is_empty(self) -> bool:
        return self.heading is None and not self.options and not any(line.strip() for line in self.lines.lines)


@dataclass(frozen=True)
class _Mark:
    """A heading or a ruler outside any other block: where it begins and ends among the lines."""

    first: int
    end: int
    level: int  # 0 for a ruler
    line: SourceLine | None = None


@dataclass(frozen=True)
class Stretches:
    """The slides' lines in order, what they begin at, and the deepest level of heading that begins one.

    `doubted` is the heading for which rulers begin no slides: it is the second between two of them.
    """

    found: list[Stretch] = field(default_factory=list)
    form: Form = ""
    level: int = 0
    doubted: SourceLine | None = None


def stretches(lines: KeptLines, dialect: Dialect) -> Stretches:
    """Where slides begin.

    slides = ("# " | "## ") text line* | ruler line*
    """
    if dialect.name == "slidev":
        regions = slidev_regions(lines, dialect)
        marks = _marks(lines, within=regions)
        return Stretches(_by_regions(lines, marks, regions), "rulers", 2)
    marks = _marks(lines)
    rulers = [mark for mark in marks if not mark.level]
    level = dialect.slide_level or _level([mark.level for mark in marks if mark.level])
    if not level and not rulers:
        return Stretches()
    heads = [mark for mark in marks if 0 < mark.level <= level]
    parted = dialect.has_rulers or dialect.name in ("marp", "slidev")
    second = None if dialect.slide_level or not rulers or parted else _second(heads, rulers)
    if dialect.slide_level or not rulers or second:
        return Stretches(_by_headings(lines, heads, rulers), "headings", level, second.line if second else None)
    edges = [(0, 0), *((ruler.first, ruler.end) for ruler in rulers), (len(lines.lines), len(lines.lines))]
    regions = [Region(first, end, {}) for (_, first), (end, _) in pairwise(edges)]
    return Stretches(_by_regions(lines, marks, regions), "rulers", level)


def _level(levels: Sequence[int]) -> int:
    """Headings of level one and two begin slides; where there are none, the highest that there are."""
    return 2 if any(level <= 2 for level in levels) else min(levels, default=0)


def _second(heads: Sequence[_Mark], rulers: Sequence[_Mark]) -> _Mark | None:
    """The first heading that is not alone between two rulers."""
    places = [ruler.first for ruler in rulers]
    between = [bisect_left(places, head.first) for head in heads]
    return next(
        (head for head, place, last in zip(heads[1:], between[1:], between, strict=False) if place == last), None
    )


def _marks(lines: KeptLines, within: Sequence[Region] = ()) -> list[_Mark]:
    """The headings and rulers of some lines; where regions are known, of each by itself."""
    if within:
        parts = [(region.first, _marks(lines.part(region.first, region.end))) for region in within]
        return [replace(mark, first=mark.first + at, end=mark.end + at) for at, marks in parts for mark in marks]
    tokens = commonmark_blocks().parse("\n".join(lines.lines))
    inside = depths(lines)
    found: list[_Mark] = []
    for index, token in enumerate(tokens):
        if token.level or token.map is None or inside[token.map[0]]:
            continue
        if token.type == "hr":
            found.append(_Mark(token.map[0], token.map[1], 0))
        elif token.type == "heading_open":
            line = _line(lines, token.map[0], tokens[index + 1].content)
            found.append(_Mark(token.map[0], token.map[1], int(token.tag[1:]), line))
    return found


def _line(lines: KeptLines, index: int, content: str) -> SourceLine:
    words = " ".join(content.split())
    raw = lines.lines[index]
    at = max(0, raw.find(content.split("\n")[0].strip()))
    return SourceLine(lines.numbers[index], at + 1 + lines.moved[index], words)


def _span(lines: KeptLines, index: int) -> Span:
    index = min(index, len(lines.lines) - 1)
    return Span(lines.numbers[index], 1, 1 + max(1, len(lines.lines[index])))


def _by_headings(lines: KeptLines, heads: Sequence[_Mark], rulers: Sequence[_Mark]) -> list[Stretch]:
    """A heading begins a slide, and so does a ruler with something else below it."""
    starts = sorted([*heads, *rulers], key=lambda mark: mark.first)
    found = [Stretch(lines=lines.part(0, starts[0].first if starts else len(lines.lines)), start=_span(lines, 0))]
    for mark, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.first if following else len(lines.lines)
        start = _span(lines, mark.first)
        found.append(Stretch(mark.line, mark.level, lines.part(mark.end, end), start, start.line))
    return [stretch for stretch in found if not stretch.is_empty]


def _by_regions(lines: KeptLines, marks: Sequence[_Mark], regions: Sequence[Region]) -> list[Stretch]:
    """What stands between two rulers is a slide, with the first of its highest headings."""
    found = []
    headings = [mark for mark in marks if mark.level]
    places = [mark.first for mark in headings]
    for first, end, options in regions:
        begins = lines.numbers[first - 1] + 1 if first else 1
        within = headings[bisect_left(places, first) : bisect_left(places, end)]
        high = [mark for mark in within if mark.level <= 2]
        head = high[0] if high else within[0] if len(within) == 1 else None
        if head is None:
            stretch = Stretch(lines=lines.part(first, end), start=_span(lines, first), first=begins, options=options)
        else:
            before, after = lines.part(first, head.first), lines.part(head.end, end)
            both = KeptLines(
                [*before.lines, "", *after.lines],
                [*before.numbers, lines.numbers[head.first], *after.numbers],
                [*before.moved, 0, *after.moved],
            )
            stretch = Stretch(head.line, head.level, both, _span(lines, head.first), begins, options)
        found.append(stretch)
    return [stretch for stretch in found if not stretch.is_empty]
