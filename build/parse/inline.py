"""Text inside a block: bold, italic, code, links, line breaks and `{{ }}`, with their places.

Emphasis as in CommonMark, but `_` and a single `*` never act inside a word, so file names and products
stay whole.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import ClassVar

from build.drawing.scripts import has_no_italics
from build.findings.diagnostic import Span
from build.findings.unprintable import UNPRINTABLE
from build.parse.blocks import SourceLine
from build.parse.citations import CITED, KEYED, named_work, works
from build.parse.code_spans import CodeSpans
from build.parse.emphasis import Star, pieces_of
from build.parse.links import Target, is_address, read_reference, read_target
from build.parse.source import LOST, LOST_HINT, LOST_MESSAGE, FindingCollector
from build.parse.unshown import unshown
from build.spec.deck import Expression, Piece, Text, Words

MARK = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<hard>\\\n|\v|<[bB][rR][ \n\v]*/?>)"
    r"|(?P<soft>\n)"
    r"|(?P<open>\{\{)"
    r"|(?P<ticks>`+)"
    rf"|(?P<cited>{CITED})"
    r"|(?P<bracket>!?\[)"
    r"|(?P<end>\])"
    r"|<(?P<auto>https?://[^\s<>]+|mailto:[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<star>\*{1,3}|_{1,3})"
    rf"|(?P<cite>{KEYED})"
)
_LINE_END = re.compile(r"[\n\v]")
_SPACES = re.compile(r"[ \t]{2,}")
_AROUND_BREAK = re.compile(r" *\n *")


def read_text(lines: Sequence[SourceLine], findings: FindingCollector) -> Text:
    """One paragraph from the lines that it fills. A line break in it is a newline.

    text     = (words | escaped | break | expression | code | citation | link | address | entity | emphasis)*
    escaped  = "\\" punctuation
    break    = "<br>" | "\\" or "  " at a line's end
    link     = "[" text "]" target | reference   where it goes is an address: "https://…", "http://…", "mailto:…"
    address  = "<" ("http://" | "https://" | "mailto:") letter* ">" | "<" name "@" host ">"
    entity   = "&" name ";" | "&#" number ";"
    emphasis = "*" text "*" | "**" text "**" | "***" text "***"       or with "_"
    """
    lines = [line for line in lines if line.text]
    if not lines:
        return Text()
    scanner = Scanner(Joined.of(lines), findings)
    text = scanner.text(lines[0].span)
    scanner.tell_unshown()
    return text


def _tidy(piece: Piece) -> Piece:
    """Words without spaces around a line break."""
    if isinstance(piece, Words) and not piece.code and "\n" in piece.text:
        return replace(piece, text=_AROUND_BREAK.sub("\n", piece.text))
    return piece


@dataclass(frozen=True)
class Joined:
    """Lines joined by their ends (a vertical tab where two spaces break the line), and the way back to the source."""

    text: str
    starts: list[int]
    lines: Sequence[SourceLine]

    @staticmethod
    def of(lines: Sequence[SourceLine]) -> Joined:
        starts, total = [], 0
        for line in lines:
            starts.append(total)
            total += len(line.text) + 1
        ended = "".join(line.text + ("\v" if line.breaks else "\n") for line in lines)
        return Joined(ended[:-1], starts, lines)

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch; one over several lines ends with its first."""
        index = bisect_right(self.starts, start) - 1
        line, offset = self.lines[index], start - self.starts[index]
        last = min(end - self.starts[index], max(len(line.text), offset + 1))
        return Span(line.number, line.column + offset, line.column + last)

    def line_of(self, start: int, end: int) -> SourceLine:
        """A stretch of one line as a line of its own."""
        span = self.span(start, end)
        return SourceLine(span.line, span.column, self.text[start:end])


@dataclass
class Bracket:
    """A "[" or "![" that may open a link: where its words start, in the text and among the atoms."""

    start: int
    words: int
    atom: int
    picture: bool


