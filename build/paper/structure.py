"""A page as what a PDF holds: its pictures, and its words once, in reading order, as headings, lists, tables, figures.

Words are text of the PDF itself, each where the picture of the page has it; what is drawn around them is an artifact,
which is seen and not read. So words are selected, found and read aloud once, and nothing invisible lies over anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from build.drawing.backdrop import backdrop_of
from build.drawing.frame_boxes import sheet_of
from build.drawing.page import Box, Drawable, Group, Movie, NativeTable, Page, Run, Shape, TextBox
from build.drawing.reading import Code, Figure, Film, Heading, Items, Part, TableRows, Words, read_page, words_of
from build.drawing.text_lines import text_area
from build.drawing.text_measure import Measure
from build.paper.drawings import families_in, settled
from build.paper.pieces import Drawn, Piece, Pieces
from build.render.svg.page import drawing_svg, page_svg
from build.theme.tokens import Theme

_TEXT = re.compile(r"<text [^>]*?(?:/>|>[^<]*</text>)")  # ours hold letters alone
_COUNTED = re.compile(r"(\d+)(?: [a-z]+)?$")
_AROUND = 0.4  # inches around a picture's box: shadows, arrow heads, words at an edge


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is drawn, and not read: an SVG of the page's size."""

    svg: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture, read by its alt text: an SVG of a box, in inches. A film's still leads to its file, `to`."""

    svg: str
    box: Box
    alt: str
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Texts:
    """A heading of a level from 1 on, a paragraph (0), or words that are not read, such as a footer (-1)."""

    level: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a list; `label` is its number, where it has one."""

    level: int
    ordered: bool
    pieces: tuple[Piece, ...]
    label: tuple[Piece, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Listed:
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A table; the first row is its header."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]


Node = Ground | Shown | Texts | Listed | Rows


class Structure:
    """Takes pages of a deck apart. `films` is where a film's file lies as the PDF sees it, by its path."""

    def __init__(
        self, theme: Theme, measure: Measure, pieces: Pieces, language: str, films: Mapping[Path, str]
    ) -> None:
        self._theme = theme
        self._measure = measure
        self._pieces = pieces
        self._language = language
        self._films = films

    def nodes(self, page: Page) -> tuple[Node, ...]:
        """All of a page: what is drawn behind, then what is read, in order, then what is not."""
        page = replace(page, items=tuple(_flat(page.items)))
        items = {item.name: item for item in page.items}
        parts = read_page(page)
        pictures = {part.names[0] for part in parts if isinstance(part, Figure | Film)}
        pictures |= {item.name for item in page.items if _is_turned(item)}
        grounds, drawn = self._grounds(page, pictures), {}
        for item in page.items:
            if item.name not in pictures:
                drawn[item.name] = [words for words in self._words(item) if words.paragraph.text.strip()]
        nodes: list[Node] = [next(grounds), *self._of_template(page)]
        for part in parts:
            if part.names[0] in pictures:
                nodes += [self._picture(part, items[part.names[0]]), next(grounds)]
            else:
                nodes += _node(part, items[part.names[0]], drawn)
        rest = tuple(piece for left in drawn.values() for words in left for piece in (*words.label, *words.pieces))
        left = [Texts(level=-1, pieces=rest)] if rest else []
        nodes = [node for node in nodes if not isinstance(node, Ground) or node.svg]
        return (*_headed(nodes), *left)

    def _of_template(self, page: Page) -> Iterator[Texts]:
        """What a company's template says on the page by itself, which is seen and not read."""
        items = backdrop_of(self._theme, page.layout)
        pieces = tuple(
            piece for item in items for words in self._words(item) for piece in (*words.label, *words.pieces)
        )
        if pieces:
            yield Texts(level=-1, pieces=pieces)

    def _grounds(self, page: Page, pictures: set[str]) -> Iterator[Ground]:
        """What lies before each picture, and behind the last; an empty one where there is nothing."""
        batch: list[Drawable] = []
        first = True
        for item in (*page.items, None):
            if item is not None and item.name not in pictures:
                batch.append(item)
                continue
            if first:
                svg = page_svg(
                    replace(page, items=tuple(batch)), self._theme, language=self._language, measure=self._measure
                )
            else:
                svg = self._drawing(batch, sheet_of(self._theme)) if batch else ""
            yield Ground(svg=settled(_TEXT.sub("", svg), self._theme.fonts))
            batch, first = [], False

    def _drawing(self, items: Iterable[Drawable], box: Box) -> str:
        return drawing_svg(items, box, self._theme, language=self._language, measure=self._measure)

    def _picture(self, part: Part, item: Drawable) -> Shown:
        box = item.box if isinstance(item, Movie) else item.box.inset(-_AROUND)  # a film leads to its file from there
        to = self._films.get(Path(item.path), "") if isinstance(item, Movie) else ""
        alt = part.alt if isinstance(part, Figure | Film) else words_of(part)
        return Shown(svg=settled(self._drawing((item,), box), self._theme.fonts), box=box, alt=alt, to=to)

    def _words(self, item: Drawable) -> Iterator[Drawn]:
        match item:
            case TextBox():
                yield from self._pieces.words(item.paragraphs, item.box, anchor=item.anchor, wrap=item.wrap)
            case Shape():
                yield from self._pieces.words(item.paragraphs, text_area(item.kind, item.box, item.radius))
            case NativeTable():
                for cell, box in item.cells():
                    yield from self._pieces.words(cell.paragraphs, box.inset(item.padding, 0), anchor=cell.anchor)
            case Group():
                for child in item.children:
                    yield from self._words(child)


