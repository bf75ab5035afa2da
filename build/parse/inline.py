"""Text inside a block: bold, italic, code, links and `{{ }}`, with their places.

Emphasis as in CommonMark, but `_` and a single `*` never act inside a word, so file names and products
stay whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine
from build.parse.source import FindingCollector
from build.spec.deck import Expression, Piece, Text, Words

_MARK = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<open>\{\{)"
    r"|(?P<ticks>`+)"
    r"|\[(?P<label>[^\[\]]*)\]\((?P<href>(?:https?://|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)"
    r"|<(?P<auto>https?://[^\s<>]+)>"
    r"|(?P<star>\*{1,3}|_{1,3})"
)


def read_text(lines: Sequence[SourceLine], findings: FindingCollector) -> Text:
    """One paragraph from the lines that it fills.

    text     = (words | escaped | expression | code | link | address | emphasis)*
    escaped  = "\\" punctuation
    link     = "[" text "](" ("http://" | "https://" | "mailto:") letter* ")"
    address  = "<" ("http://" | "https://") letter* ">"
    emphasis = "*" text "*" | "**" text "**" | "***" text "***"       or with "_"
    """
    lines = [line for line in lines if line.text]
    if not lines:
        return Text()
    joined = _Joined.of(lines)
    atoms = _Scanner(joined, findings).scan(0, len(joined.text), "")
    return Text(tuple(_pieces(atoms)), lines[0].span)


@dataclass(frozen=True)
class _Joined:
    """Lines joined by spaces, and the way back to the source."""

    text: str
    starts: list[int]
    lines: Sequence[SourceLine]

    @staticmethod
    def of(lines: Sequence[SourceLine]) -> _Joined:
        starts, total = [], 0
        for line in lines:
            starts.append(total)
            total += len(line.text) + 1
        return _Joined(" ".join(line.text for line in lines), starts, lines)

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch; one over several lines ends with its first."""
        index = bisect_right(self.starts, start) - 1
        line, offset = self.lines[index], start - self.starts[index]
        last = min(end - self.starts[index], max(len(line.text), offset + 1))
        return Span(line.number, line.column + offset, line.column + last)


@dataclass
class _Star:
    """A run that may open or close emphasis; an unmatched one is text."""

    mark: str
    opens: bool
    closes: bool
    role: int = 0  # 1 opens, -1 closes, 0 is text


@dataclass
class _Scanner:
    joined: _Joined
    findings: FindingCollector
    unclosed: set[str] = field(default_factory=set)

    def scan(self, at: int, end: int, href: str) -> list[Piece | _Star]:
        """The atoms of a stretch: pieces without emphasis, and the stars between them."""
        text = self.joined.text
        atoms: list[Piece | _Star] = []
        while at < end:
            match = _MARK.search(text, at, end)
            stop = match.start() if match else end
            if stop > at:
                atoms.append(Words(text=text[at:stop], href=href))
            if not match:
                break
            at = match.end()
            if match["escaped"]:
                atoms.append(Words(text=match["escaped"], href=href))
            elif match["open"]:
                at = self._expression(match.start(), end, href, atoms)
            elif match["ticks"]:
                at = self._code(match.start(), match["ticks"], end, href, atoms)
            elif match["href"] is not None and not href:
                atoms.extend(self.scan(match.start("label"), match.end("label"), match["href"]))
            elif match["auto"]:
                atoms.append(Words(text=match["auto"], href=match["auto"]))
            elif match["star"]:
                atoms.extend(self._stars(match.start(), at, match["star"]))
            else:
                atoms.append(Words(text=match.group(), href=href))
        return atoms

    def _expression(self, at: int, end: int, href: str, atoms: list[Piece | _Star]) -> int:
        """Appends what stands in braces, or the braces alone where they do not close; returns where to read on.

        expression = "{{" letter* "}}"           no "{{" inside; `build.resolve.expression` reads it
        """
        text = self.joined.text
        close = text.find("}}", at + 2, end)
        again = text.find("{{", at + 2, end)
        if close < 0 or 0 <= again < close:
            if close < 0 and "{{" in self.unclosed:
                atoms.append(Words(text="{{", href=href))
                return at + 2
            if close < 0:
                self.unclosed.add("{{")
            stop = again if again >= 0 else end
            self.findings.add(
                "P109", self.joined.span(at, stop), "expression without its end", "close it: '{{ fact | unit }}'"
            )
            atoms.append(Words(text="{{", href=href))
            return at + 2
        atoms.append(Expression(source=text[at + 2 : close], span=self.joined.span(at, close + 2)))
        return close + 2

    def _code(self, at: int, ticks: str, end: int, href: str, atoms: list[Piece | _Star]) -> int:
        """Appends code, or its ticks alone where it does not close; returns where to read on.

        code = "`"+ letter* "`"+                 as many ticks behind as before
        """
        text, start = self.joined.text, at + len(ticks)
        close = None
        if ticks not in self.unclosed:
            close = re.compile(rf"(?<!`){ticks}(?!`)").search(text, start, end)
        if close is None:
            self.unclosed.add(ticks)
            atoms.append(Words(text=ticks, href=href))
            return start
        inside = text[start : close.start()]
        if len(inside) > 2 and inside[0] == inside[-1] == " " and inside.strip():
            inside = inside[1:-1]
        atoms.append(Words(text=inside, code=True, href=href))
        return close.end()

    def _stars(self, start: int, end: int, run: str) -> list[_Star]:
        """A run as marks of one or two stars, with what its neighbours let it do."""
        text = self.joined.text
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        opens, closes = not after.isspace(), not before.isspace()
        if run[0] == "_" or len(run) == 1:
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        marks = {1: [run], 2: [run], 3: [run[:2], run[:1]]}[len(run)]
        return [_Star(mark, opens, closes) for mark in marks]


def _pieces(atoms: list[Piece | _Star]) -> list[Piece]:
    """Atoms with emphasis applied and like neighbours joined."""
    waiting: dict[str, list[_Star]] = {}
    for star in atoms:
        if not isinstance(star, _Star):
            continue
        if star.closes and waiting.get(star.mark):
            waiting[star.mark].pop().role, star.role = 1, -1
        elif star.opens:
            waiting.setdefault(star.mark, []).append(star)
    pieces: list[Piece] = []
    bold = italic = 0
    for atom in atoms:
        if isinstance(atom, _Star):
            if atom.role == 0:
                _append(pieces, Words(text=atom.mark, bold=bold > 0, italic=italic > 0))
            elif len(atom.mark) == 2:
                bold += atom.role
            else:
                italic += atom.role
        else:
            _append(pieces, replace(atom, bold=bold > 0, italic=italic > 0) if bold or italic else atom)
    return pieces


def _append(pieces: list[Piece], piece: Piece) -> None:
    last = pieces[-1] if pieces else None
    if isinstance(piece, Words) and not piece.text:
        return
    if isinstance(piece, Words) and isinstance(last, Words) and _style(last) == _style(piece):
        pieces[-1] = replace(last, text=last.text + piece.text)
    else:
        pieces.append(piece)


def _style(words: Words) -> tuple[object, ...]:
    return words.bold, words.italic, words.code, words.href
