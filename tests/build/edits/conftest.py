"""A small course as pages, and what is needed to build it, edit it and build it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from every_shape import every_shape
from PIL import Image
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from build.drawing.frame_boxes import STANDARD
from build.drawing.page import (
    Book,
    Box,
    Cell,
    Chart,
    ChartSeries,
    Drawable,
    Group,
    NativeTable,
    Page,
    Paragraph,
    Picture,
    Run,
    Shape,
    TextBox,
    TextStyle,
)
from build.edits.edit_report import EditReport
from build.edits.merge_deck import DeckMerge
from build.files.places import THEME
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from build.theme.tokens import Theme


def words(*texts: str, size: float = 16) -> tuple[Paragraph, ...]:
    """A paragraph a text; what stands between stars is bold, and between tildes struck."""
    return tuple(Paragraph(runs=tuple(_runs(text, size)), line=size * 1.1) for text in texts)


def _runs(text: str, size: float) -> Iterator[Run]:
    style = TextStyle(size)
    for part in re.split("([*~])", text):
        if part == "*":
            style = replace(style, bold=not style.bold)
        elif part == "~":
            style = replace(style, strike=not style.strike)
        elif part:
            yield Run(part, style)


def page(number: int, title: str, *items: Drawable, notes: str = "", section: str = "Hour 1") -> Page:
    id_ = f"s{number:02d}"
    head = TextBox(name=f"{id_} title", box=STANDARD["title"], paragraphs=words(title, size=38), placeholder="title")
    return Page(
        number=number, id=id_, title=title, layout="standard", section=section, items=(head, *items), notes=notes
    )  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What differs between two builds."""

    picture: Path
    cache: str = "0.5 GB"
    rate: float = 22.5
    aside: str = "And it stays so."
    title: str = "The cache"
    note: str = "Say that it takes 0.5 GB."
    rows: tuple[tuple[str, ...], ...] = (("cache", "tokens/s"), ("with", "96"))
    group_at: float = 1.0
    fill: str = "navy100"
    last: str = "Hour 2"
    before: tuple[str, ...] = ()  # titles of slides before the others
    steps: tuple[tuple[str, ...], ...] = ()  # roles on the first slide
    without: tuple[str, ...] = ()  # names of shapes and titles of slides that are left out

    def book(self) -> Book:
        pages: list[Callable[[int], Page]] = [
            *(lambda number, title=title: page(number, title, section="") for title in self.before),
            self._cache,
            self._chart,
            lambda number: page(number, "The end", self._text(number, "last", "Go home."), section=self.last),
        ]
        every = [make(number) for number, make in enumerate(pages, 1)]
        kept = [page for page in every if page.title not in self.without]
        return Book(title="A course", author="", language="en-GB", pages=tuple(kept))

    def _text(self, number: int, role: str, *texts: str, y: float = 2.0) -> TextBox:
        return TextBox(name=f"s{number:02d} {role}", box=Box(1, y, 5, 1), paragraphs=words(*texts))

    def _cache(self, number: int) -> Page:
        id_ = f"s{number:02d}"
        bars = tuple(
            Shape(name=f"{id_} bar {i}", box=Box(self.group_at, 5 + 0.4 * i, 1 + i, 0.3), fill=self.fill)
            for i in (1, 2)
        )
        items = (
            self._text(number, "claim", f"*Small:* the cache takes {self.cache} on this card.", self.aside),
            Shape(name=f"{id_} card", box=Box(7, 2, 3, 2), fill=self.fill, paragraphs=words("A card")),
            Group(name=f"{id_} bars", alt="Two bars", children=bars),
        )
        kept = tuple(item for item in items if item.name.removeprefix(f"{id_} ") not in self.without)
        steps = tuple(tuple(f"{id_} {role}" for role in roles) for roles in self.steps)
        return replace(page(number, self.title, *kept, notes=self.note), steps=steps)

    def _chart(self, number: int) -> Page:
        id_ = f"s{number:02d}"
        cells = tuple(tuple(Cell(paragraphs=words(text)) for text in row) for row in self.rows)
        return page(
            number,
            "How fast it is",
            Chart(
                name=f"{id_} rates", alt="Two rates", box=Box(1, 2, 5, 3), kind="bar", categories=("without", "with"),
                series=(ChartSeries(name="tokens/s", values=(self.rate, 96.0), color="navy"),),
            ),
            NativeTable(
                name=f"{id_} table", box=Box(7, 2, 4, 0.5 * len(cells)), widths=(2, 2), heights=(0.5,) * len(cells),
                rows=cells,
            ),
            Picture(name=f"{id_} photo", alt="A square", box=Box(7, 5, 1, 1), path=str(self.picture)),
            notes="Read the chart.",
        )  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """Builds, edits, and builds again."""

    folder: Path
    course: Callable[..., Course]
    written: Callable[[Course], bytes]

    def built(self, name: str = "deck.pptx", **changes: object) -> Path:
        path = self.folder / name
        path.write_bytes(self.written(self.course(**changes)))
        return path

    def edited(self, edit: Callable[[Deck], object], **changes: object) -> Path:
        """A deck that somebody has worked on."""
        path = self.built("edited.pptx", **changes)
        deck = Presentation(str(path))
        edit(deck)
        deck.save(str(path))
        return path

    def again(self, edited: Path, **changes: object) -> tuple[Deck, EditReport]:
        """The deck built again with the edits; building it once more gives the same bytes."""
        merge = DeckMerge(self.built("fresh.pptx", **changes), edited)
        out, once_more = self.folder / "merged.pptx", self.folder / "once_more.pptx"
        merge.save(out)
        second = DeckMerge(self.built("fresh.pptx", **changes), out)
        second.save(once_more)
        assert once_more.read_bytes() == out.read_bytes()
        return Presentation(str(out)), merge.report

    def reword(self, deck: Deck) -> None:
        """“… takes 0.5 GB on this card.” becomes “… takes only 0.5 GB here.”"""
        run = self.shape(deck, 0, "claim").text_frame.paragraphs[0].runs[-1]
        run.text = run.text.replace("takes", "takes only").replace("on this card", "here")

    @staticmethod
    def shape(deck: Deck, slide: int, role: str) -> Any:
        """A shape of the slide at a position, in groups too, by its name without the slide's number."""

        def below(shapes: Any) -> Any:
            for shape in every_shape(shapes):
                yield shape
                if hasattr(shape, "shapes"):
                    yield from below(shape.shapes)

        shapes = below(deck.slides[slide].shapes)
        return next(shape for shape in shapes if role in (shape.name, shape.name.partition(" ")[2]))

    @staticmethod
    def roles(deck: Deck, slide: int) -> list[str]:
        return [shape.name.partition(" ")[2] for shape in deck.slides[slide].shapes]


@pytest.fixture(scope="session")
def square(tmp_path_factory: pytest.TempPathFactory) -> Path:
    picture = tmp_path_factory.mktemp("square") / "square.png"
    Image.new("RGB", (8, 8), "#1A365D").save(picture)
    return picture


@pytest.fixture(scope="session")
def written(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Course], bytes]:
    """The deck of a course: written once, since writing it again gives the same bytes."""
    path = tmp_path_factory.mktemp("written") / "deck.pptx"

    @cache
    def written(course: Course) -> bytes:
        write(course.book(), theme, path)
        return path.read_bytes()

    return written


@pytest.fixture
def bench(tmp_path: Path, square: Path, written: Callable[[Course], bytes]) -> Bench:
    copy(square, tmp_path)
    return Bench(tmp_path, lambda **changes: Course(**{"picture": square, **changes}), written)


@pytest.fixture(scope="session")
def theme() -> Theme:
    return load_theme(THEME)
