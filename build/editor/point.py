"""A place in a text that somebody writes, and what stands around it. Nothing here needs the text to be finished.

Lines and columns count from 1, as in a `Span`, in characters; editors and browsers count in units of UTF-16, which
`units_of` and `column_of` translate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from build.findings.diagnostic import Span
from build.parse.kept_lines import OpenFence
from build.parse.source import kind_in
from build.spec.deck import Kind

_LINE_END = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Written:
    """A text as its editor has it, in lines that only line feeds and carriage returns end."""

    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(_LINE_END.split(self.text))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """How many characters stand ahead of each line."""
        return (0, *(end.end() for end in _LINE_END.finditer(self.text)))

    @cached_property
    def kind(self) -> Kind:
        """What its front matter says that is made of it."""
        return kind_in(self.data)

    @cached_property
    def data(self) -> bytes:
        """The bytes that it would be saved as; halves of a character, as an editor may send, are none."""
        return _SURROGATE.sub("\ufffd", self.text).encode()

    @cached_property
    def front(self) -> int:
        """How many lines its front matter takes: all, where it does not end."""
        if self.lines[0].rstrip() != "---":
            return 0
        ends = (number for number, line in enumerate(self.lines[1:], 2) if line.rstrip() in ("---", "..."))
        return next(ends, len(self.lines))

    def at(self, line: int, column: int) -> Point:
        """A place of it, the nearest one where there is none such."""
        line = min(max(line, 1), len(self.lines))
        return Point(self, line, min(max(column, 1), len(self.lines[line - 1]) + 1))

    def clamped(self, span: Span) -> Span:
        """A span that lies in the text whatever it says, as wide as the line allows."""
        point = self.at(span.line, span.column)
        return Span(point.line, point.column, max(point.column, min(span.end, len(point.whole) + 1)))


@dataclass(frozen=True)
class Point:
    """Where somebody writes or points."""

    written: Written
    line: int
    column: int

    @property
    def whole(self) -> str:
        return self.written.lines[self.line - 1]

    @property
    def ahead(self) -> str:
        """The line up to here."""
        return self.whole[: self.column - 1]

    @property
    def behind(self) -> str:
        return self.whole[self.column - 1 :]

    @property
    def in_front(self) -> bool:
        """Whether it stands in the front matter."""
        return 1 < self.line <= self.written.front and not self.closes_front

    @property
    def closes_front(self) -> bool:
        return self.line == self.written.front and self.whole.rstrip() in ("---", "...")

    @property
    def in_code(self) -> bool:
        """Whether it stands in a block of code, between two lines of backticks."""
        fence, inside = OpenFence(), False
        for line in self.written.lines[self.written.front : self.line]:
            inside = fence.holds(line)
        return inside


_UNITS: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda letter: len(letter.encode("utf-8", "replace")),
    "utf-16": lambda letter: 2 if letter > "\uffff" else 1,
    "utf-32": lambda letter: 1,
}


def units_of(line: str, column: int, encoding: str = "utf-16") -> int:
    """How many units of an encoding stand ahead of a column, as editors count places in a line."""
    return sum(map(_UNITS[encoding], line[: column - 1]))


def column_of(line: str, units: int, encoding: str = "utf-16") -> int:
    """The column that so many units stand ahead of; that of a character, where they end inside it."""
    width, at = _UNITS[encoding], 0
    for column, letter in enumerate(line, 1):
        at += width(letter)
        if at > units:
            return column
    return len(line) + 1
