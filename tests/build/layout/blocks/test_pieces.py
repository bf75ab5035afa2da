"""Blocks that are no words: listings in any language, tables, pictures, formulas."""

from __future__ import annotations

from pathlib import Path

import pytest
from content_slides import HERE, deck_of, grid, laid_out, mixed, prose, sound_page
from page_items import MEASURE
from PIL import Image as Pixels

from build.drawing.page import Freeform, NativeTable, Picture, TextBox
from build.files.course import product
from build.files.places import THEME
from build.layout.blocks import code, table
from build.layout.blocks.setting import Setting
from build.layout.book import lay_out
from build.layout.draft import Draft
from build.spec.content import CodeBlock, Formula, Image
from build.theme.choose import load_theme
from engine.ledger import Ledger

LOOK = load_theme(THEME)


def draft(path: str = "deck.md") -> Draft:
    slide = mixed("A slide", prose("Words."))
    return Draft(deck_of(slide, path=path), slide, LOOK, Ledger({}), {}, product(), MEASURE)


# ---- code -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["javascript", "sql", "bash", "html", "", "no such language"])
def test_code_of_any_language_keeps_every_character(language: str) -> None:
    lines = ("const a = 1; // one", "", "    SELECT * FROM b WHERE c < 3", "<p>&amp;</p>", "")
    block = CodeBlock(text=lines, language=language, span=HERE)
    page = sound_page(mixed("Code", block))
    shown = next(item for item in page.items if isinstance(item, TextBox) and item.name == "s01 text")
    assert [paragraph.text.rstrip() for paragraph in shown.paragraphs] == [line.rstrip() for line in lines]


def test_keywords_of_another_language_are_coloured() -> None:
    block = CodeBlock(text=("SELECT a FROM b",), language="sql", span=HERE)
    book, _, _ = laid_out(mixed("Code", block))
    shown = next(item for item in book.pages[0].items if isinstance(item, TextBox) and item.name == "s01 text")
    assert {run.style.color for run in shown.paragraphs[0].runs if run.text in ("SELECT", "FROM")} == {"plum"}


@pytest.mark.parametrize(("columns", "too_wide"), [(20, False), (70, False), (110, True)])
def test_code_gets_smaller_down_to_the_floor_and_is_never_broken(columns: int, too_wide: bool) -> None:
    block = CodeBlock(text=("x" * columns,), language="text", span=HERE)
    piece = code.piece(draft(), block, Setting(MEASURE, 26, 9.0), lambda *_: None)
    assert bool(piece.too_wide) == too_wide


# ---- tables -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("words", "cells"), [(30, 22), (26, 22), (22, 18), (18, 16)])
def test_a_table_is_a_little_smaller_than_the_words_beside_it(words: float, cells: float) -> None:
    assert table.look_of(words).ladder[0].size == cells


def test_a_tables_rows_grow_into_the_room_that_there_is() -> None:
    page = sound_page(mixed("Table", grid(("A", "B"), ("1", "2"), ("3", "4"))))
    shown = next(item for item in page.items if isinstance(item, NativeTable))
    assert shown.heights[1:] == pytest.approx((0.92, 0.92))
    assert shown.alt == "A, B: table of 2 rows"


# ---- pictures ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", [(400, 100), (100, 400), (300, 300)])
def test_a_picture_is_shown_whole_beside_its_words(tmp_path: Path, size: tuple[int, int]) -> None:
    Pixels.new("RGB", size, "teal").save(tmp_path / "leaf.png")
    image = Image(path="leaf.png", alt="A leaf", span=HERE)
    deck = deck_of(mixed("Leaf", prose("This is a leaf."), image), path=str(tmp_path / "deck.md"))
    book, found = lay_out(deck, LOOK, Ledger({}), {}, product())
    assert not found
    shown = next(item for item in book.pages[0].items if isinstance(item, Picture))
    assert shown.box.w / shown.box.h == pytest.approx(size[0] / size[1])
    assert shown.box.right <= 12.834
    assert shown.box.bottom <= 7.05
    assert shown.alt == "A leaf"


# ---- formulas ---------------------------------------------------------------------------------------
def test_a_formula_is_curves_told_in_words() -> None:
    page = sound_page(mixed("Growth", prose("It slows:"), Formula(source=r"\frac{a}{b}", span=HERE)))
    shown = next(item for item in page.items if isinstance(item, Freeform) and item.alt)
    assert shown.alt == "a/b"


def test_a_formula_that_cannot_be_read_is_told_once() -> None:
    _, found, _ = laid_out(mixed("Growth", prose("It slows:"), Formula(source=r"\frac{a", span=HERE)))
    assert [finding.code for finding in found] == ["L208"]
