"""Whole pages as SVG and as PNG."""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from course_deck import course_deck
from PIL import Image

from build.drawing.page import (
    Book,
    Box,
    Face,
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
from build.drawing.text_measure import Measure
from build.files.places import ROOT
from build.render.png import png
from build.render.svg.page import DRAW, page_svg
from build.theme.tokens import Theme

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert("x")</script> & ]]> \x00\x1b\ud800￾ <'


@pytest.fixture(scope="module")
def deck() -> Book:
    book = course_deck().book
    assert book is not None
    return book


def a_page(*items: object) -> Page:
    return Page(
        number=1, id="s01", title="A page", layout="standard", section="", items=items, notes=""  # type: ignore[arg-type]
    )  # fmt: skip


def text_of(svg: str) -> str:
    """All words of a file, without spaces."""
    return "".join("".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")).replace(" ", "")


# ---- what is drawn ----------------------------------------------------------------------------------
def test_everything_that_a_page_can_hold_is_drawn(book: Book, theme: Theme) -> None:
    page = book.pages[1]
    for i, item in enumerate(page.items):
        empty = page_svg(dataclasses.replace(page, items=()), theme)
        assert len(page_svg(dataclasses.replace(page, items=(page.items[i],)), theme)) > len(empty), item.name
    kinds = {type(item) for drawn in book.pages for item in drawn.items} | {type(page.items[7].children[0])}  # type: ignore[union-attr]
    assert kinds == set(DRAW)
    for drawn in book.pages:
        ElementTree.fromstring(page_svg(drawn, theme))


def test_every_word_of_the_deck_is_on_its_still(deck: Book, theme: Theme) -> None:
    for page in deck.pages:
        words = text_of(page_svg(page, theme))
        for paragraph in paragraphs(page.items):
            for line in "".join(run.text for run in paragraph.runs).split():
                assert line.replace("\xa0", "") in words.replace("\xa0", ""), page.id


def paragraphs(items: object) -> Iterator[Paragraph]:
    for item in items:  # type: ignore[attr-defined]
        match item:
            case Group():
                yield from paragraphs(item.children)
            case NativeTable():
                for row in item.rows:
                    for cell in row:
                        yield from cell.paragraphs
            case TextBox() | Shape():
                yield from item.paragraphs


def test_what_is_referred_to_is_defined_once(deck: Book, theme: Theme) -> None:
    for page in deck.pages:
        root = ElementTree.fromstring(page_svg(page, theme))
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        used = {element.get("fill", "")[5:-1] for element in root.iter() if element.get("fill", "").startswith("url(#")}
        assert len(ids) == len(set(ids))
        assert used == set(ids)


def test_pictures_carry_their_alt_text_and_the_file_its_title_and_language(book: Book, theme: Theme) -> None:
    root = ElementTree.fromstring(page_svg(book.pages[1], theme, language="de-DE"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de-DE"
    assert root.findtext(f"{SVG}title") == "Everything a page can hold"
    assert [element.get("aria-label") for element in root if element.get("role") == "img"] == [
        "Tokens a second: 22 without a cache, 96 with one",
        "An owl",
        "A still",
    ]


def test_the_film_is_its_poster(book: Book, theme: Theme) -> None:
    (image,) = ElementTree.fromstring(page_svg(book.pages[2], theme)).iter(f"{SVG}image")
    assert image.get("href", "").startswith("data:image/png;base64,")


def test_text_is_only_ever_text(theme: Theme) -> None:
    box = Box(1, 1, 8, 1)
    page = a_page(
        TextBox(
            name=HOSTILE, alt=HOSTILE, box=box, paragraphs=(Paragraph(runs=(Run(HOSTILE, TextStyle(12)),), line=14),)
        ),
        Group(name="g", alt=HOSTILE, children=(Shape(name="s", box=box, fill="navy"),)),
    )
    page = dataclasses.replace(page, title=HOSTILE, id=HOSTILE)
    root = ElementTree.fromstring(page_svg(page, theme, language='en" onload="x'))
    assert not list(root.iter(f"{SVG}script"))
    assert root.get("onload") is None
    assert text_of(page_svg(page, theme)) == '</text><script>alert("x")</script>&]]><'


def test_a_colour_that_the_theme_lacks_is_said(theme: Theme) -> None:
    with pytest.raises(KeyError, match="the theme has no colour 'puce'"):
        page_svg(a_page(Shape(name="s", box=Box(1, 1, 1, 1), fill="puce")), theme)


def test_a_picture_of_another_kind_is_said(theme: Theme, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    Image.new("RGB", (4, 4)).save(still, "TIFF")
    with pytest.raises(ValueError, match=rf"^{still} is no PNG, JPEG, WebP, GIF or SVG$"):
        page_svg(a_page(Picture(name="p", box=Box(1, 1, 1, 1), path=str(still))), theme)


def test_the_same_page_is_the_same_bytes_in_another_process(deck: Book, theme: Theme) -> None:
    program = (
        "import pickle, sys; from build.render.svg.page import page_svg; from build.theme.choose import load_theme;"
        "from build.files.places import THEME; pages = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.writelines(page_svg(page, load_theme(THEME)).encode() for page in pages)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(deck.pages[:9]),
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == "".join(page_svg(page, theme) for page in deck.pages[:9])


# ---- as a picture -----------------------------------------------------------------------------------
def drawn(page: Page, theme: Theme, width: int, height: int) -> Image.Image:
    return Image.open(io.BytesIO(png(page_svg(page, theme), theme.fonts, width=width, height=height))).convert("RGB")


def test_a_picture_has_the_size_and_the_colours_that_were_asked_for(theme: Theme) -> None:
    card = Shape(name="s", box=Box(1, 1, 2, 2), fill="teal")
    for width, height in ((320, 180), (1280, 720)):
        picture = drawn(dataclasses.replace(a_page(card), background="gold50"), theme, width, height)
        assert picture.size == (width, height)
        place = width * 2 // 13
        assert "#{:02X}{:02X}{:02X}".format(*picture.getpixel((place, place))) == theme.color("teal")  # type: ignore[misc]
        assert "#{:02X}{:02X}{:02X}".format(*picture.getpixel((0, 0))) == theme.color("gold50")  # type: ignore[misc]


@pytest.mark.parametrize("face", ["display", "body", "mono"])
@pytest.mark.parametrize(("bold", "italic"), [(False, False), (True, False), (False, True), (True, True)])
def test_text_is_drawn_as_wide_as_it_was_measured(theme: Theme, face: Face, bold: bool, italic: bool) -> None:
    """With its own font: another would be wider or narrower."""
    words = "Hn" * 12  # they begin and end with a stem
    style = TextStyle(24, "navy", face, bold, italic)
    box = TextBox(name="t", box=Box(1, 1, 12, 1), paragraphs=(Paragraph(runs=(Run(words, style),), line=30),))
    picture = drawn(dataclasses.replace(a_page(box), background="white"), theme, 1920, 1080).convert("L")
    left, _, right, _ = picture.point(lambda value: 255 * (value < 128)).getbbox() or (0, 0, 0, 0)
    measured = 144 * Measure(theme.fonts).width(words, style)
    assert right - left == pytest.approx(measured, rel=0.012)


def test_signs_that_a_font_lacks_come_from_another(theme: Theme) -> None:
    def ink(text: str) -> int:
        box = TextBox(name="t", box=Box(1, 1, 4, 1), paragraphs=(Paragraph(runs=(Run(text, TextStyle(40)),), line=50),))
        picture = drawn(dataclasses.replace(a_page(box), background="white"), theme, 960, 540).convert("L")
        return sum(picture.histogram()[:128])

    unknown = ink("\U0010fffd")  # in no font
    assert ink("◆") > unknown + 100
    assert ink("▸") != unknown


def test_spaces_at_the_start_of_a_line_of_code_are_kept(theme: Theme) -> None:
    def left(text: str) -> int:
        run = Run(text, TextStyle(20, face="mono"))
        box = TextBox(name="t", box=Box(1, 1, 8, 1), paragraphs=(Paragraph(runs=(run,), line=26),))
        picture = drawn(dataclasses.replace(a_page(box), background="white"), theme, 960, 540).convert("L")
        return (picture.point(lambda value: 255 * (value < 128)).getbbox() or (0,))[0]

    assert left("    x") - left("x") == pytest.approx(4 * 20 * 0.602, abs=1)
