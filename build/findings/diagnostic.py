"""What is wrong with a source, as data first and text second.

A stage never stops at the first problem: it returns its value and its diagnostics.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from build.findings.rules import RULES, Severity

_WIDTH = 110  # letters of a line that a finding shows
_LONG_QUOTE = re.compile(r"'([^']{60})[^']{60,}([^']{20})'")
_SHOWN_OF_A_LINE = 10  # findings of one rule
_SHOWN_OF_NOTES = 3  # of one rule in a file


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where something stands in a source: 1-based line and columns, `end` exclusive."""

    line: int = 1
    column: int = 1
    end: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: where a rule of `build.findings.rules` is broken, and how."""

    path: str
    span: Span
    code: str
    message: str
    hint: str = ""
    line_text: str = ""

    @property
    def severity(self) -> Severity:
        """As grave as its rule says."""
        return RULES[self.code].severity

    def __str__(self) -> str:
        """The finding as an editor and a person read it, with the source line and a marker."""
        word = "" if self.severity == "error" else f"{self.severity}: "
        head = f"{self.path}:{self.span.line}:{self.span.column}: {word}{_cut(self.message)} [{self.code}]"
        lines = [head]
        if self.line_text:
            line, column = _window(self.line_text, self.span.column)
            width = max(1, min(self.span.end - self.span.column, len(line) - column + 1))
            lines.append(f"{self.span.line:>6} | {line}")
            lines.append(" " * 7 + "| " + " " * (column - 1) + "~" * (width - 1) + "^")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def as_data(self) -> dict[str, str | int]:
        """The finding as editors read it: 1-based line and columns, `end` exclusive."""
        return {
            "path": self.path, "line": self.span.line, "column": self.span.column, "end": self.span.end,
            "code": self.code, "severity": self.severity, "message": self.message, "hint": self.hint,
        }  # fmt: skip


class FindingsError(ValueError):
    """All that is wrong with a file without which nothing can be made."""

    def __init__(self, findings: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)


def _cut(message: str) -> str:
    """A message without the middle of the words that it quotes at length."""
    return _LONG_QUOTE.sub(lambda quoted: f"'{quoted[1]}…{quoted[2]}'", message)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it."""
    line = line.rstrip("\r\n").replace("\t", " ")
    if len(line) <= _WIDTH:
        return line, min(column, len(line) + 1)
    start = max(0, min(column - 1 - _WIDTH // 2, len(line) - _WIDTH))
    return line[start : start + _WIDTH], column - start


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """In the order of the sources, each finding once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda found: (found.path, found.span, found.code, found.message))


def has_errors(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """Whether a build must stop: on errors, with `strict` on warnings too."""
    return any(found.severity == "error" or (strict and found.severity == "warning") for found in diagnostics)


def warnings_in(diagnostics: Iterable[Diagnostic]) -> int:
    """How many warnings there are, each counted once."""
    return sum(found.severity == "warning" for found in set(diagnostics))


def counted(number: int | str, what: str) -> str:
    """`1 slide`, `2 slides`."""
    return f"{number} {what}" if str(number) == "1" else f"{number} {what}s"


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings to standard error in the order of the source, each once.

    Of many of one rule in a line, and of many notes in a file, the first.
    """
    found = in_order(diagnostics)
    alike = Counter(map(_rule_in_line, found))
    printed: Counter[tuple[str, int, str]] = Counter()
    for diagnostic in found:
        key = _rule_in_line(diagnostic)
        printed[key] += 1
        shown, where = (_SHOWN_OF_A_LINE, "line") if key[1] else (_SHOWN_OF_NOTES, "file")
        if printed[key] <= shown:
            print(diagnostic, file=sys.stderr)
        if printed[key] == shown < alike[key]:
            print(f"  and {alike[key] - shown} more [{diagnostic.code}] in this {where}", file=sys.stderr)


def _rule_in_line(diagnostic: Diagnostic) -> tuple[str, int, str]:
    line = 0 if diagnostic.severity == "note" else diagnostic.span.line
    return diagnostic.path, line, diagnostic.code
