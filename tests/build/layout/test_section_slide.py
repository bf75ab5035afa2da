"""A part begins: its number in words, bars, minutes, and what it brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from content_slides import bullets, deck_of, list_slide, sound_page
from page_items import box, named, words
from stand_alone_slides import quote, section

from build.drawing.page import PAGE, Box, Page, Shape, TextBox
from build.files.course import product
from build.files.places import THEME
from build.layout.book import lay_out
from build.spec.deck import Deck, Slide
from build.theme.choose import load_theme
from engine.ledger import Ledger


def bars(page: Page) -> list[object]:
    return [item.fill for item in page.items if isinstance(item, Shape) and " bar " in item.name]


def a_slide(title: str, minutes: int | None = None) -> Slide:
    return list_slide(title, bullets("a", "b"), minutes=minutes)


def test_a_part_says_its_number_in_words_and_how_far_the_course_has_come() -> None:
    page = sound_page(section("Working together", 2, 4, "Branch", "Merge"))
    assert words(named(page, "panel part")) == "PART"
    assert words(named(page, "panel number")) == "Two"
    assert words(named(page, "panel caption")) == "of four"
    assert bars(page) == ["navy300", "gold", None, None]
    assert words(named(page, "lines")) == "Branch\nMerge"


def place(page: Page, role: str) -> Box:
    item = named(page, role)
    assert isinstance(item, Shape | TextBox)
    return item.box


def test_a_part_of_an_arabic_deck_begins_at_the_right() -> None:
    said = section("الضوء", 2, 4, "موجة")
    page, english = sound_page(said, language="ar"), sound_page(section("Light", 2, 4, "A wave"))
    panel = place(page, "panel")
    assert panel == place(english, "panel").mirrored(PAGE)
    assert max(place(page, role).right for role in ("title", "lines", "number")) <= panel.x
    assert min(place(page, f"panel {role}").x for role in ("part", "number", "caption")) > panel.x
    assert place(page, "progress done") == place(english, "progress done").mirrored(PAGE)
    wise = sound_page(replace(said, wisdom=said.title), language="ar")
    assert place(wise, "panel") == panel, "where something stands below"


def test_a_german_part_says_it_in_german() -> None:
    page = sound_page(section("Zusammen", 3, 12, "Zweige"), language="de")
    assert [words(named(page, f"panel {role}")) for role in ("part", "number", "caption")] == [
        "TEIL",
        "Drei",
        "von zwölf",
    ]


@pytest.mark.parametrize(("part", "parts", "shown"), [(12, 13, "Twelve"), (13, 13, "13"), (99, 120, "99")])
def test_parts_above_twelve_are_figures_and_many_bars_are_one_track(part: int, parts: int, shown: str) -> None:
    page = sound_page(section("Far", part, parts))
    assert words(named(page, "panel number")) == shown
    assert len(bars(page)) == (parts if parts <= 16 else 3)


def test_a_course_of_one_part_counts_nothing() -> None:
    page = sound_page(section("All of it", 1, 1))
    assert not bars(page)
    assert not any(item.name.endswith("caption") for item in page.items)


def test_the_minutes_of_a_part_are_those_of_its_slides_where_all_say_theirs() -> None:
    whole = (section("One", 1, 2), a_slide("A", 5), a_slide("B", 6), section("Two", 2, 2), a_slide("C"))
    assert words(named(sound_page(*whole), "panel caption")) == "of two · 11 minutes"
    some = (section("One", 1, 2), a_slide("A", 5), a_slide("B"), section("Two", 2, 2))
    assert words(named(sound_page(*some), "panel caption")) == "of two"


def test_a_part_without_lines_brings_its_first_three_titles_and_no_other_parts() -> None:
    hidden = replace(a_slide("Hidden"), hidden=True)
    page = sound_page(
        section("One", 1, 2), hidden, quote("So."), a_slide("A"), a_slide("B"), a_slide("C"), a_slide("D")
    )
    assert words(named(page, "lines")) == "A\nB\nC"
    alone = sound_page(section("One", 1, 2), section("Two", 2, 2), a_slide("A"))
    assert not any(item.name.endswith(" lines") for item in alone.items)
    assert box(alone, "title").paragraphs[0].runs[0].style.size == 60


def test_a_long_title_is_smaller_and_then_grows_upwards() -> None:
    sizes = []
    for many in (1, 3, 4, 8, 12):
        title = box(sound_page(section("Working together " * many, 1, 2, "A line")), "title")
        sizes.append(title.paragraphs[0].runs[0].style.size)
        assert title.box.bottom == pytest.approx(2.51)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 54
    assert len(set(sizes)) >= 4


def footer_of(deck: Deck) -> TextBox:
    book, found = lay_out(deck, load_theme(THEME), Ledger({}), {}, product())
    assert not found
    return box(book.pages[0], "footer")


def test_a_footer_is_light_on_the_panel_and_beside_it_where_it_is_longer() -> None:
    deck = deck_of(section("One", 1, 2))
    short, long = (footer_of(replace(deck, front=replace(deck.front, footer=words))) for words in ("Git", "Git " * 25))
    assert (short.box.x, short.paragraphs[0].runs[0].style.color) == (0.5, "navy200")
    assert (long.box.x > 4.98, long.paragraphs[0].runs[0].style.color) == (True, "mute")
