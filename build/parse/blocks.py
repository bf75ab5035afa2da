"""Block structure: headings, paragraphs, lists, tables and fences, each line with its place in the source.

markdown-it-py finds the blocks; it says which lines a block has, not which columns, so those are found
here. Tables are cut out of paragraphs by `build.parse.rows`, because markdown-it-py splits a cell at a
`|` inside code and drops what is left over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from build.findings.diagnostic import Span
from build.parse.dates import keep_dates
from build.parse.kept_lines import NO_END, KeptLines
from build.parse.rows import is_ruler, split_row
from build.parse.source import FindingCollector

Alignment = Literal["left", "right", "center"]

# markdown-it-py drops what is nested deeper.
NESTING = 60
_CODE = 4  # spaces before a line of code, elsewhere


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A stretch of one source line: where it starts, its text, and whether two spaces end it, which break the line."""

    number: int
    column: int
    text: str
    breaks: bool = False

    @property
    def span(self) -> Span:
        return Span(self.number, self.column, self.column + max(1, len(self.text)))

    def cut(self, start: int, end: int | None = None) -> SourceLine:
        """Part of this line, without the spaces around it."""
        part = self.text[start:end]
        left = len(part) - len(part.lstrip())
        return SourceLine(self.number, self.column + start + left, part.strip(), self.breaks and end is None)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    line: SourceLine


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A list item: its first paragraph, and what else it holds."""

    number: int | None
    lines: tuple[SourceLine, ...]
    more: tuple[SourceBlock, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class List:
    entries: tuple[ListEntry, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: a header, the alignment of each column, and rows of cells."""

    header: tuple[SourceLine, ...]
    align: tuple[Alignment, ...]
    rows: tuple[tuple[SourceLine, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Fence:
    lines: tuple[SourceLine, ...]
    info: str
    span: Span


SourceBlock = Heading | SourceParagraph | List | Rows | Fence


def read_blocks(text: KeptLines, findings: FindingCollector) -> list[SourceBlock]:
    """The blocks of some lines of a source.

        block = heading | paragraph | list | table | fence       CommonMark's, and tables

    A line that starts with a label always starts a paragraph of its own, also right below a list.
    """
    tokens = commonmark_blocks("code", "lheading").parse("\n".join(text.lines))
    reader = BlockReader(text, tokens, findings)
    blocks = list(reader.blocks())
    return [*blocks, *(SourceParagraph((line,)) for line in reader.too_deep())]


def commonmark_blocks(*left_out: str) -> MarkdownIt:
    """CommonMark's blocks without those that swallow words, link definitions and HTML, and others by their names."""
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING})
    markdown.disable(["reference", "html_block", *left_out])
    markdown.core.ruler.enableOnly(["normalize", "block"])
    keep_dates(markdown)
    return markdown


