"""Two renderers, one page: what LibreOffice draws of the deck is what its stills show, as pictures and line by line."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from ctypes import c_double
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import needs
import numpy as np
import pypdfium2
import pytest
from course_deck import course_deck, some_of_each_kind
from PIL import Image
from pypdfium2.raw import FPDFText_GetCharOrigin, FPDFText_GetUnicode

from build.drawing.page import Book, Chart, Drawable, Group, NativeTable, Page, TextStyle
from build.drawing.text_measure import Measure
from build.render.office import find_office, to_pdf
from build.render.png import png
from build.render.powerpoint.write import write
from build.render.svg.page import page_svg
from build.theme.tokens import Theme

pytestmark = needs.office

TALL = 540  # points
WIDTH, HEIGHT = 480, 270  # pixels that are compared: more would tell no more of a word that is missing or moved
LARGER = 2  # they are drawn so much larger, for each program has a way of its own with pixels half covered

LIKENESS = 0.943
# What LibreOffice cannot help is told here, with what it costs a whole slide.
IN_TABLES = 0.939  # it puts a line of exact height in a cell a twentieth of its size higher than in a box
IN_WORKS = 0.80  # it underlines links, in a colour of its own, and ends lines before them
IN_CODE = 0.936  # it rounds the pitch of a listing's font, which leaves long lines half a letter short

NEAR = 1.3  # points up or down that a line may stand elsewhere
GAP = 6  # points between runs of a line: spaces that have a run of their own are not drawn
ASIDE = 0.012  # of its own length, and a point, that it may be shorter or longer
NARROWER = 0.006  # its letters are at some sizes, by rounding, so that now and then a line holds one word more


Grey = np.ndarray[Any, np.dtype[np.float32]]
Letter = tuple[str, float, float]  # with its origin in points


@dataclass(frozen=True)
class Drawn:
    """Pages of the deck, and LibreOffice's PDF of them."""

    book: Book
    pdf: Path


@pytest.fixture(scope="module")
def drawn(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    folder = tmp_path_factory.mktemp("drawn")
    built = course_deck()
    assert built.book is not None
    assert built.deck is not None
    some = {*some_of_each_kind(built.deck)}
    book = replace(built.book, pages=tuple(page for page in built.book.pages if page.number in some))
    write(book, theme, folder / "deck.pptx")
    office = find_office()
    assert office is not None
    return Drawn(book, to_pdf(folder / "deck.pptx", office, folder))


def stills_of(page: Page, theme: Theme) -> Iterator[str]:
    """A page as it is, and where that differs with as many words on a line as LibreOffice's letters allow."""
    exact, wrap = page_svg(page, theme), Measure.wrap
    yield exact
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Measure, "wrap", lambda *args, reserve: wrap(*args, reserve=reserve - NARROWER))
        other = page_svg(page, theme)
    if other != exact:
        yield other


# ---- as pictures ------------------------------------------------------------------------------------
@pytest.mark.slow
def test_every_slide_looks_alike(drawn: Drawn, theme: Theme) -> None:
    document = pypdfium2.PdfDocument(drawn.pdf)
    unlike = {}
    for page, theirs in zip(drawn.book.pages, document, strict=True):
        picture = grey(theirs.render(scale=LARGER * WIDTH / theirs.get_width()).to_pil())
        for svg in stills_of(page, theme):
            still = Image.open(io.BytesIO(png(svg, theme.fonts, width=LARGER * WIDTH, height=LARGER * HEIGHT)))
            found = similarity(picture, grey(still))
            if found >= floor(page):
                break
        else:
            unlike[page.number] = round(found, 3)
    document.close()
    assert not unlike


def floor(page: Page) -> float:
    if any(isinstance(item, NativeTable) for item in flat(page.items)):
        return IN_TABLES
    if has_works(page):
        return IN_WORKS
    return IN_CODE if any("listing" in item.name for item in page.items) else LIKENESS


def has_works(page: Page) -> bool:
    return any(item.name.endswith(" works") for item in page.items)


def grey(picture: Image.Image) -> Grey:
    return np.asarray(picture.convert("L").reduce(LARGER), dtype=np.float32)


def similarity(one: Grey, other: Grey) -> float:
    """The mean structural similarity of two grey pictures (Wang, Bovik, Sheikh and Simoncelli 2004, equation 13)."""
    down, across = (window(size) for size in one.shape)

    def mean(values: Grey) -> Grey:
        return down @ values @ across.T

    low, high = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_one, mean_other = mean(one), mean(other)
    spread_one, spread_other = mean(one * one) - mean_one**2, mean(other * other) - mean_other**2
    common = mean(one * other) - mean_one * mean_other
    alike = (2 * mean_one * mean_other + low) * (2 * common + high)
    return float((alike / ((mean_one**2 + mean_other**2 + low) * (spread_one + spread_other + high))).mean())


