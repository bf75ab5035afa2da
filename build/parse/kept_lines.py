"""What of a source is read: no HTML comments, no addresses of links; and each label is a paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from build.findings.diagnostic import Span
from build.parse.code_spans import CodeSpans
from build.parse.links import is_definition
from build.parse.records import LONGEST, OPENING, Record, read_record, translated_from
from build.parse.source import FindingCollector

FENCE = re.compile(r"[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*)*(?P<marker>`{3,}(?=[^`]*$)|~{3,})")
SLIDE = re.compile(r" {0,3}##[ \t]+slide[ \t]+\d{1,5}[ \t]*:", re.IGNORECASE)
NO_END = ("P125", "a block of code without its end")
_MARK = re.compile(r"\\.|(?P<ticks>`+)|(?P<comment><!--)(?P<empty>-?>)?")
_END = "-->"


@dataclass
class KeptLines:
    """The lines that are read. Each has its number in the source, and how far it was moved to the left.

    `comments` are what was cut out, each as its lines: number, place and words; `records` those of a translation,
    whose lines are as if they were not there.
    """

    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    comments: list[list[tuple[int, int, str]]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    def add(self, line: str, number: int, moved: int = 0) -> None:
        self.lines.append(line)
        self.numbers.append(number)
        self.moved.append(moved)

    def part(self, first: int, end: int) -> KeptLines:
        """Some of the lines, by their places here."""
        return KeptLines(self.lines[first:end], self.numbers[first:end], self.moved[first:end])


@dataclass
class OpenFence:
    """Whether a line stands in a block of code, line by line. Its first and last line do."""

    marker: str = ""

    def holds(self, line: str) -> bool:
        found = FENCE.match(line)
        if not self.marker:
            self.marker = found["marker"] if found else ""
            return bool(found)
        closing = line.strip(" \t>")
        if found and closing == found["marker"] and closing.startswith(self.marker):
            self.marker = ""
        return True


def kept_lines(findings: FindingCollector, *, skip: int, is_label: Callable[[str], bool]) -> KeptLines:
    """The lines of a source after its first `skip`.

    comment = "<!--" letter* "-->"               not in code
    fence   = "```" line* "```"                  or with "~~~": what stands in one is code; without its end
                                                 the next slide's heading ends it
    """
    kept = KeptLines()
    comments = _Comments(findings, _last_end(findings.source.lines), kept.comments)
    fence, stop = OpenFence(), 0
    translation, past = bool(translated_from(findings.source.text)), skip
    for number, whole in enumerate(findings.source.lines, 1):
        if number <= past:
            continue
        if fence.marker and number == stop:
            kept.add(fence.marker, number)
            fence = OpenFence()
        begins = not fence.marker
        if not comments.is_open and fence.holds(whole):
            if begins:
                stop = _told_end(findings, number, fence.marker)
            kept.add(whole, number)
            continue
        record = _record(findings.source.lines, number) if translation and not comments.is_open else None
        if record:
            kept.records.append(record)
            past = record.last
            continue
        goes_on = comments.is_open
        line, inside = comments.cut_out(whole, number)
        line = line if line == whole else line.rstrip()
        if (goes_on or line != whole) and not line:
            if not (inside or _ends_in_row(kept)):
                kept.add("", number)
        elif is_definition(line, findings.source):
            kept.add("", number)
        else:
            indent = len(whole) - len(whole.lstrip())
            own = whole[:indent] + line.lstrip() if line[: indent + 1].isspace() else line
            for blank in (True, False, True) if is_label(own) else (False,):
                kept.add("" if blank else own, number, len(line) - len(own))
    return kept


def _record(lines: tuple[str, ...], first: int) -> Record | None:
    """The record of a translation that begins in a line, if one does and ends."""
    if not OPENING.match(lines[first - 1]):
        return None
    last = next(
        (number for number in range(first, min(len(lines), first + LONGEST) + 1) if _END in lines[number - 1]), 0
    )
    return read_record(list(lines[first - 1 : last]), first) if last else None


def _told_end(findings: FindingCollector, opening: int, fence: str) -> int:
    """The line that ends a fence which nothing closes, with a finding; 0 for any other, as one in a list."""
    before, _, _ = findings.source.line(opening).partition(fence)
    stop = 0 if before.strip() else _cut_short(findings.source.lines, opening, fence)
    if stop:
        span = Span(opening, len(before) + 1, len(before) + len(fence) + 1)
        findings.add(NO_END[0], span, NO_END[1], f"close it with a line '{fence}'")
    return stop


def _cut_short(lines: tuple[str, ...], opening: int, fence: str) -> int:
    """The line of the slide's heading that ends a fence from a line on; 0 where the fence is closed.

    One that opens with a language behind that heading shows that the fence should have ended before it.
    """
    heading = 0
    for number, line in enumerate(lines[opening:], opening + 1):
        marker = FENCE.match(line)
        if marker and marker["marker"].startswith(fence):
            if line.strip(" \t>") == marker["marker"]:
                return 0
            if heading:
                return heading
        elif not heading and SLIDE.match(line):
            heading = number
    return heading


def _last_end(lines: tuple[str, ...]) -> tuple[int, int]:
    """Where the last comment of a source can end."""
    return max(((number, line.rfind(_END)) for number, line in enumerate(lines, 1) if _END in line), default=(0, 0))


def _ends_in_row(kept: KeptLines) -> bool:
    """Whether a table goes on where a comment stands on lines of its own."""
    return bool(kept.lines) and kept.lines[-1].lstrip().startswith("|")


@dataclass
class _Comments:
    """The comments of a source, line by line. One that nothing closes is a finding, and stays."""

    findings: FindingCollector
    last_end: tuple[int, int]
    cut: list[list[tuple[int, int, str]]]
    is_open: bool = False
    within_words: bool = False  # the open one stands behind words that go on after it
    told: bool = False

    def cut_out(self, line: str, number: int) -> tuple[str, bool]:
        """The line with spaces for its comments, and whether words around a comment go on over it."""
        if not self.is_open and "<!--" not in line:
            return line, False
        parts: list[str] = []
        at = 0
        inside = self.is_open and self.within_words
        if self.is_open:
            at = self._skip(line, 0, parts, number)
        code = CodeSpans(line)
        while at < len(line):
            match = _MARK.search(line, at)
            if not match:
                break
            parts.append(line[at : match.start()])
            if match["empty"]:
                at = match.end()
                parts.append(" " * len(match[0]))
            elif match["comment"] and (number, match.end()) <= self.last_end:
                self.cut.append([])
                at = self._skip(line, match.end(), parts, number, before=4)
                self.within_words = self.is_open and (inside or any(part.strip() for part in parts))
            else:
                at = match.end()
                if match["ticks"]:
                    closing = code.closing(match["ticks"], at)
                    at = closing + len(match["ticks"]) if closing >= 0 else at
                elif match["comment"]:
                    self._tell(number, match)
                parts.append(line[match.start() : at])
        return "".join((*parts, line[at:])), inside

    def _skip(self, line: str, at: int, parts: list[str], number: int, before: int = 0) -> int:
        """Spaces for an open comment; returns where it ends in this line."""
        end = line.find(_END, at)
        self.is_open = end < 0
        stop = end + len(_END) if end >= 0 else len(line)
        parts.append(" " * (stop - at + before))
        self.cut[-1].append((number, at + 1, line[at : end if end >= 0 else stop]))
        return stop

    def _tell(self, number: int, match: re.Match[str]) -> None:
        if not self.told:
            span = Span(number, match.start() + 1, match.end() + 1)
            self.findings.add("P124", span, "a comment without its end", "close it with '-->'")
        self.told = True
