"""Ordinary Markdown as blocks: what CommonMark and GFM have, definition lists, formulas and callouts.

markdown-it-py and its plugins find the blocks, `build.parse.blocks` their places in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from build.findings.diagnostic import Span
from build.parse.blocks import BlockReader, Rows, SourceLine, SourceParagraph, commonmark_blocks
from build.parse.content_inline import read_content
from build.parse.dates import keep_dates
from build.parse.fence_info import language_of, read_info
from build.parse.kept_lines import KeptLines
from build.parse.pictures import captioned, with_caption
from build.parse.quotes import is_byline, quotes_of
from build.parse.reading import Reading
from build.parse.rules.code import call_of_code, read_listing
from build.parse.tables import read_grid
from build.parse.texts import before, stack
from build.spec.content import (
    Block,
    Bullets,
    CodeBlock,
    Definition,
    Definitions,
    Entry,
    Formula,
    Prose,
    Subheading,
)
from build.spec.deck import Listing, Text, Words

DEEPEST = 3  # levels of lists
_BOX = re.compile(r"\[(?P<mark>[ xX])\](?:\s+|$)")
_MARP_STEPS = frozenset("*)")  # the marks of lists that Marp shows bit by bit
_ASIDE = re.compile(r"(?P<pause>\. \. \.)|<<< \S.*")  # Slidev takes code from a file so
_MOVE = re.compile(r"md(?:c)? magic-move\b")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_BEHIND = re.compile(r"!\[[^\]]*\bbg\b")  # Marp takes such a picture out of its paragraph
_TEX = re.compile(  # of the look alone
    r"(?:\\(?:begin|end|centering|raggedright|pause|newpage|clearpage|pagebreak|(?:big|med|small)skip|[vh]space\*?|[vh]fill"
    r"|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|noindent|framebreak|hrule"
    r"|tableofcontents|maketitle)(?![A-Za-z])(?:\[[^\[\]]*\])?(?:\{[^{}]*\})?\s*)+"
)
_PICTURE = re.compile(r"!\[.*\](?:\([^()]*\)|\[[^\[\]]*\])(?:\{[^{}]*\})?")


def read_lines(lines: KeptLines, reading: Reading) -> list[Block]:
    """The blocks of some lines.

    block = heading | paragraph | list | table | fence | quote | callout | definitions | formula | picture
    """
    tokens = content_markdown().parse("\n".join(lines.lines))
    reader = ContentReader(lines, tokens, reading.findings, reading=reading)
    blocks = list(reader.content())
    deep = (Prose(text=read_content([line], reading)) for line in reader.too_deep())
    return [*captioned(blocks), *deep, *reading.take_pictures()]


def content_markdown() -> MarkdownIt:
    """What finds the blocks of ordinary Markdown."""
    markdown = commonmark_blocks().use(deflist_plugin).use(dollarmath_plugin, allow_labels=False)
    keep_dates(markdown)
    return markdown


@dataclass(kw_only=True)
class ContentReader(BlockReader):
    reading: Reading
    depth: int = 0  # of lists
    quoted: bool = False

    def content(self, closing: str = "") -> Iterator[Block]:
        """Blocks up to a closing token."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                return
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[Block]:
        if token.type == "heading_open":
            text = self._text(self.lines_here())
            yield from (Subheading(text=text),) if text else ()
            yield from self.reading.take_pictures()
        elif token.type == "paragraph_open":
            for part in self.paragraph(self.lines_here()):
                yield from self._paragraph(part)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield from self._bullets(token)
        elif token.type == "fence" and self.reading.dialect.name == "slidev" and _MOVE.match(token.info):
            yield from self._steps(token)
        elif token.type in ("fence", "code_block"):
            yield self._code(token)
        elif token.type == "math_block":
            yield self._formula(token)
        elif token.type == "blockquote_open":
            yield from self._quote(token)
        elif token.type == "dl_open":
            yield from self._definitions(token)

    def _text(self, lines: Iterable[SourceLine]) -> Text:
        found = list(lines)
        if self.reading.dialect.name == "marp":  # a line's end is one there
            found = [*(replace(line, breaks=True) for line in found[:-1]), *found[-1:]]
        return read_content(found, self.reading)

    def _paragraph(self, part: object) -> Iterator[Block]:
        if isinstance(part, Rows):
            yield read_grid(part, self.findings, self._text, may_be_short=True)
            yield from self.reading.take_pictures()
            return
        assert isinstance(part, SourceParagraph)
        lines = part.lines
        if self.quoted and len(lines) > 1 and is_byline(lines[-1].text):
            yield from self._paragraph(SourceParagraph(lines[:-1]))
            lines = lines[-1:]
        if len(lines) == 1 and (call := call_of_code(lines[0])):
            if listing := read_listing(call, self.findings):
                yield _taken(listing)
            return
        if len(lines) == 1 and (aside := _ASIDE.fullmatch(lines[0].text)):
            if aside["pause"]:
                self.reading.pauses()
            else:
                self.reading.dialect.tell(lines[0].text, lines[0].span)
            return
        if apart := _formula_apart(lines):
            first, end = apart
            yield from self._paragraph(SourceParagraph(lines[:first]))
            source = " ".join(line.text for line in lines[first:end]).strip("$")
            span = lines[first].span
            yield Formula(source=self.reading.without_steps(source, span), span=span)
            if lines[end:]:
                yield from self._paragraph(SourceParagraph(lines[end:]))
            return
        if (opening := _open_formula(lines)) is not None:  # what looks like attributes behind is LaTeX
            span, hint = lines[opening].span, r"close it with '$$', or write \$\$ for two dollars"
            self.findings.add("P125", span, "a formula without its end", hint)
            if opening:
                yield from self._paragraph(SourceParagraph(lines[:opening]))
            words = Words(text=" ".join(line.text for line in lines[opening:]))
            yield Prose(text=Text((words,), span))
            return
        look = [] if any("$" in line.text for line in lines) else [row for row in lines if _TEX.fullmatch(row.text)]
        for line in look:
            self.reading.dialect.tell(line.text, line.span)
        text = self._text(line for line in lines if line not in look)
        pictures = self.reading.take_pictures()
        if (
            text
            and len(lines) > 1
            and len(pictures) == 1
            and _PICTURE.fullmatch(lines[0].text)
            and not (self.reading.dialect.name == "marp" and _BEHIND.match(lines[0].text))
            and not pictures[0].caption
        ):
            yield with_caption(pictures[0], text)
            return
        if text:
            yield Prose(text=text)
        yield from pictures

    def _bullets(self, opening: Token) -> Iterator[Block]:
        """A list. One nested too deep goes on line by line in the item that it belongs to."""
        closing = opening.type.replace("open", "close")
        start = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
        span = self._span(opening)
        entries: list[Entry] = []
        if self.reading.dialect.name == "marp" and opening.markup in _MARP_STEPS:
            self.reading.points_appear()
        self.depth += 1
        while self.tokens[self.at].type != closing:
            item = self.tokens[self.at]
            self.at += 1
            number = None if start is None else start + len(entries)
            entries.append(self._entry(self._span(item), number))
        self.at += 1
        self.depth -= 1
        said = tuple(entry for entry in entries if entry.text or entry.blocks)
        yield from (Bullets(entries=said, span=span),) if said else ()

    def _entry(self, span: Span, number: int | None) -> Entry:
        text, checked = Text(), None
        first: list[Block] = []
        if self.tokens[self.at].type == "paragraph_open":
            self.at += 1
            lines = self.lines_here()
            if lines and (box := _BOX.match(lines[0].text)):
                checked = box["mark"] != " "
                lines = (lines[0].cut(box.end()), *lines[1:])
            parts = list(self.paragraph(lines))
            if parts and isinstance(words := parts[0], SourceParagraph):
                text = self._text(words.lines)
                first += self.reading.take_pictures()
                del parts[0]
            for part in parts:
                first += self._paragraph(part)
        blocks = [*first, *self.content("list_item_close")]
        if self.depth >= DEEPEST:
            text, blocks = self._flat(text, blocks)
        return Entry(
            text=text,
            span=text.span if text else span,
            number=number,
            checked=checked,
            blocks=tuple(captioned(blocks)),
        )

    def _flat(self, text: Text, blocks: list[Block]) -> tuple[Text, list[Block]]:
        """What is nested deeper stands on lines below the item's words."""
        below: list[Text] = []
        left: list[Block] = []
        for block in blocks:
            if isinstance(block, Bullets):
                hint = f"lists have up to {DEEPEST} levels"
                self.findings.add("P131", block.span, "a list nested too deep: its words stand below the item", hint)
                for entry in block.entries:
                    mark = "– " if entry.number is None else f"{entry.number}. "
                    below.append(before(mark, entry.text))
                    left += entry.blocks
            else:
                left.append(block)
        return stack([text, *below]), left

    def _steps(self, token: Token) -> Iterator[Block]:
        """Listings that Slidev shows one after the other in one place."""
        fence = self.fence(token)
        self.reading.dialect.tell("magic-move", fence.span)
        lines = KeptLines()
        for line in fence.lines:
            lines.add(line.text, line.number, line.column - 1)
        yield from read_lines(lines, self.reading)

    def _code(self, token: Token) -> CodeBlock:
        if token.type == "code_block":
            assert token.map is not None
            lines = tuple(token.content.rstrip("\n").split("\n"))
            self.covered.update(self.text.numbers[token.map[0] : token.map[1]])
            return CodeBlock(text=lines, span=self._span(token))
        fence = self.fence(token)
        info = read_info(fence.info, fence.span, self.reading)
        text = tuple(line.text for line in fence.lines)
        if info.source and not any(line.strip() for line in text):
            listing = Listing(
                heading=Text(), target=info.source, lines=info.lines, mark="", tint="new", span=fence.span
            )
            return replace(_taken(listing), language=info.language, name=info.name, marked=info.marked)
        marked = () if set(range(1, len(text) + 1)) <= {*info.marked} else info.marked  # all is nothing
        return CodeBlock(text=text, span=fence.span, language=info.language, name=info.name, marked=marked)

    def _formula(self, token: Token) -> Formula:
        assert token.map is not None
        self.covered.update(self.text.numbers[token.map[0] : token.map[1]])
        source = self.reading.without_steps(" ".join(token.content.split()), self._span(token))
        return Formula(source=source, span=self._span(token))

    def _quote(self, opening: Token) -> Iterator[Block]:
        """A quote or a callout. Its first line may be the callout's kind."""
        callout: SourceLine | None = None
        following = self.tokens[self.at]
        rest: tuple[SourceLine, ...] = ()
        if following.type == "paragraph_open":
            back = self.at
            self.at += 1
            lines = self.lines_here()
            if lines and lines[0].text.startswith("[!"):
                callout, rest = lines[0], lines[1:]
            else:
                self.at = back
        started: list[Block] = []
        depth, self.depth, quoted, self.quoted = self.depth, 0, self.quoted, True
        for part in self.paragraph(rest) if rest else ():
            started += self._paragraph(part)
        inside = [*started, *self.content("blockquote_close")]
        self.depth, self.quoted = depth, quoted
        yield from quotes_of(captioned(inside), callout, self._span(opening), self.reading)

    def _definitions(self, opening: Token) -> Iterator[Block]:
        """A list of terms; what is more than words in their meanings stands below it."""
        rows: list[tuple[Text, list[Text]]] = []
        beside: list[Block] = []
        while (token := self.tokens[self.at]).type != "dl_close":
            self.at += 1
            if token.type == "dt_open":
                rows.append((self._text(self.lines_here()), []))
            elif token.type == "dd_open":
                for block in self.content("dd_close"):
                    if isinstance(block, Prose):
                        rows[-1][1].append(block.text)
                    else:
                        beside.append(block)
        self.at += 1
        entries = tuple(Definition(term=term, meanings=tuple(meanings)) for term, meanings in rows)
        yield Definitions(entries=entries, span=self._span(opening))
        yield from self.reading.take_pictures()
        yield from beside

    def _span(self, token: Token) -> Span:
        if token.map is None:
            return Span()
        index = min(token.map[0], len(self.text.numbers) - 1)
        raw = self.text.lines[index]
        column = len(raw) - len(raw.lstrip()) + 1 + self.text.moved[index]
        return Span(self.text.numbers[index], column, column + max(1, len(raw.strip())))


def _formula_apart(lines: Sequence[SourceLine]) -> tuple[int, int] | None:
    """The lines of a formula that stands right below words, between lines that begin and end with two dollars."""
    first = next((i for i, line in enumerate(lines) if i and line.text.startswith("$$")), 0)
    if not first or lines[first].text.count("$$") > 1:
        return None
    end = next((i for i, line in enumerate(lines[first + 1 :], first + 1) if "$$" in line.text), 0)
    return (first, end + 1) if end and lines[end].text.endswith("$$") and lines[end].text.count("$$") == 1 else None


def _open_formula(lines: Sequence[SourceLine]) -> int | None:
    """Which of the lines begins a formula that is set apart and does not end."""
    for i, line in enumerate(lines):
        if line.text.startswith("$$") and not line.text.startswith("$$$"):
            rest = _CODE.sub("", " ".join(row.text for row in lines[i:]))
            return i if rest.count("$$") % 2 else None
    return None


def _taken(listing: Listing) -> CodeBlock:
    """A listing of a file's lines, which are not read here."""
    path = listing.target.partition("::")[0]
    name = listing.heading.plain or path
    return CodeBlock(text=(), span=listing.span, language=language_of(path), name=name, taken=listing)
