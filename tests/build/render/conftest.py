"""A hand-made book with one of everything that a page can hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
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
    Connector,
    Freeform,
    Gradient,
    Group,
    Line,
    Movie,
    NativeTable,
    Page,
    Paragraph,
    Picture,
    Run,
    Shape,
    TextBox,
    TextStyle,
)
from build.drawing.page import Path as Curve
from build.files.places import THEME
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from build.theme.tokens import Theme


def words(text: str, size: float = 16, **looks: object) -> Paragraph:
    """One paragraph of one run."""
    paragraph = {key: looks.pop(key) for key in ("align", "before", "bullet", "indent") if key in looks}
    style = TextStyle(size, **looks)  # type: ignore[arg-type]
    return Paragraph(runs=(Run(text, style),), line=size * 1.1, **paragraph)  # type: ignore[arg-type]


def title(text: str) -> TextBox:
    return TextBox(
        name="title",
        box=STANDARD["title"],
        paragraphs=(Paragraph(runs=(Run(text, TextStyle(38, "navy", face="display")),), line=39.9),),
        anchor="middle",
        placeholder="title",
    )


@pytest.fixture(scope="session")
def theme() -> Theme:
    return load_theme(THEME)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    poster, film = tmp_path / "kv_cache_loop.png", tmp_path / "kv_cache_loop.mp4"
    Image.new("RGB", (64, 36), "#1A365D").save(poster)
    film.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    chart = Chart(
        name="rates",
        alt="Tokens a second: 22 without a cache, 96 with one",
        box=Box(4.5, 1.6, 4.3, 2.0),
        kind="bar",
        categories=("without", "with"),
        series=(
            ChartSeries(
                name="tokens/s",
                values=(22.5, 96.0),
                color="navy",
                labels=("22 tokens/s", "96 tokens/s"),
                errors=((1.0, 2.0), (3.0, 4.0)),
                point_colors=("brick", "teal"),
            ),
        ),
        value_max=140,
    )
    table = NativeTable(
        name="results",
        alt="Tokens a second without and with a cache",
        box=Box(9.2, 1.5, 3.6, 0.84),
        widths=(1.8, 1.8),
        heights=(0.42, 0.42),
        rows=tuple(
            tuple(Cell(paragraphs=(words(text),), fill="navy100" if not i else None) for text in row)
            for i, row in enumerate((("cache", "tokens/s"), ("with", "96")))
        ),
    )
    diamonds = Freeform(
        name="diamonds",
        decorative=True,
        box=Box(2, 6, 0.5, 0.5),
        view=(0, 0, 24, 24),
        paths=(
            Curve("M 12 0 L 24 12 L 12 24 L 0 12 Z", fill="gold"),
            Curve("M12 6C16 6 18 8 18 12L12 18Z", line=Line(color="navy", width=2)),
        ),
    )
    owl = Group(name="Wise Owl", alt="An owl", children=(diamonds,))
    every = (
        title("Everything a page can hold"),
        TextBox(
            name="points",
            box=STANDARD["body"],
            placeholder="body",
            paragraphs=(
                words("One", bullet="diamond", indent=0.19),
                Paragraph(
                    runs=(
                        Run("Read ", TextStyle(16, "navy", bold=True)),
                        Run("decode.py", TextStyle(12.8, face="mono"), highlight="codechip"),
                        Run(" <&> “here”", TextStyle(16), href="https://example.org/?a=1&b=2"),
                    ),
                    line=17.6,
                    bullet="diamond",
                    indent=0.19,
                    before=6,
                ),
            ),
        ),
        Shape(
            name="card",
            decorative=True,
            box=Box(4.37, 1.41, 4.6, 4.32),
            kind="round",
            radius=0.12,
            fill="white",
            line=Line(color="line"),
            shadow="card",
        ),
        Shape(
            name="tab",
            decorative=True,
            box=Box(0.5, 5.9, 1.25, 1.14),
            kind="round_left",
            radius=0.12,
            fill=Gradient("navy", "navy700"),
        ),
        Shape(
            name="chip",
            box=Box(11, 0.4, 1.8, 0.34),
            kind="round",
            radius=0.17,
            fill="navy",
            paragraphs=(words("Concept", 14, color="white", bold=True, align="center"),),
        ),
        chart,
        table,
        owl,
        Connector(name="arrow", decorative=True, x1=5, y1=6.8, x2=3, y2=6, line=Line(color="navy", head=True)),
        Picture(name="still", alt="A still", box=Box(10, 3, 1.6, 0.9), path=str(poster)),
        TextBox(name="footer", box=STANDARD["footer"], paragraphs=(words("A course", 11),), placeholder="footer"),
        TextBox(
            name="number",
            box=STANDARD["number"],
            paragraphs=(words("2 / 3", 12, align="right"),),
            placeholder="number",
        ),
    )
    film_items = (
        title("A film"),
        Movie(
            name="film",
            alt="The loop",
            box=Box(0.5, 1.41, 6.9, 3.88),
            path=str(film),
            poster=str(poster),
            bookmarks=(("Start", 0.0), ("A & B", 4.25)),
        ),
    )
    cover = (
        TextBox(name="title", box=Box(0.75, 1.3, 6, 2.7), paragraphs=(words("A course", 58),), placeholder="title"),
    )
    return Book(
        title="A course & more",
        author="A. Author",
        language="en-GB",
        pages=(
            Page(number=1, id="slide-01", title="A course", layout="title", section="", items=cover, notes=""),
            Page(
                number=2,
                id="slide-02",
                title="Everything a page can hold",
                layout="standard",
                section="Hour 1",
                items=every,
                notes="Say this.\n\nThen <that> & more.",
            ),
            Page(
                number=3,
                id="slide-03",
                title="A film",
                layout="standard",
                section="Hour 2",
                items=film_items,
                notes="x",
            ),
        ),
    )


@pytest.fixture
def written(tmp_path: Path, theme: Theme) -> Callable[[Book], Path]:
    """Writes a book and says where."""

    def write_it(book: Book) -> Path:
        path = tmp_path / "deck.pptx"
        write(book, theme, path)
        return path

    return write_it


@pytest.fixture
def deck(book: Book, written: Callable[[Book], Path]) -> Deck:
    """The book as python-pptx reads it."""
    return Presentation(str(written(book)))
