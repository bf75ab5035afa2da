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
class Writer:
    """Writes a snapshot as JSON, a slide at a time: of a thousand slides the text takes little, the values much.

    Styles and looks repeat themselves, so they stand in one list and are counted.
    """

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._slides: list[str] = []

    def add(self, slide: Slide) -> None:
        looks = [self._number(text) for text in (slide.layout, slide.background, slide.moves)]
        items = [self._item(item) for item in slide.items]
        self._slides.append(_json([slide.id, slide.title, slide.hidden, *looks, self._body(slide.notes), items]))

    def text(self, look: str) -> str:
        head = _json({"format": FORMAT, "look": look, "texts": list(self._texts)})
        return f'{head[:-1]},"slides":[{",".join(self._slides)}]}}'

    def _number(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def _item(self, one: Item) -> list[Any]:
        bodies = [self._body(body) for body in one.bodies]
        return [
            one.key,
            self._number(one.kind),
            one.parent,
            one.place,
            self._number(one.look),
            one.data,
            one.alt,
            *bodies,
        ]

    def _body(self, paragraphs: Body) -> list[Any]:
        return [
            [self._number(one.style), *(said for run in one.runs for said in (run.text, self._number(run.style)))]
            for one in paragraphs
        ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Snapshot:
    """The snapshot that a `Writer` wrote. Raises ValueError for any other text."""
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