def families(nodes: Iterable[Node]) -> set[str]:
    """All families that nodes name, the theme's too."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Ground | Shown):
            found |= families_in(node.svg)
        found |= {piece.look.family for piece in _pieces_of(node)}
    return found


def _pieces_of(node: Node) -> Iterator[Piece]:
    match node:
        case Texts():
            yield from node.pieces
        case Listed():
            yield from (piece for entry in node.entries for piece in (*entry.label, *entry.pieces))
        case Rows():
            yield from (piece for row in node.rows for cell in row for piece in cell)


def _headed(nodes: Sequence[Node]) -> Iterator[Node]:
    """The same where the first words are the page's heading, if nothing else is: each page has one."""
    missing = not any(isinstance(node, Texts) and node.level == 1 for node in nodes)
    for node in nodes:
        if missing and isinstance(node, Texts) and node.level >= 0:
            node, missing = replace(node, level=1), False
        yield node


def _flat(items: Iterable[Drawable]) -> Iterator[Drawable]:
    """Groups that nothing is said of, as what they hold: a figure in one is a figure."""
    for item in items:
        if isinstance(item, Group) and not item.alt and not item.decorative:
            yield from _flat(item.children)
        else:
            yield item


def _is_turned(item: Drawable) -> bool:
    return isinstance(item, TextBox | Shape) and bool(item.rotation % 360) and any(p.text for p in item.paragraphs)


def _node(part: Part, item: Drawable, drawn: dict[str, list[Drawn]]) -> Iterator[Node]:
    """A part with its words as they are drawn, which are then gone from what is left."""
    own = drawn.get(part.names[0], [])
    match part:
        case Heading():
            yield Texts(level=part.level, pieces=_taken(own, len(own)))
        case Words():
            yield Texts(level=0, pieces=_taken(own, 1))
        case Code():
            yield Texts(level=0, pieces=_taken(own, sum(map(_is_seen, part.lines))))
        case Items() if len(part.names) > 1:  # shapes whose names count
            entries = (
                Entry(level=0, ordered=False, pieces=tuple(piece for name in names for piece in _all(drawn[name])))
                for _, names in groupby(part.names, key=_number)
            )
            yield Listed(entries=tuple(entries))
        case Items():
            seen = [entry for entry in part.entries if _is_seen(entry.text)]
            shown, own[: len(seen)] = own[: len(seen)], []
            yield Listed(
                entries=tuple(
                    Entry(level=entry.level, ordered=entry.ordered, pieces=words.pieces, label=words.label)
                    for entry, words in zip(seen, shown, strict=True)
                )
            )
        case TableRows() if isinstance(item, NativeTable):
            filled = ([sum(bool(p.text.strip()) for p in cell.paragraphs) for cell in row] for row in item.rows)
            yield Rows(rows=tuple(tuple(_taken(own, count) for count in row) for row in filled))


def _taken(own: list[Drawn], count: int) -> tuple[Piece, ...]:
    """The pieces of the first paragraphs, which are gone then."""
    taken, own[:count] = own[:count], []
    return tuple(piece for words in taken for piece in (*words.label, *words.pieces))


def _all(own: list[Drawn]) -> tuple[Piece, ...]:
    return _taken(own, len(own))


def _is_seen(runs: Sequence[Run]) -> bool:
    return any(run.text.strip() for run in runs)


def _number(name: str) -> str:
    counted = _COUNTED.search(name)
    return counted[1] if counted else name
