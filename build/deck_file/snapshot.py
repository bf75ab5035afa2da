"""What a deck looked like when it was built, small enough to travel inside it.

Two snapshots of the same deck, before and after somebody has worked on it, are equal where nobody has changed
anything, however the program that saved it writes the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

FORMAT = 1  # of the text; another number cannot be read
FIELD = "\ufffc"  # a number that the program fills in, as text has it here
BREAK = "\v"

_BESIDES = "besides 1"  # counted up whenever other digests come of the same deck: those of older builds say nothing
_UNKNOWN = ("", "", "")
_PAGE_OF_NAME = re.compile(r"^(?:s\d+ |!!)")


class Placement(NamedTuple):
    """Left, top, width, height on the slide in EMU, and how it is turned or mirrored."""

    x: int
    y: int
    w: int
    h: int
    turn: str = ""

    def __str__(self) -> str:
        """As the decks that are built already have it in the digest of their master: it never changes."""
        return f"Place(x={self.x}, y={self.y}, w={self.w}, h={self.h}, turn={self.turn!r})"


class RunState(NamedTuple):
    """Words in one style; `style` is a canonical text of what one sees, empty where nothing is said."""

    text: str
    style: str


class ParagraphState(NamedTuple):
    runs: tuple[RunState, ...]
    style: str

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


Body = tuple[ParagraphState, ...]  # a box's text, a table cell's, or the notes'


@dataclass(frozen=True, slots=True)
class ShapeState:
    """A shape. `parent` is the key of its group; `data` stands for a chart's numbers, a picture, a table's size.

    `besides` is a digest of all else that it says; empty where that is not known.
    """

    key: str
    kind: str
    parent: str
    place: Placement | None
    look: str
    data: str
    alt: str
    bodies: tuple[Body, ...]
    besides: str = ""

    @property
    def words(self) -> str:
        return "\n".join(text_of(body) for body in self.bodies)


@dataclass(frozen=True)
class SlideState:
    """A slide; `moves` says its transition and animations. Shapes stand in the order in which they are drawn.

    `besides`: digests of all else that the slide, its moves and its page of notes say.
    """

    id: str
    title: str
    layout: str
    hidden: bool
    background: str
    moves: str
    notes: Body
    shapes: tuple[ShapeState, ...]
    besides: tuple[str, str, str] = _UNKNOWN

    @property
    def words(self) -> str:
        return "\n".join(shape.words for shape in self.shapes)

    @cached_property
    def by_key(self) -> dict[str, ShapeState]:
        return {shape.key: shape for shape in self.shapes}


@dataclass(frozen=True)
class Snapshot:
    """A deck. `look` is what its master gives all slides, and `parts` digests of all that stands outside of them."""

    look: str
    slides: list[SlideState]
    parts: dict[str, str] = field(default_factory=dict)

    def plain(self) -> Snapshot:
        """The same without all looks, as a `plain` reader sees it."""
        return Snapshot("", [_plain(slide) for slide in self.slides], self.parts)

    def by_states(self) -> Snapshot:
        """The same without what it says besides."""
        return replace(self, slides=[_by_states(slide) for slide in self.slides])


def _plain(slide: SlideState) -> SlideState:
    shapes = tuple(
        replace(shape, look="", alt="", bodies=tuple(_unstyled(body) for body in shape.bodies), besides="")
        for shape in slide.shapes
    )
    return replace(slide, id="", layout="", background="", moves="", shapes=shapes, besides=_UNKNOWN)


def _by_states(slide: SlideState) -> SlideState:
    return replace(slide, shapes=tuple(replace(shape, besides="") for shape in slide.shapes), besides=_UNKNOWN)


def _unstyled(body: Body) -> Body:
    return tuple(ParagraphState((RunState(paragraph.text, ""),) if paragraph.runs else (), "") for paragraph in body)


def text_of(body: Body) -> str:
    return "\n".join(paragraph.text for paragraph in body)


def role_of(name: str) -> str:
    """A shape's name without its slide's number, which changes when a slide comes before it, or the mark of a pair."""
    return _PAGE_OF_NAME.sub("", name)


# ---- as text ----------------------------------------------------------------------------------------
class SnapshotWriter:
    """Writes a snapshot as JSON, a slide at a time: of a thousand slides the text takes little, the values much.

    Styles and looks repeat themselves, so they stand in one list and are counted.
    """

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._slides: list[str] = []
        self._besides: list[list[int]] = []

    def add(self, slide: SlideState) -> None:
        looks = [self._number(text) for text in (slide.layout, slide.background, slide.moves)]
        shapes = [self._shape(shape) for shape in slide.shapes]
        self._slides.append(_json([slide.id, slide.title, slide.hidden, *looks, self._body(slide.notes), shapes]))
        digests = (*slide.besides, *(shape.besides for shape in slide.shapes))
        self._besides.append([self._number(text) for text in digests])

    def text(self, look: str, parts: Mapping[str, str]) -> str:
        besides = {_BESIDES: [parts, self._besides]}
        head = _json({"format": FORMAT, "look": look, "texts": list(self._texts), **besides})
        return f'{head[:-1]},"slides":[{",".join(self._slides)}]}}'

    def _number(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def _shape(self, shape: ShapeState) -> list[Any]:
        bodies = [self._body(body) for body in shape.bodies]
        return [
            shape.key,
            self._number(shape.kind),
            shape.parent,
            shape.place,
            self._number(shape.look),
            shape.data,
            shape.alt,
            *bodies,
        ]

    def _body(self, paragraphs: Body) -> list[Any]:
        return [
            [
                self._number(paragraph.style),
                *(part for run in paragraph.runs for part in (run.text, self._number(run.style))),
            ]
            for paragraph in paragraphs
        ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Snapshot:
    """The snapshot that a `SnapshotWriter` wrote. Raises ValueError for any other text."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"the format is {data['format']}, not {FORMAT}")
        texts: Sequence[str] = data["texts"]
        slides = [_slide(slide, texts) for slide in data["slides"]]
        parts, numbers = data.get(_BESIDES, ({}, ()))
        if parts:
            rows = ([texts[number] for number in row] for row in numbers)
            slides = [_with_besides(slide, *row) for slide, row in zip(slides, rows, strict=True)]
        return Snapshot(data["look"], slides, parts)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a snapshot: {error!r}") from None


def _with_besides(slide: SlideState, own: str, moves: str, notes: str, *of_shapes: str) -> SlideState:
    shapes = (replace(shape, besides=text) for shape, text in zip(slide.shapes, of_shapes, strict=True))
    return replace(slide, shapes=tuple(shapes), besides=(own, moves, notes))


def _slide(data: Sequence[Any], texts: Sequence[str]) -> SlideState:
    id_, title, hidden, layout, background, moves, notes, shapes = data
    return SlideState(
        id=id_,
        title=title,
        layout=texts[layout],
        hidden=hidden,
        background=texts[background],
        moves=texts[moves],
        notes=_body(notes, texts),
        shapes=tuple(_shape(shape, texts) for shape in shapes),
    )


def _shape(data: Sequence[Any], texts: Sequence[str]) -> ShapeState:
    key, kind, parent, place, look, content, alt, *bodies = data
    texts_in = tuple(_body(body, texts) for body in bodies)
    return ShapeState(key, texts[kind], parent, place and Placement(*place), texts[look], content, alt, texts_in)


def _body(data: Sequence[Any], texts: Sequence[str]) -> Body:
    return tuple(
        ParagraphState(
            tuple(RunState(text, texts[style]) for text, style in zip(runs[::2], runs[1::2], strict=True)), texts[own]
        )
        for own, *runs in data
    )
