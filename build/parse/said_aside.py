"""What stands beside a slide's content: comments that the speaker says, Marp's directives, style sheets and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.findings.diagnostic import Span
from build.parse.block_texts import texts_of
from build.parse.blocks import read_blocks
from build.parse.dialects import Dialect
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.source import FindingCollector
from build.spec.deck import Text

_DIRECTIVE = re.compile(
    r"_?(?P<key>theme|style|headingDivider|lang|paginate|header|footer|class|background(?:Color|Image|Position|Repeat|Size)"
    r"|color|size|math|transition|marp|title|author|description|keywords|url|image)\s*:"
)
_FOR_PROGRAMS = re.compile(r"\s*(?:fit|\.(?:slide|element):.*|prettier-ignore.*|markdownlint-.*|eslint-.*|more|toc)\s*")
_FRAGMENT = re.compile(r"\s*\.element:.*\bfragment\b")
_OPENS = re.compile(r" {0,3}<(?P<tag>style|script)\b", re.IGNORECASE)


def comments_said(lines: KeptLines, dialect: Dialect, findings: FindingCollector) -> list[tuple[int, list[Text]]]:
    """The comments that are what the speaker says, with their lines, and what each says."""
    found = []
    for comment in lines.comments if dialect.speaks_in_comments else ():
        rows = [(number, at, words) for number, at, words in comment if words.strip()]
        directives = [_DIRECTIVE.match(words.strip()) for _, _, words in rows]
        if rows and directives[0]:
            for (number, at, words), key in zip(rows, directives, strict=True):
                if key:
                    dialect.tell(f"{key['key']}:", Span(number, at, at + max(1, len(words))))
        elif rows and not (len(rows) == 1 and _FOR_PROGRAMS.fullmatch(rows[0][2])):
            within = KeptLines()
            for number, at, words in comment:
                within.add(words, number, at - 1)
            found.append((comment[0][0], list(texts_of(read_blocks(_dedented(within), findings), findings))))
    return found


def fragments_in(lines: KeptLines) -> Iterator[int]:
    """The lines with a comment by which reveal.js shows what stands before it bit by bit."""
    return (number for comment in lines.comments for number, _, words in comment if _FRAGMENT.match(words))


def _dedented(lines: KeptLines) -> KeptLines:
    """Lines without the spaces that all of them start with."""
    indent = min((len(line) - len(line.lstrip()) for line in lines.lines[1:] if line.strip()), default=0)
    for index, line in enumerate(lines.lines):
        cut = len(line) - len(line.lstrip()) if index == 0 else min(indent, len(line))
        lines.lines[index], lines.moved[index] = line[cut:], lines.moved[index] + cut
    return lines


def cut_programs(lines: KeptLines, dialect: Dialect, findings: FindingCollector) -> None:
    """Empties the lines of style sheets and scripts; each is told."""
    fence = OpenFence()
    within = ""
    for index, line in enumerate(lines.lines):
        if not within:
            opening = None if fence.holds(line) else _OPENS.match(line)
            if not opening:
                continue
            within = f"</{opening['tag'].casefold()}"
            if not any(within in later.casefold() for later in lines.lines[index:]):
                within = ""
                continue
            span = Span(lines.numbers[index], opening.start() + 1, len(line) + 1)
            if dialect.takes_tags:
                dialect.tell(f"<{opening['tag'].casefold()}>", span)
            else:
                findings.add(
                    "P128", span, f"HTML on a slide: <{opening['tag']}>", "delete it; the theme decides the look"
                )
        if within in line.casefold():
            rest = line[line.casefold().index(within) :].partition(">")[2]
            lines.moved[index] += len(line) - len(rest)
            lines.lines[index], within = rest, ""
        else:
            lines.lines[index] = ""