@cache
def window(size: int) -> Grey:
    """A matrix that takes the mean about each place of a line by a Gaussian of 11 of its places."""
    places = np.arange(size - 10)[:, None] + 5 - np.arange(size)
    weights = np.where(abs(places) <= 5, np.exp(-(places**2) / (2 * 1.5**2)), 0)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def test_similarity_is_one_for_the_same_and_falls_with_a_shift() -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (60, 80)).astype(np.float32)
    assert similarity(picture, picture) == pytest.approx(1)
    assert similarity(picture, np.roll(picture, 1, axis=1)) < 0.1


# ---- line by line -----------------------------------------------------------------------------------
def test_every_line_breaks_and_stands_where_libreoffice_puts_it(drawn: Drawn, theme: Theme) -> None:
    """What the PDF has at the place of each line of a still: nothing more and nothing less. Charts are left out.

    Of works, whose lines it ends before links, it has the same letters, wherever they are.
    """
    document = pypdfium2.PdfDocument(drawn.pdf)
    for page, theirs in zip(drawn.book.pages, document, strict=True):
        letters = sorted(letters_of(theirs), key=lambda letter: letter[1])
        if has_works(page):
            still = "".join(line.text for line in lines_of(page_svg(page, theme), theme))
            assert sorted(still) == sorted(letter for letter, _, _ in letters), page.id
            continue
        without = replace(page, items=tuple(without_charts(page.items)))
        wrong = [list(unlike_lines(svg, letters, theme)) for svg in stills_of(without, theme)]
        assert [] in wrong, (page.id, wrong[0])
    document.close()


def unlike_lines(svg: str, letters: list[Letter], theme: Theme) -> Iterator[tuple[str, str]]:
    """The lines of a still beside whose places the PDF has something else, with that."""
    for line in lines_of(svg, theme):
        left, right = line.x - 1 - line.slack, line.end + line.slack
        there = "".join(letter for letter, x, y in letters if abs(y - line.y) < NEAR and left < x < right)
        if there != line.text:
            yield line.text, there


@dataclass(frozen=True)
class LineOfText:
    text: str  # without spaces
    x: float
    y: float
    end: float

    @property
    def slack(self) -> float:
        return 1 + ASIDE * (self.end - self.x)


def lines_of(svg: str, theme: Theme) -> Iterator[LineOfText]:
    """The lines of a still: runs that follow one another count as one."""
    line: LineOfText | None = None
    for run in (run_of(element, theme) for element in upright(ElementTree.fromstring(svg))):
        if line and line.y == run.y and abs(run.x - line.end) < GAP:
            line = LineOfText(line.text + run.text, line.x, line.y, run.end)
            continue
        if line:
            yield line
        line = run
    if line:
        yield line


def upright(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The texts that are not turned."""
    for child in element:
        if not child.get("transform"):
            yield from [child] if child.tag.endswith("}text") else upright(child)


def run_of(element: ElementTree.Element, theme: Theme) -> LineOfText:
    font = element.get("font-family", "").split(",")[0].strip("'")
    faces = {theme.fonts.display.name: "display", theme.fonts.mono.name: "mono"}
    words, x, y = element.text or "", float(element.get("x", 0)), float(element.get("y", 0))
    width = Measure(theme.fonts).width(
        words,
        TextStyle(
            float(element.get("font-size", 0)),
            face=faces.get(font, "body"),
            bold=element.get("font-weight") == "bold",
            italic=element.get("font-style") == "italic",
            spacing=float(element.get("letter-spacing", 0)),
        ),
    )
    return LineOfText(bare(words), x, y, x + 72 * width)


def letters_of(page: Any) -> Iterator[Letter]:
    """Every letter of a PDF's page that can be seen, with its origin in points from the top left."""
    words = page.get_textpage()
    x, y = c_double(), c_double()
    for i in range(words.count_chars()):
        letter = bare(chr(FPDFText_GetUnicode(words.raw, i)).replace("\x02", "-"))
        if letter and FPDFText_GetCharOrigin(words.raw, i, x, y):
            yield letter, x.value, TALL - y.value


def bare(words: str) -> str:
    """Without spaces, and without the marks that are bullets in the one and drawings in the other."""
    return re.sub(r"[\s◆•\0\ufffe]", "", words)


def without_charts(items: tuple[Drawable, ...]) -> Iterator[Drawable]:
    for item in items:
        if isinstance(item, Group):
            yield replace(item, children=tuple(without_charts(item.children)))
        elif not isinstance(item, Chart):
            yield item


def flat(items: tuple[Drawable, ...]) -> Iterator[Drawable]:
    for item in items:
        if isinstance(item, Group):
            yield from flat(item.children)
        else:
            yield item