@dataclass
class BlockReader:
    """Reads the tokens of some lines. `covered` are the lines that a block has."""

    text: KeptLines
    tokens: Sequence[Token]
    findings: FindingCollector
    at: int = 0
    covered: set[int] = field(default_factory=set)

    def blocks(self, closing: str = "") -> Iterator[SourceBlock]:
        """Blocks up to a closing token. Quotes are transparent."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                return
            if token.type == "heading_open":
                yield from self._heading(token)
            elif token.type == "paragraph_open":
                lines = self.lines_here()
                self._tell_indented(token, lines)
                yield from self.paragraph(lines)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield self._list(token.type.replace("open", "close"))
            elif token.type == "fence":
                yield self.fence(token)

    def too_deep(self) -> Iterator[SourceLine]:
        """The lines that markdown-it-py has dropped."""
        for number, raw in zip(self.text.numbers, self.text.lines, strict=True):
            if number not in self.covered and any(letter.isalpha() for letter in raw):
                line = SourceLine(number, 1, raw).cut(0)
                message = f"nested more than {NESTING} levels deep"
                self.findings.add("P119", line.span, message, "write it as a paragraph")
                self.covered.add(number)
                yield line

    def lines_here(self) -> tuple[SourceLine, ...]:
        """The lines of the inline token here, found in the source."""
        token = self.tokens[self.at]
        self.at += 2
        assert token.map is not None
        lines = []
        for index, content in enumerate(token.content.split("\n"), token.map[0]):
            raw, wanted = self.text.lines[index].rstrip(), content.strip()
            at = len(raw) - len(wanted) if raw.endswith(wanted) else max(0, raw.find(wanted))
            column = at + 1 + self.text.moved[index]
            lines.append(SourceLine(self.text.numbers[index], column, wanted, content.endswith("  ")))
        self.covered.update(line.number for line in lines)
        return tuple(line for line in lines if line.text)

    def _heading(self, token: Token) -> Iterator[SourceBlock]:
        lines = self.lines_here()
        if lines:
            yield Heading(int(token.tag[1:]), lines[0])

    def paragraph(self, lines: tuple[SourceLine, ...]) -> Iterator[SourceBlock]:
        """A paragraph, or what stands around the tables in it.

        paragraph = (line | table)+
        table     = row ruler (line_with_a_bar)*
        """
        start, at = 0, 1
        while at < len(lines):
            if not (is_ruler(lines[at].text) and "|" in lines[at - 1].text):
                at += 1
                continue
            if at - 1 > start:
                yield SourceParagraph(lines[start : at - 1])
            end = at + 1
            while end < len(lines) and "|" in lines[end].text:
                end += 1
            yield _table(lines[at - 1 : end])
            start, at = end, end + 1
        if start < len(lines):
            yield SourceParagraph(lines[start:])

    def _tell_indented(self, token: Token, lines: tuple[SourceLine, ...]) -> None:
        """A finding for a paragraph that other programs show as code."""
        if token.level == 0 and token.map and lines and self._indent(token.map[0]) >= _CODE:
            hint = "put them between two lines '```', or write them without the spaces"
            self.findings.add("P123", lines[0].span, "lines indented as code: shown as words", hint)

    def _indent(self, index: int) -> int:
        line = self.text.lines[index].expandtabs(_CODE)
        return len(line) - len(line.lstrip(" "))

    def _list(self, closing: str) -> List:
        entries = []
        while self.tokens[self.at].type != closing:
            opening = self.tokens[self.at]
            self.at += 1
            assert opening.map is not None
            number = self.text.numbers[min(opening.map[0], len(self.text.numbers) - 1)]
            inside = list(self.blocks("list_item_close"))
            lines: tuple[SourceLine, ...] = ()
            if inside and isinstance(inside[0], SourceParagraph):
                lines, inside = inside[0].lines, inside[1:]
            span = lines[0].span if lines else Span(number, 1, 2)
            ordinal = int(opening.info) if opening.info.isdecimal() else None
            entries.append(ListEntry(ordinal, lines, tuple(inside), span))
        self.at += 1
        return List(tuple(entries))

    def fence(self, token: Token) -> Fence:
        assert token.map is not None
        lines = []
        for index, content in enumerate(token.content.split("\n")[:-1], token.map[0] + 1):
            raw = self.text.lines[index] if index < len(self.text.lines) else content
            lines.append(
                SourceLine(
                    self.text.numbers[min(index, len(self.text.numbers) - 1)], max(0, raw.find(content)) + 1, content
                )
            )
        first = self.text.numbers[token.map[0]]
        self.covered.update((first, *(line.number for line in lines)))
        opening = self.text.lines[token.map[0]].strip()
        span = Span(first, 1, 1 + max(1, len(opening)))
        if token.map[1] - token.map[0] < len(lines) + 2:
            self.findings.add(NO_END[0], span, NO_END[1], f"close it with a line '{token.markup}'")
        return Fence(tuple(lines), token.info.strip(), span)


def _table(lines: Sequence[SourceLine]) -> Rows:
    cells = [tuple(line.cut(start, end) for start, end in split_row(line.text)) for line in lines]
    align: list[Alignment] = []
    for cell in cells[1]:
        ends = cell.text.endswith(":")
        align.append("center" if ends and cell.text.startswith(":") else "right" if ends else "left")
    return Rows(cells[0], tuple(align), tuple(cells[2:]), lines[0].span)
