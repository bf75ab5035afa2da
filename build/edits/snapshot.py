"""What a deck looked like when it was built, small enough to travel inside it.

Two snapshots of the same deck, before and after somebody has worked on it, are equal where nobody has changed
anything, however the program that saved it writes the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

FORMAT = 1  # of the text; another number cannot be read
FIELD = "\ufffc"  # a number that the program fills in, as text has it here
BREAK = "\v"

_PAGE_OF_NAME = re.compile(r"^s\d+ ")


class Place(NamedTuple):
    """Left, top, width, height on the slide in EMU, and how it is turned or mirrored."""

    x: int
    y: int
    w: int
    h: int
    turn: str = ""


class Run(NamedTuple):
    """Words in one style; `style` is a canonical text of what one sees, empty where nothing is said."""

    text: str
    style: str


class Paragraph(NamedTuple):
    runs: tuple[Run, ...]
    style: str

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


Body = tuple[Paragraph, ...]  # a box's text, a table cell's, or the notes'


@dataclass(frozen=True, slots=True)
class Item:
    """A shape. `parent` is the key of its group; `data` stands for a chart's numbers, a picture, a table's size."""

    key: str
    kind: str
    parent: str
    place: Place | None
    look: str
    data: str
    alt: str
    bodies: tuple[Body, ...]

    @property
    def words(self) -> str:
        return "\n".join(text_of(body) for body in self.bodies)


@dataclass(frozen=True)
class Slide:
    """A slide; `moves` says its transition and animations. Items stand in the order in which they are drawn."""

    id: str
    title: str
    layout: str
    hidden: bool
    background: str
    moves: str
    notes: Body
    items: tuple[Item, ...]

    @property
    def words(self) -> str:
        return "\n".join(item.words for item in self.items)

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}


@dataclass(frozen=True)
class Snapshot:
    """A deck. `look` is what its master gives all slides."""

    look: str
    slides: list[Slide]

    def plain(self) -> Snapshot:
        """The same without all looks, as a `plain` reader sees it."""
        return Snapshot("", [_plain(slide) for slide in self.slides])


def _plain(slide: Slide) -> Slide:
    items = tuple(
        replace(item, look="", alt="", bodies=tuple(_unstyled(body) for body in item.bodies)) for item in slide.items
    )
    return replace(slide, id="", layout="", background="", moves="", items=items)


def _unstyled(body: Body) -> Body:
    return tuple(Paragraph((Run(one.text, ""),) if one.runs else (), "") for one in body)


def text_of(body: Body) -> str:
    return "\n".join(paragraph.text for paragraph in body)


def role_of(name: str) -> str:
    """A shape's name without its slide's number, which changes when a slide comes before it."""
    return _PAGE_OF_NAME.sub("", name)


# ---- as text ----------------------------------------------------------------------------------------
def dumps(snapshot: Snapshot) -> str:
    """The snapshot as JSON. Styles and looks repeat themselves, so they stand in one list and are counted."""
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    def body(paragraphs: Body) -> list[Any]:
        return [
            [number(one.style), *(x for run in one.runs for x in (run.text, number(run.style)))] for one in paragraphs
        ]

    def item(one: Item) -> list[Any]:
        bodies = [body(text) for text in one.bodies]
        return [one.key, number(one.kind), one.parent, one.place, number(one.look), one.data, one.alt, *bodies]

    def slide(one: Slide) -> list[Any]:
        looks = [number(text) for text in (one.layout, one.background, one.moves)]
        return [one.id, one.title, one.hidden, *looks, body(one.notes), [item(shape) for shape in one.items]]

    slides = [slide(one) for one in snapshot.slides]
    data = {"format": FORMAT, "look": snapshot.look, "texts": list(texts), "slides": slides}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Snapshot:
    """The snapshot that `dumps` wrote. Raises ValueError for any other text."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"the format is {data['format']}, not {FORMAT}")
        texts: Sequence[str] = data["texts"]
        return Snapshot(data["look"], [_slide(one, texts) for one in data["slides"]])
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a snapshot: {error!r}") from None


def _slide(data: Sequence[Any], texts: Sequence[str]) -> Slide:
    id_, title, hidden, layout, background, moves, notes, items = data
    return Slide(
        id=id_,
        title=title,
        layout=texts[layout],
        hidden=hidden,
        background=texts[background],
        moves=texts[moves],
        notes=_body(notes, texts),
        items=tuple(_item(one, texts) for one in items),
    )


def _item(data: Sequence[Any], texts: Sequence[str]) -> Item:
    key, kind, parent, place, look, content, alt, *bodies = data
    texts_in = tuple(_body(one, texts) for one in bodies)
    return Item(key, texts[kind], parent, place and Place(*place), texts[look], content, alt, texts_in)


def _body(data: Sequence[Any], texts: Sequence[str]) -> Body:
    return tuple(
        Paragraph(tuple(Run(text, texts[style]) for text, style in zip(runs[::2], runs[1::2], strict=True)), texts[own])
        for own, *runs in data
    )
