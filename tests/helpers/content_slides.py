"""Slides of ordinary Markdown as values, from short forms: what a layout gets before anybody has parsed anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from build.checks.laid_out import check_pages
from build.drawing.page import Book, Page
from build.files.course import product
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic, Span
from build.layout.book import lay_out
from build.spec.content import Block, Bullets, Column, Entry, ListSlide, MixedSlide, Prose
from build.spec.deck import Deck, FrontMatter, Grid, Slide, Text, Words
from build.theme.choose import find_theme, load_theme
from engine.ledger import Ledger

HERE = Span(1, 1)
_MARKED = re.compile(r"(\*\*.+?\*\*|`.+?`)")
Nested = str | tuple[str, list[Any]]


def text(source: str) -> Text:
    """Words with `**bold**` and `` `code` `` in them."""
    pieces = []
    for part in filter(None, _MARKED.split(source)):
        if part.startswith("**"):
            pieces.append(Words(text=part[2:-2], bold=True))
        elif part.startswith("`") and len(part) > 2:
            pieces.append(Words(text=part[1:-1], code=True))
        else:
            pieces.append(Words(text=part))
    return Text(tuple(pieces), HERE)


def prose(source: str) -> Prose:
    return Prose(text=text(source))


def bullets(*items: Nested, start: int | None = None, ticks: Sequence[bool] = ()) -> Bullets:
    """A list; an item with others below it is a pair, numbered where `start` is given, with boxes where `ticks` are."""
    entries = []
    for place, item in enumerate(items):
        words, below = item if isinstance(item, tuple) else (item, [])
        inner: tuple[Block, ...] = (bullets(*below),) if below else ()
        number = None if start is None else start + place
        checked = ticks[place % len(ticks)] if ticks else None
        entries.append(Entry(text=text(words), span=HERE, number=number, checked=checked, blocks=inner))
    return Bullets(entries=tuple(entries), span=HERE)


def grid(*rows: Sequence[str]) -> Grid:
    """A table, its header first."""
    header, *others = (tuple(map(text, row)) for row in rows)
    return Grid(header=header, rows=tuple(others), align=("left",) * len(header), span=HERE)


def column(heading: str, *blocks: Block) -> Column:
    return Column(heading=text(heading), blocks=blocks, span=HERE)


def _head(title: str) -> dict[str, Any]:
    return {"number": 1, "eyebrow": Text(), "title": text(title), "span": HERE}


def list_slide(title: str, items: Bullets, **values: Any) -> ListSlide:
    return ListSlide(**{**_head(title), **values}, bullets=items)


def mixed(title: str, *blocks: Block, **values: Any) -> MixedSlide:
    return MixedSlide(**{**_head(title), **values}, blocks=blocks)


def deck_of(*slides: Slide, language: str = "en", path: str = "deck.md") -> Deck:
    """The slides as a deck, which number themselves."""
    numbered = tuple(replace(slide, number=number) for number, slide in enumerate(slides, start=1))
    front = FrontMatter(title="A course", language=language)
    return Deck(path=path, source="# A course", front=front, heading=text("A course"), slides=numbered)


def laid_out(*slides: Slide, language: str = "en", theme: str = "") -> tuple[Book, list[Diagnostic], list[Diagnostic]]:
    """The pages of some slides, what their layouts found, and what the pages' checks did."""
    look = load_theme(find_theme(theme, product()) if theme else THEME)
    deck = deck_of(*slides, language=language)
    book, found = lay_out(deck, look, Ledger({}), {}, product())
    return book, found, check_pages(book, look, deck, unfit=found)


def sound_page(*slides: Slide, language: str = "en") -> Page:
    """The page of the first slide; nothing may be found on any."""
    book, found, checked = laid_out(*slides, language=language)
    assert not found
    assert not checked
    return book.pages[0]
