"""A deck as what typst makes a PDF of: its pages taken apart, what stands beside them, and where words lead."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from build.drawing.frame_boxes import sheet_of
from build.drawing.page import Book, Page
from build.drawing.text_measure import POINTS, Measure
from build.drawing.ways import Ways
from build.files.slide_memory import SlideMemory
from build.paper.answers import Answered
from build.paper.data import Looks, page_data
from build.paper.pieces import Pieces
from build.paper.structure import Structure, families
from build.paper.typeset import date_data
from build.spec.said import Said
from build.theme.tokens import Theme

COLORS = ("navy", "goldink", "slate", "char", "line", "navy100", "navy300", "teal", "white")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_REGION = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, kw_only=True)
class Under:
    """Something that a handout says below a slide; `icon` names a drawing, `to` where it leads, each may be empty."""

    words: str
    icon: str = ""
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a handout says of a slide."""

    hour: int | None = None
    under: tuple[Under, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A deck to be put on paper. `day` is that of its newest number, ISO, or empty; `folder` where the PDF lies."""

    book: Book
    theme: Theme
    said: Said
    day: str
    folder: Path
    footer: str = ""
    ways: Ways = field(default_factory=Ways)
    beside: Mapping[int, Beside] = field(default_factory=dict)
    answers: Sequence[Answered] = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The slides that are shown."""
        return tuple(page for page in self.book.pages if not page.hidden)


def document(paper: Paper, memory: SlideMemory | None = None) -> tuple[dict[str, Any], set[str]]:
    """What `slides.typ` reads, and the families that its letters have."""
    book, theme, looks = paper.book, paper.theme, Looks()
    measure, films = Measure(theme.fonts, book.language), films_beside(paper)
    memory, used, pages = memory or SlideMemory(), set[str](), []
    for page in paper.pages:
        key = memory.key("paper", page, book.language, paper.ways, films)
        nodes = memory.get(key)
        if nodes is None:
            pieces = Pieces(theme, measure, paper.ways.away_from(page.number))
            nodes = Structure(theme, measure, pieces, book.language, films).nodes(page)
            memory.put(key, nodes)
        used |= families(nodes)
        pages.append({"number": page.number, "title": page.title, "nodes": page_data(nodes, looks)})
    language, region = _language(book.language)
    said, sheet = paper.said, sheet_of(theme)
    return {
        "sheet": [round(side * POINTS, 3) for side in (sheet.w, sheet.h)],
        "title": book.title or (paper.pages[0].title if paper.pages else ""),
        "author": book.author,
        "date": date_data(paper.day),
        "lang": language,
        "region": region,
        "pages": pages,
        "looks": looks.data(),
        "fonts": {face: getattr(theme.fonts, face).twin for face in ("body", "display", "mono")},
        "colors": {name: theme.color(name) for name in COLORS},
        "said": {
            "answers": said.answers,
            "page": said.page_of,
            "facts": said.facts_of.format(said.day(paper.day)) if paper.day else "",
        },
        "footer": paper.footer,
    }, used


def films_beside(paper: Paper) -> dict[Path, str]:
    """The addresses of the films' files, from the folder that the PDF lies in."""
    movies = (item for page in paper.pages for item in page.movies)
    return {Path(movie.path): address(Path(movie.path), paper.folder) for movie in movies if Path(movie.path).is_file()}


def address(file: Path, folder: Path) -> str:
    """A file as a link from a folder leads to it."""
    return quote(os.path.relpath(file, folder).replace(os.sep, "/"))


def _language(language: str) -> tuple[str, str | None]:
    """A language's tag as typst takes it: `en-GB` is `en` and `GB`."""
    first, *more = re.split("[-_]", language)
    region = next((part.upper() for part in more if _REGION.fullmatch(part)), None)
    return (first.lower(), region) if _LANGUAGE.fullmatch(first.lower()) else ("en", None)
