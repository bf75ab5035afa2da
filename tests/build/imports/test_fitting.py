"""What no slide can show is imported in a form that one can, and that is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from build.findings.diagnostic import Span
from build.imports.fitting import fitted
from build.imports.imported import Imported, ImportedSlide
from build.imports.language import language_of
from build.spec.content import Block, Column, Columns, Image, Prose
from build.spec.deck import Grid, Text, Words
from build.spec.walk import parts_in


def text(words: str) -> Text:
    return Text((Words(text=words),)) if words else Text()


def table(columns: int, rows: int) -> Grid:
    header, *below = [
        tuple(text(f"column_name_{row}_{column}") for column in range(columns)) for row in range(rows + 1)
    ]
    return Grid(header=header, rows=tuple(below), align=tuple("right" for _ in range(columns)), span=Span())


def made(*blocks: Block, title: str = "T") -> Imported:
    return fitted(Imported(program="", slides=[ImportedSlide(title=text(title), blocks=blocks)]))


def test_a_wide_table_of_few_rows_is_turned() -> None:
    wide = table(12, 2)
    imported = made(wide)
    (turned,) = parts_in(imported.slides[0].blocks, Grid)
    assert list(zip(turned.header, *turned.rows, strict=True)) == [wide.header, *wide.rows]
    assert [str(left) for left in imported.left] == [
        "slide 1: a table of 12 columns: it is turned, or several with the same first column"
    ]
    assert all(left.look for left in imported.left)


def test_a_wide_table_of_many_rows_is_several_with_its_first_column() -> None:
    wide = table(9, 20)
    found = parts_in(made(wide).slides[0].blocks, Grid)
    assert len(found) > 1
    assert {grid.header[0] for grid in found} == {wide.header[0]}
    for place, row in enumerate((wide.header, *wide.rows)):
        assert row == (row[0], *(cell for grid in found for cell in (grid.header, *grid.rows)[place][1:]))
    assert [len(grid.align) for grid in found] == [len(grid.header) for grid in found]
    narrow = table(3, 20)
    assert made(narrow).slides[0].blocks == (narrow,)
    assert not made(narrow).left


def test_a_title_that_no_slide_holds_stands_below_its_first_words() -> None:
    words = " ".join("word" for _ in range(60))
    imported = made(title=words)
    (slide,) = imported.slides
    assert slide.title.plain == " ".join("word" for _ in range(14)) + "…"
    assert slide.blocks == (Prose(text=text(words)),)
    assert [str(left) for left in imported.left] == ["slide 1: a title of 299 letters: it stands below its first words"]


def test_an_address_that_no_line_holds_is_shown_by_its_host_and_end() -> None:
    def shown(href: str) -> str:
        (words,) = parts_in(made(Prose(text=Text((Words(text=href, href=href),)))).slides, Words)[1:]
        assert words.href == href
        return words.text

    assert shown("https://example.org/a/b.png") == "https://example.org/a/b.png"
    assert shown(f"https://example.org/{'x' * 60}/b.png") == "example.org/…/b.png"
    assert shown(f"https://example.org/a?q={'x' * 60}") == "example.org/…/a"
    assert shown(f"https://example.org/{'x' * 60}") == "example.org/…"


def test_a_caption_with_a_long_address_stands_below_its_picture() -> None:
    long = text(f"From https://example.org/{'x' * 40}")
    image = Image(path="a.png", alt="", span=Span(), caption=long)
    assert made(image).slides[0].blocks == (replace(image, caption=Text()), Prose(text=long))
    short = replace(image, caption=text("From example.org"))
    assert made(short).slides[0].blocks == (short,)


def test_an_empty_column_goes() -> None:
    here = Prose(text=text("here"))
    empty, full = Column(blocks=(), span=Span()), Column(blocks=(here,), span=Span())
    assert made(Columns(columns=(empty, full), span=Span())).slides[0].blocks == (here,)
    three = Columns(columns=(full, empty, full), span=Span())
    assert made(three).slides[0].blocks == (replace(three, columns=(full, full)),)
    assert made(Columns(columns=(empty, empty), span=Span())).slides[0].blocks == ()


def test_many_authors_stand_on_the_title_slide_and_the_first_in_the_front_matter() -> None:
    names = ", ".join(f"Ada the {place}." for place in range(12))
    cover = ImportedSlide(title=text("T"), role="title")
    imported = fitted(Imported(program="", front={"author": names}, slides=[cover]))
    assert imported.front == {"author": "Ada the 0. et al."}
    assert imported.slides[0].blocks == (Prose(text=text(names)),)
    assert [str(left) for left in imported.left] == [f"author: {names}: they stand on the title slide"]


@pytest.mark.parametrize(
    ("said", "language"),
    [("en_US", "en-US"), ("es-ES_tradnl", "es-ES"), ("zh-Hans-CN", "zh-Hans-CN"), ("de", "de"), ("english", "")],
)
def test_a_language_is_as_front_matter_has_it(said: str, language: str) -> None:
    assert language_of(said) == language
