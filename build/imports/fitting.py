"""What no slide of ours can show, as a table of twenty columns, in a form that one can: each is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from urllib.parse import urlsplit

from build.imports.imported import Imported, ImportedSlide, Left
from build.spec.content import Block, Columns, Image, Prose
from build.spec.deck import Grid, Text, Words
from build.spec.walk import change, parts_in

WIDEST = 96  # letters of the longest words of all columns, with what stands between columns
_BETWEEN = 3  # letters
_FEW_ROWS = 6
_TITLE, _SHORT_TITLE = 150, 70  # letters
_AUTHORS = 60
_CAPTION = 30  # letters of a word below a picture
_STRETCH = 45  # letters of an address without a place to go on on the next line
_TAIL = 24  # letters of its end that may be shown


def fitted(imported: Imported) -> Imported:
    """The deck with what fits no slide in another form, and the words that say so."""
    if imported.text:
        return imported
    fitting = _Fitting()
    imported.slides = [fitting.slide(slide, number) for number, slide in enumerate(imported.slides, 1)]
    imported.left += fitting.told
    author = str(imported.front.get("author", ""))
    if len(author) > _AUTHORS and ", " in author:
        imported.front = {**imported.front, "author": f"{author.partition(', ')[0]} et al."}
        first = imported.slides[0] if imported.slides else None
        shown = first is not None and first.role == "title" and len(first.blocks) < 2
        if first is not None and shown:
            blocks = (*first.blocks, Prose(text=Text((Words(text=author),))))
            imported.slides = [replace(first, blocks=blocks), *imported.slides[1:]]
        instead = "they stand on the title slide" if shown else "the first is named"
        imported.left.append(Left(where="author", what=author, instead=instead, look=shown))
    return imported


@dataclass
class _Fitting:
    told: list[Left] = field(default_factory=list)

    def slide(self, slide: ImportedSlide, number: int) -> ImportedSlide:
        def tell(what: str, instead: str) -> None:
            self.told.append(Left(where=f"slide {number}", what=what, instead=instead, look=True))

        plain = slide.title.plain
        if len(plain) > _TITLE and slide.role != "title":
            tell(f"a title of {len(plain)} letters", "it stands below its first words")
            cut = plain[:_SHORT_TITLE].rpartition(" ")[0] or plain[:_SHORT_TITLE]
            title = Text((Words(text=f"{cut.rstrip(' ,;:.–-')}…"),), slide.title.span)
            slide = replace(slide, title=title, role="slide", blocks=(Prose(text=slide.title), *slide.blocks))
        for grid in parts_in(slide.blocks, Grid):
            if _is_wide(grid):
                tell(f"a table of {len(grid.header)} columns", "it is turned, or several with the same first column")
        blocks = tuple(part for block in slide.blocks for part in _narrow(block))
        slide = replace(slide, blocks=change(blocks, Grid, _inside))
        return change(slide, Words, _short)


# ---- tables -----------------------------------------------------------------------------------------
def _is_wide(grid: Grid) -> bool:
    return len(grid.header) > 2 and _width(grid) > WIDEST


def _width(grid: Grid) -> int:
    """Letters of the longest word of each column, which no line parts."""
    columns = zip_longest(grid.header, *grid.rows, fillvalue=Text())
    longest = (max((len(word) for text in column for word in text.plain.split()), default=0) for column in columns)
    return sum(long + _BETWEEN for long in longest)


def _narrow(block: Block) -> Iterator[Block]:
    """A block as it is, or those that it becomes: an empty column goes.

    A caption with a word that no card holds stands below its picture.
    """
    match block:
        case Grid():
            yield from _narrow_grids(block)
        case Columns(columns=columns) if not all(column.blocks or column.heading for column in columns):
            kept = tuple(column for column in columns if column.blocks or column.heading)
            alone = len(kept) == 1 and not kept[0].heading
            yield from kept[0].blocks if alone else (replace(block, columns=kept),) if kept else ()
        case Image(caption=caption) if max(map(len, caption.plain.split()), default=0) > _CAPTION:
            yield from (replace(block, caption=Text()), Prose(text=caption))
        case _:
            yield block


def _inside(grid: Grid) -> Grid:
    """A table inside another block, where one stays one."""
    found = list(_narrow_grids(grid))
    return found[0] if len(found) == 1 else grid


def _narrow_grids(grid: Grid) -> Iterator[Grid]:
    """A table as it is, turned where it has few rows, else cut into several that have its first column."""
    turned = _turned(grid)
    if not _is_wide(grid):
        yield grid
    elif len(grid.rows) <= min(_FEW_ROWS, len(grid.header)) and not _is_wide(turned):
        yield turned
    else:
        at = 1
        while at < len(grid.header):
            end = at + 1
            while end < len(grid.header) and not _is_wide(_columns(grid, at, end + 1)):
                end += 1
            yield _columns(grid, at, end)
            at = end


def _columns(grid: Grid, first: int, last: int) -> Grid:
    """The first column, and those from one up to another."""
    header = (*grid.header[:1], *grid.header[first:last])
    rows = tuple((*row[:1], *row[first:last]) for row in grid.rows)
    align = tuple(way for place, way in enumerate(grid.align) if place == 0 or first <= place < last)
    return replace(grid, header=header, rows=rows, align=align)


def _turned(grid: Grid) -> Grid:
    """Columns as rows; the head of each is its first cell."""
    header, *rows = zip_longest(grid.header, *grid.rows, fillvalue=Text())
    return replace(grid, header=tuple(header), rows=tuple(map(tuple, rows)), align=tuple("left" for _ in header))


# ---- addresses --------------------------------------------------------------------------------------
def _short(words: Words) -> Words:
    """An address that stands for itself, by its host and its end where no line holds it."""
    if words.text != words.href or max(map(len, re.split(r"(?<=[/?&])", words.href))) <= _STRETCH:
        return words
    parts = urlsplit(words.href)
    end = parts.path.rstrip("/").rpartition("/")[2]
    return replace(words, text=f"{parts.netloc}/…{'/' + end if 0 < len(end) <= _TAIL else ''}")