@dataclass
class Scanner:
    """Reads one paragraph. What Markdown has beyond labels' texts is read by a scanner that knows more marks."""

    mark: ClassVar[re.Pattern[str]] = MARK
    shows: ClassVar[frozenset[str]] = frozenset()  # of what `unshown` lists
    joined: Joined
    findings: FindingCollector
    atoms: list[Piece | Star] = field(default_factory=list)
    blanks: list[tuple[int, int]] = field(default_factory=list)  # what is code, an expression or escaped
    brackets: list[Bracket] = field(default_factory=list)
    leading: list[int] = field(default_factory=list)  # the atoms that lead to an address
    linked: int = 0  # brackets below this place in their row hold a link, and can be none
    last_round: int = -1  # where the last ")" stands, without which nothing is an address
    unclosed: bool = False

    def text(self, span: Span) -> Text:
        """The paragraph."""
        return Text(tuple(map(_tidy, pieces_of(self.scan()))), span)

    def scan(self) -> list[Piece | Star]:
        """The atoms of the text: pieces without emphasis, and the stars between them."""
        text = self.joined.text
        code, last, self.last_round = CodeSpans(text), text.rfind("}}"), text.rfind(")")
        at = 0
        while match := self.mark.search(text, at):
            self.add(_SPACES.sub(" ", text[at : match.start()]))
            start, at = match.span()
            if match["escaped"]:
                self.add(match["escaped"])
                self.blanks.append((start, at))
            elif match["hard"] or match["soft"]:
                self.add("\n" if match["hard"] else " ")
                self.blanks += [(start, at)] if match["hard"] else []
            elif match["open"]:
                at = self._expression(start, last)
            elif match["ticks"]:
                at = self._code(start, match["ticks"], code.closing(match["ticks"], at))
            elif match["cited"] and (cites := works(text, start, self.joined.span)):
                self.atoms.append(Words(text=match["cited"].replace("\n", " ").replace("\v", " "), cites=cites))
                self.blanks.append((start, at))
            elif match["cited"]:
                self.brackets.append(Bracket(start, start + 1, len(self.atoms), picture=False))
                self.add("[")
                at = start + 1
            elif match["cite"]:
                cite, at = named_work(text, match, self.joined.span)
                self.atoms.append(Words(text=text[start:at].replace("\n", " ").replace("\v", " "), cites=(cite,)))
                self.blanks.append((start, at))
            elif match["bracket"]:
                self.brackets.append(Bracket(start, at, len(self.atoms), match["bracket"] == "!["))
                self.add(match["bracket"])
            elif match["end"]:
                at = self._close(start)
            elif auto := match["auto"]:
                self.add(auto, href=auto if is_address(auto) else f"mailto:{auto}")
                self.blanks.append((start, at))
            elif match["entity"]:
                character = _character(match["entity"])
                if character == LOST:
                    self.findings.add("P127", self.joined.span(start, at), LOST_MESSAGE, LOST_HINT)
                self.add(character)
            else:
                at = self.read_more(match)
        self.add(_SPACES.sub(" ", text[at:]))
        return self.atoms

    def tell_unshown(self) -> None:
        """A finding for each form of Markdown that no slide shows."""
        text = self.joined.text
        parts, at = [], 0
        for start, end in self.blanks:
            parts += [text[at:start], "\0" * (end - start)]
            at = max(at, end)
        prose = "".join((*parts, text[at:])).replace("\v", "\n")
        for start, end, row in unshown(prose):
            if row.what in self.shows:
                continue
            self.findings.add("P123", self.joined.span(start, end), f"{row.what}: shown as written", row.hint)

    def read_more(self, match: re.Match[str]) -> int:
        """Appends what is left of the marks, here stars only; returns where to read on."""
        self.add_stars(*match.span(), match["star"])
        return match.end()

    def add(self, text: str, href: str = "") -> None:
        if href:
            self.leading.append(len(self.atoms))
        if text:
            self.atoms.append(Words(text=text, href=href))

    def _expression(self, at: int, last: int) -> int:
        """Appends what stands in braces, or the braces alone where they do not close; returns where to read on.

        expression = "{{" letter* "}}"           no "{{" inside; `build.resolve.expression` reads it
        """
        text = self.joined.text
        again = text.find("{{", at + 2)
        close = text.find("}}", at + 2, again if again >= 0 else None) if at < last else -1
        if close < 0:
            if at < last or not self.unclosed:
                stop = again if again >= 0 else len(text)
                self.findings.add(
                    "P109", self.joined.span(at, stop), "expression without its end", "close it: '{{ fact | unit }}'"
                )
            self.unclosed = self.unclosed or at >= last
            self.add("{{")
            return at + 2
        source = _LINE_END.sub(" ", text[at + 2 : close])
        self.atoms.append(Expression(source=source, span=self.joined.span(at, close + 2)))
        self.blanks.append((at, close + 2))
        return close + 2

    def _code(self, at: int, ticks: str, close: int) -> int:
        """Appends code, or its ticks alone where it does not close; returns where to read on.

        code = "`"+ letter* "`"+                 as many ticks behind as before
        """
        if close < 0:
            self.add(ticks)
            return at + len(ticks)
        inside = _LINE_END.sub(" ", self.joined.text[at + len(ticks) : close])
        if len(inside) > 2 and inside[0] == inside[-1] == " " and inside.strip():
            inside = inside[1:-1]
        self.atoms.append(Words(text=inside, code=True))
        self.blanks.append((at, close + len(ticks)))
        return close + len(ticks)

    def _close(self, at: int) -> int:
        """Makes a link of the words since the last bracket, where an address follows; returns where to read on."""
        text = self.joined.text
        opening = self.brackets.pop() if self.brackets else None
        inside = len(self.brackets) < self.linked
        self.linked = min(self.linked, len(self.brackets))
        target = None
        if opening and (opening.picture or not inside):
            target = read_target(text, at + 1) if at < self.last_round else None
            if target and not (opening.picture or is_address(target.href)):
                target = self.leads_nowhere(opening, target, at)
            elif not target:
                words = text[opening.words : min(at, opening.words + 201)]
                target = self.reference(opening, words, at + 1)
        if not opening or not target:
            self.add("]")
            return at + 1
        self.atoms[opening.atom] = Words(text="")
        self.blanks.append((at, target.end))
        if opening.picture:
            return self.picture(opening, target)
        self.link(opening, target)
        self.linked = len(self.brackets)
        return target.end

    def link(self, opening: Bracket, target: Target) -> None:
        """The words since a bracket lead to an address."""
        for index in range(opening.atom, len(self.atoms)):
            self._lead(index, target.href)

    def reference(self, opening: Bracket, words: str, at: int) -> Target | None:
        """What the words before a place lead to by a name."""
        return read_reference(self.joined.text, words, at, self.findings.source)

    def leads_nowhere(self, opening: Bracket, target: Target, at: int) -> Target | None:
        """What a link is taken for that no slide can lead to: None for words, brackets and all."""
        return None

    def picture(self, opening: Bracket, target: Target) -> int:
        """What becomes of a picture among words; returns where to read on."""
        span = self.joined.span(opening.start, target.end)
        hint = "show it with 'Visual:', or as the deck's 'logo:'"
        self.findings.add("P123", span, "a picture among words: its words only are shown", hint)
        while self.leading and self.leading[-1] >= opening.atom:
            self._lead(self.leading.pop(), "")
        return target.end

    def _lead(self, index: int, href: str) -> None:
        """Words lead to an address, unless they lead to one of their own; or (to an empty one) nowhere any more."""
        atom = self.atoms[index]
        if isinstance(atom, Words) and not (href and atom.href):
            self.atoms[index] = replace(atom, href=href)
            if href:
                self.leading.append(index)

    def add_stars(self, start: int, end: int, run: str) -> None:
        """A run as marks of one or two stars, with what its neighbours let it do."""
        text = self.joined.text
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        opens, closes = not after.isspace(), not before.isspace()
        if run[0] == "_" or len(run) == 1:
            inside = [beside.isalnum() and (run[0] == "_" or not has_no_italics(beside)) for beside in (before, after)]
            opens, closes = opens and not inside[0], closes and not inside[1]  # such scripts have no spaces around it
        marks = {1: [run], 2: [run], 3: [run[:2], run[:1]]}[len(run)]
        self.atoms += [Star(mark, opens, closes) for mark in marks]


def _character(entity: str) -> str:
    """What an entity stands for: `&copy;` for ©. One that no text can hold is a space, an unknown one itself."""
    found = html.unescape(entity) if entity.startswith("&#") else html5.get(entity[1:], entity)
    return " " if not found or UNPRINTABLE.search(found) or found in "\t\n\r" else found
