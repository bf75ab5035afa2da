"""What a page says, in the order in which it is read: for readers who see no picture of it, and for programs.

A page holds shapes with names; here they are headings, words, lists, tables, figures and films. The footer, number and
date, the owl and whatever decorates are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from build.drawing.line_breaks import SOFT
from build.drawing.page import (
    Box,
    Chart,
    Connector,
    Drawable,
    Freeform,
    Group,
    Movie,
    NativeTable,
    Page,
    Paragraph,
    Picture,
    Run,
    Shape,
    TextBox,
)
from build.drawing.run_parts import without_marks
from build.theme.template import FOOT

Runs = tuple[Run, ...]

_SPEAKERS = ("Wise Owl", " mascot", " logo")  # beside words that are read, and on every slide
_HEADINGS = (" heading", " label")
_FIGURE = " visual"  # a figure's name, and with a word behind it what stands beside that
_NUMBERED = re.compile(r"(.*?) (\d+)(?: [a-z]+)?")
_LISTED = 2  # shapes in a row with names that count are a list
_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that a page says: where it stands, and the names of the page's items that say it."""

    box: Box
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Heading(Part):
    """Level 1 is the slide's own."""

    level: int
    text: Runs


@dataclass(frozen=True, kw_only=True)
class Words(Part):
    """A paragraph."""

    text: Runs


@dataclass(frozen=True, kw_only=True)
class Code(Part):
    """Lines of code, or of a terminal."""

    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a list; `level` 0 is the outermost. `ticked` where there is a box before it.

    `name` is that of its item, or of its paragraph there (`s07 list#2`).
    """

    text: Runs
    level: int = 0
    ordered: bool = False
    start: int = 1
    ticked: bool | None = None
    name: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Items(Part):
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class TableRows(Part):
    """A cell's paragraphs are parted by a line break."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    alt: str


@dataclass(frozen=True, kw_only=True)
class Figure(Part):
    """What cannot be read but by its alt text; `words` are those that are seen in it."""

    alt: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Film(Part):
    """`bookmarks` are names, and the seconds to which they lead."""

    alt: str
    name: str
    path: str
    poster: str
    bookmarks: tuple[tuple[str, float], ...]


def read_page(page: Page) -> tuple[Part, ...]:
    """What a page says, in reading order."""
    parts: list[Part] = []
    for part in _listed([part for item in page.items for part in _read(item)]):
        if _goes_on(part, parts):
            parts[-1] = _both(parts[-1], part)
        elif not _beside_figure(part, parts):
            parts.append(part)
    return tuple(parts)


def words_of(part: Part) -> str:
    """All words of a part, its alt text too, in one line."""
    return " ".join(" ".join(_texts(part)).split())


def plain(text: Runs) -> str:
    """The words of some runs."""
    return "".join(run.text for run in text)


def _texts(part: Part) -> Iterator[str]:
    match part:
        case Heading() | Words():
            yield plain(part.text)
        case Code():
            yield from map(plain, part.lines)
        case Items():
            yield from (plain(entry.text) for entry in part.entries)
        case TableRows():
            yield from (plain(cell) for row in (part.header, *part.rows) for cell in row)
        case Figure():
            yield from (part.alt, *part.words)
        case Film():
            yield part.alt


# ---- one item ---------------------------------------------------------------------------------------
def _read(item: Drawable) -> Iterator[Part]:
    if item.decorative or any(word in item.name for word in _SPEAKERS):
        return
    box, names = item.box, (item.name,)
    match item:
        case TextBox(placeholder=place) if place in FOOT:
            return
        case TextBox() | Shape():
            yield from _paragraphs(item)
        case NativeTable():
            header, *rows = (tuple(_joined(cell.paragraphs) for cell in row) for row in item.rows)
            yield TableRows(header=header, rows=tuple(rows), alt=item.alt, box=box, names=names)
        case Movie():
            yield Film(
                alt=item.alt,
                name=item.name,
                path=item.path,
                poster=item.poster,
                bookmarks=item.bookmarks,
                box=box,
                names=names,
            )
        case Group():
            yield from _group(item)
        case Freeform() | Chart() | Picture() if item.alt:
            yield Figure(alt=item.alt, box=box, names=names)
        case Connector():
            return


def _group(group: Group) -> Iterator[Part]:
    """A figure, unless its alt text is but what stands in it, as a chip's is."""
    inside = [replace(part, names=(group.name,)) for child in group.children for part in _read(child)]
    seen = tuple(text for part in inside if not isinstance(part, Figure) for text in _texts(part))
    if not group.alt or _alike(group.alt, " ".join(seen)):
        yield from inside
    else:
        yield Figure(alt=group.alt, words=seen, box=group.box, names=(group.name,))


