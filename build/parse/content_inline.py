"""Text on a content slide: what labels' texts have, and formulas, struck words, footnotes, pictures, bare addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from build.parse.blocks import SourceLine
from build.parse.inline import MARK, Bracket, Joined, Scanner
from build.parse.links import NAMED, Target, is_address
from build.parse.pictures import behind, read_picture
from build.parse.reading import RAISED, Reading
from build.parse.source import reference_key
from build.parse.texts import make
from build.spec.content import Image
from build.spec.data import SHEETS, TABLES
from build.spec.deck import Expression, Piece, Text, Words

_TAIL = re.compile(r"\{(?!\{)\s*(?:[.#:%-]|[A-Za-z-]+=)[^{}\n]*\}")
# A footnote starts like a link, so it comes first; whatever else MARK has comes before what only content has.
_MARK = re.compile(
    r"(?P<shortcode>\{\{[<%][^{}]*[>%]\}\})|(?P<footnote>\[\^[^\[\]\s]+\]|\^\[[^\[\]\n]+\])|"
    + MARK.pattern
    + r"|(?P<formula>\$\$[^$]+\$\$|(?<![^\W_])(?<![^\W_]_)(?<!\$)\$(?=[^\s$])(?:\\.|[^$\\\n])*?(?<=[^\s$])\$"
    r"(?!_?[^\W_]|\$))"
    r"|(?P<struck>(?<!~)~~(?!~))"
    r"|(?P<small>(?<=[\w)])\^[\w+-]{1,5}\^|(?<=[A-Za-z)])~[\w+-]{1,4}~(?!~))"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9.:-]*(?:\s[^<>]*)?/?>|<[!?][^<>]*>)"
    r"|(?P<bare>(?<![\w@/.])(?:https?://|www\.)(?=\w)[^\s<>\[\]`\v]*)" + rf"|(?P<tail>{_TAIL.pattern})"
)
LOWERED = dict(zip("0123456789+-aeox", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₒₓ", strict=True))
_EMPTY = re.compile(r"\(\s*(?:<>)?\s*\)")
_SPACES = re.compile(" {2,}")
_ENTITY_END = re.compile(r"&[A-Za-z0-9]+;$")


def read_content(lines: Sequence[SourceLine], reading: Reading) -> Text:
    """One paragraph of a content slide. Its pictures are gathered in `reading`.

    content  = (text | formula | struck | small | footnote | picture | bare_address)*
    formula  = "$" letter+ "$" | "$$" letter+ "$$"          no space inside its dollars, no digit behind them
    struck   = "~~" text "~~"
    small    = "^" letter+ "^" | "~" letter+ "~"            behind a letter: x^2^, H~2~O
    footnote = "[^" name "]" | "^[" text "]"
    picture  = "![" text "]" (target | reference) attributes?
    bare_address = ("http://" | "https://" | "www.") letter+
    """
    lines = [line for line in lines if line.text]
    if not lines:
        return Text()
    scanner = ContentScanner(Joined.of(lines), reading.findings, reading=reading)
    text = scanner.text(lines[0].span)
    scanner.tell_unshown()
    return make(map(_tidy, text.pieces), text)


def _tidy(piece: Piece) -> Piece:
    """Words with one space where a tag or a picture stood between two."""
    if isinstance(piece, Words) and not piece.code and "  " in piece.text:
        return replace(piece, text=_SPACES.sub(" ", piece.text))
    return piece


@dataclass(kw_only=True)
class ContentScanner(Scanner):
    mark: ClassVar[re.Pattern[str]] = _MARK
    shows: ClassVar[frozenset[str]] = frozenset({"struck words"})
    reading: Reading

    def read_more(self, match: re.Match[str]) -> int:
        start, end = match.span()
        if match["star"]:
            return super().read_more(match)
        if match["footnote"]:
            return self._footnote(match["footnote"], start, end)
        if match["small"]:
            return self._small(match["small"], start, end)
        if match["struck"]:
            self.add_stars(start, end, "~~")
            return end
        if match["bare"]:
            return self._bare(match["bare"], start)
        if match["formula"]:
            latex = self.reading.without_steps(
                match["formula"].strip("$").replace("\v", " "), self.joined.span(start, end)
            )
            if latex:
                self.atoms.append(Words(text=latex, math=True))
        elif match["tag"]:
            self.reading.tag(match["tag"], self.joined.span(start, end))
        elif match["tail"] and (path := behind(match["tail"])):
            span = self.joined.span(start, end)
            self.reading.pictures.append(Image(path=path, alt="", span=span, place="background", cover=True))
        else:
            self.reading.dialect.tell(match["tail"] or match["shortcode"], self.joined.span(start, end))
        self.blanks.append((start, end))
        return end

    def _footnote(self, written: str, start: int, end: int) -> int:
        """The raised number of a footnote; its mark as it stands where nothing says what it is."""
        if written.startswith("^["):
            inside = self.joined.line_of(start + 2, end - 1)
            mark = self.reading.mark_of(f"^{inside.number}:{inside.column}", (inside,))
        elif (name := reference_key(written[2:-1])) in self.reading.footnotes:
            mark = self.reading.mark_of(name, self.reading.footnotes[name])
        else:
            span, hint = self.joined.span(start, end), f"add a line '{written}: …'"
            self.reading.findings.add("P123", span, "a footnote without its words: shown as written", hint)
            mark = written
        self.add(mark)
        self.blanks.append((start, end))
        return end

    def _small(self, written: str, start: int, end: int) -> int:
        """Raised or lowered letters that Unicode has; others as they are."""
        small = [(RAISED if written[0] == "^" else LOWERED).get(letter, "") for letter in written[1:-1]]
        if not all(small):
            self.add(written[0])
            return start + 1
        self.add("".join(small))
        self.blanks.append((start, end))
        return end

    def _bare(self, written: str, start: int) -> int:
        """An address that stands as it is, without the punctuation behind it; words alone inside a link's words."""
        while True:
            shorter = _ENTITY_END.sub("", written.rstrip("?!.,:;*_~'\"\\|"))
            if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
                shorter = shorter[:-1]
            if shorter == written:
                break
            written = shorter
        href = written if written.startswith("http") else f"https://{written}"
        self.add(written, href="" if self.brackets else href)
        self.blanks.append((start, start + len(written)))
        return start + len(written)

    def reference(self, opening: Bracket, words: str, at: int) -> Target | None:
        """An address by its name; or, before `{…}`, words without brackets."""
        if tail := _TAIL.match(self.joined.text, at):
            self.reading.dialect.tell(tail[0], self.joined.span(at, tail.end()))
            return Target("", tail.end())
        if empty := _EMPTY.match(self.joined.text, at):
            return self.leads_nowhere(opening, Target("", empty.end()), at - 1)
        named = NAMED.match(self.joined.text, at)
        href = self.reading.links.get(reference_key(named["name"] or words if named else words))
        if href is None:
            return super().reference(opening, words, at)
        target = Target(href, named.end() if named else at)
        return target if opening.picture or is_address(href) else self.leads_nowhere(opening, target, at - 1)

    def link(self, opening: Bracket, target: Target) -> None:
        """The words lead there; where there are none, as around a picture, nothing does."""
        if target.href and not any(isinstance(atom, Expression) or (isinstance(atom, Words) and atom.text)
                                   for atom in self.atoms[opening.atom :]):  # fmt: skip
            span = self.joined.span(opening.start, target.end)
            self.reading.findings.add("P129", span, f"a link without words to '{target.href}'", "give it words")
        super().link(opening, target)

    def leads_nowhere(self, opening: Bracket, target: Target, at: int) -> Target | None:
        """Its words alone, with a finding."""
        span = self.joined.span(opening.start, target.end)
        hint = "link to https://…; on a slide nothing else can be followed"
        self.reading.findings.add("P129", span, f"a link to '{target.href}': its words only are shown", hint)
        return Target("", target.end)

    def picture(self, opening: Bracket, target: Target) -> int:
        """Takes it out of the words."""
        inside = self.atoms[opening.atom :]
        alt = "".join(
            piece.text
            if isinstance(piece, Words)
            else "{{" + piece.source + "}}"
            if isinstance(piece, Expression)
            else ""
            for piece in inside
        )
        del self.atoms[opening.atom :]
        while self.leading and self.leading[-1] >= opening.atom:
            self.leading.pop()
        tail = _TAIL.match(self.joined.text, target.end)
        end = tail.end() if tail else target.end
        span = self.joined.span(opening.start, end)
        if target.href.lower().endswith((*TABLES, *SHEETS)):
            hint = "name it in the front matter, 'data: {growth: {file: growth.csv}}', and write 'Visual: bars(growth)'"
            self.reading.findings.add("P139", span, f"'{target.href}' is a table, and no picture", hint)
        self.reading.pictures.append(read_picture(alt, target, tail[0] if tail else "", span, self.reading))
        self.blanks.append((opening.start, end))
        return end
