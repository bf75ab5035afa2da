"""Blocks as Markdown that reads as the same blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from build.findings.unprintable import UNPRINTABLE
from build.imports.lines import fence_around
from build.imports.write_words import Notes, address, line_of, title, words_alone
from build.parse.slide_map import COLUMNS
from build.spec.content import (
    Block,
    Bullets,
    Callout,
    CodeBlock,
    Columns,
    Definitions,
    Entry,
    Formula,
    Image,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Grid, Text, Words

Lines = list[str]
COLUMNS_OF_SLIDES = frozenset(COLUMNS)


@dataclass(frozen=True)
class BlockWriter:
    """Writes the blocks of one slide, whose footnotes are `notes`."""

    notes: Notes

    def lines(self, blocks: Sequence[Block]) -> Lines:
        """Blocks one below the other, with an empty line between two."""
        written: Lines = []
        dash, dot = "-", "."
        before: Block | None = None
        for block in blocks:
            if isinstance(block, Bullets) and isinstance(before, Bullets):  # with like marks they would be one list
                dash, dot = "*" if dash == "-" else "-", ")" if dot == "." else "."
            elif not isinstance(block, Bullets):
                dash, dot = "-", "."
            own = self._bullets(block, dash, dot) if isinstance(block, Bullets) else list(self._block(block))
            written += ["", *own] if written and own else own
            before = block
        return written

    def text(self, text: Text) -> str:
        return line_of(text, notes=self.notes)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Prose(text=text):
                yield self.text(text)
            case Subheading(text=text):
                yield f"### {line_of(text, heading=True, notes=self.notes)}"
            case Definitions():
                for place, definition in enumerate(block.entries):
                    yield from ("",) if place else ()
                    yield self.text(definition.term)
                    yield from (f": {self.text(meaning)}" for meaning in definition.meanings)
            case Quotation():
                yield from _quoted(_parted(self.text(text) for text in (*block.texts, *_byline(block))))
            case CodeBlock():
                yield from code_lines(block)
            case Formula():
                yield from ("$$", *filter(None, (line.strip() for line in block.source.split("\n"))), "$$")
            case Image():
                yield from picture_lines(block, self.notes)
            case Callout():
                heading = f" {self.text(block.heading)}" if block.heading else ""
                yield f"> [!{block.kind.upper()}]{heading}"
                inside = self.lines(block.blocks)
                yield from _quoted(inside if isinstance(next(iter(block.blocks), None), Prose) else ["", *inside])
            case Columns():
                yield "::: columns"
                for column in block.columns:
                    share = "" if column.share is None else f' width="{_percent(column.share)}"'
                    heading = f" {line_of(column.heading, heading=True)}" if column.heading else ""
                    yield "::: column" if not share + heading else f"::: {{.column{share}}}{heading}"
                    yield from self.lines(column.blocks)
                    yield ":::"
                yield ":::"
            case Grid():
                yield from self._grid(block)
            case Bullets():
                yield from self._bullets(block, "-", ".")

    def _bullets(self, block: Bullets, dash: str, dot: str) -> Lines:
        written: Lines = []
        first = block.entries[0].number if block.entries else None
        for place, entry in enumerate(block.entries):
            mark = f"{dash} " if first is None else f"{min(first + place, 999_999_999)}{dot} "
            own = self._entry(entry)
            loose = written and "" in own  # an item with paragraphs stands apart
            written += [*([""] if loose else []), *_indented(own, mark)]
        return written

    def _entry(self, entry: Entry) -> Lines:
        box = "" if entry.checked is None else "[x] " if entry.checked else "[ ] "
        words = box + self.text(entry.text) if entry.text else box.strip()
        inside = self.lines(entry.blocks)
        if not words:
            return inside or [""]
        first = next(iter(entry.blocks), None)
        tight = isinstance(first, Bullets) and first.entries[0].number in (None, 1)  # no other goes on below words
        return [words, *([] if tight or not inside else [""]), *inside]

    def _grid(self, grid: Grid) -> Iterator[str]:
        header = [self._cell(cell) for cell in grid.header]
        if len(COLUMNS_OF_SLIDES & {name.casefold() for name in header}) > 1:  # they would list the deck's slides
            header = [
                f"&#{ord(name[0])};{name[1:]}" if name.casefold() in COLUMNS_OF_SLIDES else name for name in header
            ]
        rulers = {"left": "---", "center": ":-:", "right": "--:"}
        yield _row(header)
        yield _row([rulers[align] for align in grid.align])
        yield from (_row([self._cell(cell) for cell in row]) for row in grid.rows)

    def _cell(self, text: Text) -> str:
        return line_of(text, cell=True, notes=self.notes)


# ---- blocks without words of slides -----------------------------------------------------------------
def code_lines(block: CodeBlock) -> Lines:
    """A listing in its fence; of a file of the course, the call that takes it."""
    if block.taken:
        lines = f", lines='{block.taken.lines}'" if block.taken.lines else ""
        return [f"{{{{ code('{block.taken.target}'{lines}) }}}}"]
    text = [UNPRINTABLE.sub("", line) for line in block.text]
    fence = fence_around(text)
    marked = f"{{{ranges(block.marked)}}}" if block.marked else ""
    name = f'title="{_without_quotes(block.name)}"' if block.name else ""
    info = " ".join(filter(None, (block.language or ("text" if marked or name else ""), marked, name)))
    return [fence + info, *text, fence]


def picture_lines(image: Image, notes: Notes) -> Iterator[str]:
    """A picture with its caption, its width and its place; a caption with a footnote stands below, where it is read."""
    caption = image.caption
    if image.credit:
        pieces = [*caption.pieces, Words(text=" (" if caption else "("), *image.credit.pieces, Words(text=")")]
        caption = Text(tuple(pieces))
    behind = [] if image.width is None else [f"width={_percent(image.width)}"]
    behind += [f".{image.place}"] if image.place else []
    behind += [".cover"] if image.cover and image.place != "background" else []
    apart = any(mark in caption.plain for mark in notes)
    target = address(image.path) + (f" {title(caption)}" if caption and not apart else "")
    alt = words_alone(" ".join(image.alt.split())).replace("]", "\\]") if image.alt.strip() else ""
    alt = re.sub(r"^b(?=g\b)", "&#98;", alt)  # `![bg` is Marp's
    yield f"![{alt}]({target})" + (f"{{{' '.join(behind)}}}" if behind else "")
    if apart:
        yield line_of(caption, notes=notes)


def _byline(quotation: Quotation) -> tuple[Text, ...]:
    """Whose words these are, behind a dash."""
    if not quotation.by and not quotation.source:
        return ()
    between = (Words(text=", "),) if quotation.by and quotation.source else ()
    return (Text((Words(text="— "), *quotation.by.pieces, *between, *quotation.source.pieces)),)


def ranges(numbers: Sequence[int]) -> str:
    """Lines as `1-3,5`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _without_quotes(name: str) -> str:
    return re.sub(r"[\"{}\[\]`\n]", "'", UNPRINTABLE.sub("", name))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _parted(lines: Iterable[str]) -> Lines:
    """Lines as paragraphs."""
    return [part for line in lines for part in ("", line)][1:]


def _quoted(lines: Iterable[str]) -> Iterator[str]:
    return (f"> {line}".rstrip() for line in lines)


def _indented(lines: Sequence[str], mark: str) -> Iterator[str]:
    """Lines as an item's: the first behind its mark, the others below its words."""
    room = " " * len(mark)
    for place, line in enumerate(lines):
        yield (mark if place == 0 else room if line else "") + line
