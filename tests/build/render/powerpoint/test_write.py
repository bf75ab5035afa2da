"""A written deck as a whole: it is valid, the same each time, and holds what belongs to all of its slides."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from PIL import Image
from pptx.presentation import Presentation as Deck
from written_decks import NAMES, texts

from build.deck_file.deck_parts import look_of, parts_of
from build.deck_file.package import DeckPackage
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import Snapshot
from build.deck_file.snapshot_part import find_snapshot
from build.drawing.page import Book
from build.files.slide_memory import SlideMemory
from build.render.powerpoint.write import write
from build.theme.tokens import Theme

ROOT = Path(__file__).resolve().parents[4]


def test_a_validator_of_the_format_finds_nothing(book: Book, written: Callable[[Book], Path]) -> None:
    result = OpenXmlValidator().validate(str(written(book)))
    assert result.is_valid
    assert not list(result.errors)


def test_the_same_book_gives_the_same_bytes_in_any_process(book: Book, theme: Theme, tmp_path: Path) -> None:
    first = tmp_path / "first.pptx"
    write(book, theme, first)
    (tmp_path / "book.pickle").write_bytes(pickle.dumps(book))
    program = (
        "import pickle, sys; from pathlib import Path; from build.theme.choose import load_theme;"
        "from build.files.places import THEME; from build.render.powerpoint.write import write;"
        "write(pickle.loads(Path(sys.argv[1]).read_bytes()), load_theme(THEME), Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        again = tmp_path / f"{seed}.pptx"
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "book.pickle"), str(again)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        )
        assert again.read_bytes() == first.read_bytes()


def test_slides_of_an_earlier_build_are_written_as_they_would_be_drawn(
    book: Book, theme: Theme, tmp_path: Path
) -> None:
    memory = SlideMemory(tmp_path / "deck.slides", "around")
    write(book, theme, tmp_path / "first.pptx", memory)
    memory.save()
    first, second, third = book.pages
    twice = dataclasses.replace(second, number=2, id="again", notes="")
    for pages in ((first, second, third), (third, first), (second, first, twice), (first, twice, second, third)):
        memory = SlideMemory(tmp_path / "deck.slides", "around")
        other = dataclasses.replace(book, pages=pages)
        write(other, theme, tmp_path / "with.pptx", memory)
        write(other, theme, tmp_path / "without.pptx")
        assert (tmp_path / "with.pptx").read_bytes() == (tmp_path / "without.pptx").read_bytes()


def test_pages_that_cannot_be_written_leave_the_old_file(book: Book, theme: Theme, tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    write(book, theme, path)
    before = path.read_bytes()
    wrong = texts(book, "x")
    broken = dataclasses.replace(wrong.pages[0].items[0], box=None)
    with pytest.raises(AttributeError):
        write(dataclasses.replace(wrong, pages=(dataclasses.replace(wrong.pages[0], items=(broken,)),)), theme, path)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*.pptx")) == [path]


def test_the_slides_are_wide_and_stand_on_two_layouts_of_our_own(deck: Deck) -> None:
    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)
    assert [layout.name for layout in deck.slide_layouts] == ["title", "standard"]
    assert [slide.slide_layout.name for slide in deck.slides] == ["title", "standard", "standard"]


def test_every_layout_placeholder_lies_on_the_slide(deck: Deck) -> None:
    for layout in deck.slide_layouts:
        for place in layout.placeholders:
            assert 0 <= place.left < place.left + place.width <= deck.slide_width
            assert 0 <= place.top < place.top + place.height <= deck.slide_height


def test_nothing_is_left_of_the_template_that_a_deck_starts_from(book: Book, written: Callable[[Book], Path]) -> None:
    with zipfile.ZipFile(written(book)) as archive:
        names = archive.namelist()
        text = {name: archive.read(name).decode() for name in names if name.endswith((".xml", ".rels"))}
    assert len(names) == len(set(names))
    assert not [name for name in names if "thumbnail" in name or "printer" in name]
    assert sum(name.startswith("ppt/slideLayouts/slideLayout") for name in names) == 2
    assert sorted(name for name in names if "Master" in name and "_rels" not in name) == [
        "ppt/notesMasters/notesMaster1.xml",
        "ppt/slideMasters/slideMaster1.xml",
    ]
    for name, content in text.items():
        for word in ("Office Theme", "Steve Canny", "4:3", "en-US", "Click to edit"):
            assert word not in content, name


def test_fonts_and_colours_come_from_the_theme(book: Book, written: Callable[[Book], Path], theme: Theme) -> None:
    with zipfile.ZipFile(written(book)) as archive:
        scheme = etree.fromstring(archive.read("ppt/theme/theme1.xml"))
        slide = archive.read("ppt/slides/slide2.xml").decode()
    latin = [font.get("typeface") for font in scheme.iterfind(".//a:fontScheme/*/a:latin", NAMES)]
    assert latin == ["Cambria", "Calibri"]
    slots = {slot.tag.split("}")[1]: "#" + slot[0].get("val") for slot in scheme.find(".//a:clrScheme", NAMES)}
    assert slots["dk2"] == theme.color("navy")
    assert slots["accent1"] == theme.color("gold")
    assert "srgbClr" not in slide  # every token of this page is a slot or a tint of one
    assert "Calibri" not in slide
    assert "Cambria" not in slide


def test_a_picture_used_twice_is_stored_once(book: Book, written: Callable[[Book], Path]) -> None:
    with zipfile.ZipFile(written(book)) as archive:
        media = [name for name in archive.namelist() if "/media/" in name]
    assert sorted(Path(name).suffix for name in media) == [".mp4", ".png"]


def test_each_hour_is_a_section(deck: Deck) -> None:
    sections = deck.element.findall(".//p14:section", NAMES)
    ids = [slide.get("id") for slide in deck.element.sldIdLst]
    assert [section.get("name") for section in sections] == ["A course & more", "Hour 1", "Hour 2"]
    assert [[slide.get("id") for slide in section.iter(f"{{{NAMES['p14']}}}sldId")] for section in sections] == [
        [id_] for id_ in ids
    ]


def test_the_file_says_its_title_author_and_language(deck: Deck) -> None:
    properties = deck.core_properties
    assert (properties.title, properties.author, properties.language) == ("A course & more", "A. Author", "en-GB")


def test_a_file_that_slides_cannot_show_is_refused(book: Book, theme: Theme, tmp_path: Path) -> None:
    still = next(item for item in book.pages[1].items if item.name == "still")
    Image.new("P", (4, 4)).save(tmp_path / "still.png", "BMP")
    wrong = dataclasses.replace(still, path=str(tmp_path / "still.png"))  # type: ignore[type-var]
    page = dataclasses.replace(book.pages[1], items=(wrong,))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"still\.png is no PNG, JPEG, WebP, GIF or SVG$"):
        write(dataclasses.replace(book, pages=(page,)), theme, tmp_path / "deck.pptx")


def test_a_deck_carries_what_one_reads_of_it(book: Book, written: Callable[[Book], Path]) -> None:
    package = DeckPackage.open(str(written(book)))
    deck = package.presentation_part.presentation
    reader = SlideReader()
    slides = [reader.slide(slide.part) for slide in deck.slides]
    assert find_snapshot(package) == Snapshot(look_of(deck), slides, parts_of(deck))
