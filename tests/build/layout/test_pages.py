"""What holds for every slide of every kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pages_as_text import to_text

from build.drawing.page import PAGE, Book, Connector, Drawable, Group, Page, Shape, TextBox
from build.drawing.text_measure import height

Every = Callable[[Page], list[Drawable]]
GOLDEN = Path(__file__).parents[2] / "golden"
SLIDE_WIDTH, SLIDE_HEIGHT = 13.334, 7.501
DRAWN_ELSEWHERE = ("visual",)  # figures have golden files of their own


def _without_figures(book: Book) -> Book:
    def bare(page: Page) -> Page:
        kept = tuple(
            replace(item, children=()) if isinstance(item, Group) and item.name.endswith(DRAWN_ELSEWHERE) else item
            for item in page.items
            if not item.name.removeprefix(page.id).strip().startswith("visual ") or item.name.endswith("card")
        )
        return replace(page, items=kept)

    return replace(book, pages=tuple(map(bare, book.pages)))


def test_every_kind_of_slide_is_laid_out_as_its_golden_page(kinds: Book) -> None:
    golden = GOLDEN / "slide_kinds" / "pages.txt"
    pages = to_text(_without_figures(kinds))
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        golden.write_text(pages, encoding="utf-8")
    assert pages == golden.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"


def test_text_is_never_higher_than_its_box(kinds: Book, every: Every) -> None:
    for page in kinds.pages:
        for item in every(page):
            if isinstance(item, TextBox) and " visual " not in item.name:
                lines = [line for paragraph in item.paragraphs for line in paragraph.lines]
                line = item.paragraphs[0].line / 72 if len(lines) == 1 else height(item.paragraphs)
                assert line <= item.box.h + 0.06, (item.name, lines)


def test_nothing_leaves_the_slide(kinds: Book, every: Every) -> None:
    for page in kinds.pages:
        for item in every(page):
            if isinstance(item, Group | Connector):
                continue
            assert item.box.x >= 0, item.name
            assert item.box.y >= 0, item.name
            assert item.box.right <= SLIDE_WIDTH, item.name
            assert item.box.bottom <= SLIDE_HEIGHT, item.name


def test_names_are_the_slides_own_and_stand_once_but_for_the_owl(kinds: Book, every: Every) -> None:
    for page in kinds.pages:
        names = [item.name for item in every(page)]
        assert len(set(names)) == len(names), sorted({name for name in names if names.count(name) > 1})
        assert {name for name in names if not name.startswith(page.id)} <= {"Wise Owl"}


def test_every_slide_has_one_wise_owl_at_the_lower_right(kinds: Book) -> None:
    for page in kinds.pages:
        owls = [item for item in page.items if isinstance(item, Group) and item.name == "Wise Owl"]
        assert len(owls) == 1
        boxes = [part.box for part in owls[0].children if not isinstance(part, Group | Connector)]
        assert min(box.x for box in boxes) > SLIDE_WIDTH * 0.8
        assert min(box.y for box in boxes) > SLIDE_HEIGHT * 0.75
        assert owls[0].alt


def test_what_is_no_decoration_says_what_it_shows(kinds: Book) -> None:
    for page in kinds.pages:
        for item in page.items:
            speaks = isinstance(item, TextBox) or (isinstance(item, Shape) and item.paragraphs)
            assert item.decorative or speaks or item.alt, item.name


def test_one_title_a_slide_is_in_the_title_placeholder_and_is_read_first(kinds: Book) -> None:
    for page in kinds.pages:
        titles = [item for item in page.items if isinstance(item, TextBox) and item.placeholder == "title"]
        assert len(titles) == 1
        spoken = [item for item in page.items if not item.decorative]
        assert spoken[0] is titles[0]


@pytest.mark.parametrize("before_and_after", [("left section 1", "visual"), ("visual", "right section 1")])
def test_a_concept_is_read_left_sections_visual_right_sections(kinds: Book, before_and_after: tuple[str, str]) -> None:
    page = next(page for page in kinds.pages if page.id == "s06")
    names = [item.name for item in page.items]
    before, after = before_and_after
    assert names.index(f"s06 {before}") < names.index(f"s06 {after}")
    assert names.index("s06 right section 2") < names.index("s06 beginner") < names.index("Wise Owl")
    assert names.index("Wise Owl") < names.index("s06 footer")


def test_slides_of_an_hour_are_one_section(kinds: Book) -> None:
    assert [page.section for page in kinds.pages] == ["Opening"] * 2 + ["Hour 1"] * 3 + ["Hour 2"] * 4


def test_the_progress_bar_ends_where_the_slide_stands_in_the_deck(kinds: Book) -> None:
    for page in kinds.pages:
        head = next(item for item in page.items if item.name == f"{page.id} progress head")
        assert isinstance(head, Shape)
        assert head.box.right == pytest.approx(PAGE.w * page.number / len(kinds.pages))
