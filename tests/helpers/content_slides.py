"""Slides of ordinary Markdown as values, from short forms: what a layout gets before anybody has parsed anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from build.findings.diagnostic import Span
from build.spec.content import Block, Bullets, Column, Entry, ListSlide, MixedSlide, Prose
from build.spec.deck import Deck, FrontMatter, Grid, Slide, Text, Words

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


def list_slide(title: str, items: Bullets, **values: Any) -> ListSlide:
    return ListSlide(number=1, eyebrow=Text(), title=text(title), span=HERE, bullets=items, **values)


def mixed(title: str, *blocks: Block, **values: Any) -> MixedSlide:
    return MixedSlide(number=1, eyebrow=Text(), title=text(title), span=HERE, blocks=blocks, **values)


def deck_of(*slides: Slide, language: str = "en", path: str = "deck.md") -> Deck:
    """The slides as a deck, which number themselves."""
    from dataclasses import replace

    numbered = tuple(replace(slide, number=number) for number, slide in enumerate(slides, start=1))
    front = FrontMatter(title="A course", language=language)
    return Deck(path=path, source="# A course", front=front, heading=text("A course"), slides=numbered)