def _paragraphs(item: TextBox | Shape) -> Iterator[Part]:
    """The paragraphs of a text: a heading, lines of code, lists and words as they follow one another."""
    box, names = item.box, (item.name,)
    paragraphs = [paragraph for paragraph in item.paragraphs if paragraph.text.strip()]
    if not paragraphs:
        return
    title = isinstance(item, TextBox) and item.placeholder == "title"
    if title or item.name.endswith(_HEADINGS):
        yield Heading(level=1 if title else 2, text=_joined(paragraphs), box=box, names=names)
        return
    numbered = [(f"{item.name}#{number}", paragraph) for number, paragraph in enumerate(item.paragraphs, start=1)]
    for bullet, same in groupby(numbered, key=lambda one: bool(one[1].bullet)):
        own = list(same)
        if bullet:
            yield Items(entries=tuple(_entry(paragraph, name) for name, paragraph in own), box=box, names=names)
        elif len(own) > 1 and all(_is_code(paragraph) for _, paragraph in own):
            yield Code(lines=tuple(_runs(paragraph) for _, paragraph in own), box=box, names=names)
        else:
            for name, paragraph in own:
                if paragraph.text.strip():
                    yield Words(text=_runs(paragraph), box=box, names=(*names, name))


def _is_code(paragraph: Paragraph) -> bool:
    """Whether all of it is code, without the chip that code has among words. A line of it alone is words."""
    return all(run.style.face == "mono" and not run.highlight for run in paragraph.runs if run.text.strip())


def _entry(paragraph: Paragraph, name: str) -> Entry:
    ticked = {"box": False, "ticked": True}.get(paragraph.bullet)
    ordered = paragraph.bullet == "number"
    return Entry(
        text=_runs(paragraph), level=paragraph.level, ordered=ordered, start=paragraph.start if ordered else 1,
        ticked=ticked, name=name,
    )  # fmt: skip


def _joined(paragraphs: Iterable[Paragraph]) -> Runs:
    """Paragraphs as one text, with a line break between two."""
    runs: list[Run] = []
    for paragraph in paragraphs:
        if runs and paragraph.runs:
            runs.append(Run("\n", runs[-1].style))
        runs += _runs(paragraph)
    return tuple(runs)


def _runs(paragraph: Paragraph) -> Runs:
    """What is said: where its words may break is for those who see the page."""
    return without_marks(paragraph.runs, SOFT)


# ---- several items ----------------------------------------------------------------------------------
def _listed(parts: Sequence[Part]) -> Iterator[Part]:
    """The same, with shapes in a row whose names count (`check 1`, `check 2`) as one list."""
    at = 0
    while at < len(parts):
        row = _row(parts[at:])
        if len(row) < _LISTED:
            yield parts[at]
            at += 1
            continue
        entries: dict[int, Runs] = {}
        names = {number: part.names[0] for number, part in reversed(row)}
        for number, part in row:
            before = entries.get(number, ())
            gap = (Run("\n", before[-1].style),) if before else ()
            entries[number] = (*before, *gap, *part.text)
        yield Items(
            entries=tuple(Entry(text=text, name=names[number]) for number, text in entries.items()),
            box=Box.around(part.box for _, part in row),
            names=tuple(dict.fromkeys(part.names[0] for _, part in row)),
        )
        at += len(row)


def _row(parts: Sequence[Part]) -> list[tuple[int, Words]]:
    """The first parts with their numbers, as long as they are words whose shapes' names count on from one."""
    row: list[tuple[int, Words]] = []
    stem, last = "", 0
    for part in parts:
        name = _NUMBERED.fullmatch(part.names[0]) if isinstance(part, Words) else None
        if not isinstance(part, Words) or name is None or (row and name[1] != stem):
            break
        number = int(name[2])
        if number not in (last, last + 1) or not number:
            break
        stem, last = name[1], number
        row.append((number, part))
    return row if last >= _LISTED else []


def _goes_on(part: Part, before: Sequence[Part]) -> bool:
    """Whether a list goes on in another shape: `list details` behind `list`."""
    last = before[-1] if before else None
    if not isinstance(part, Items) or not isinstance(last, Items):
        return False
    return part.names[0].startswith(f"{last.names[0]} ")


def _both(first: Part, second: Part) -> Part:
    assert isinstance(first, Items)
    assert isinstance(second, Items)
    box, names = Box.around((first.box, second.box)), (*first.names, *second.names)
    return Items(entries=(*first.entries, *second.entries), box=box, names=names)


def _beside_figure(part: Part, before: Sequence[Part]) -> bool:
    """Whether words stand beside a figure whose alt text says them too."""
    if not isinstance(part, Words | Items) or _FIGURE not in part.names[0]:
        return False
    figure = next((one for one in reversed(before) if isinstance(one, Figure)), None)
    return figure is not None and all(_letters(text) in _letters(figure.alt) for text in _texts(part))


def _alike(first: str, second: str) -> bool:
    return _letters(first) == _letters(second)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
