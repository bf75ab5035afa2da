"""A guide as a page: valid, complete in one file, each part in its place, kept by names that stay."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import chromium
import pytest
from english_left import english_in
from tinyhtml5.parser import HTMLParser

from build.documents.guide import Made, make_guide
from build.documents.page import guide_page
from build.files.course import Course
from build.render.html.page import Shell, html
from build.spec.said import LANGUAGES, table
from build.theme.tokens import Theme
from engine.ledger import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def page(made: Made, theme: Theme) -> str:
    return guide_page(made, theme, name="day1")


def test_the_page_is_valid_html(page: str) -> None:
    parser = HTMLParser()
    parser.parse(page)
    assert parser.errors == []


def test_ids_are_there_once_and_links_within_the_page_lead_to_one(page: str) -> None:
    body = page[page.index("<body") : page.index("<script")]
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|for="|aria-controls="|aria-labelledby=")([^"]+)"', body)) <= set(ids)


def test_nothing_is_fetched(page: str) -> None:
    addresses = re.findall(r"""(?:src|srcset|url)\s*[=(]\s*["']?([^"')\s]+)""", page)
    assert addresses
    assert all(address.startswith("data:") for address in addresses)
    assert "<link" not in page
    assert "@import" not in page


@pytest.mark.parametrize(("language", "rtl"), [("he-IL", True), ("pl", False)])
def test_a_page_begins_at_the_side_of_its_language(theme: Theme, language: str, rtl: bool) -> None:
    made = html("shell.html", theme, shell=Shell(title="T", course="C", language=language))
    assert (f'<html lang="{language}" dir="rtl">' in made) is rtl
    assert ("direction: ltr" in made) is rtl, "code alone runs as ever"


def test_words_are_escaped_and_numbers_name_their_fact(page: str) -> None:
    assert "Light &amp; sugar" in page
    assert "It begins with &lt;light&gt;." in page
    assert '<span data-fact="cache_4k">0.5 GiB</span>' in page


def test_sections_say_their_minutes_and_readings_what_to_look_for(page: str) -> None:
    assert "30 of 40 min" in page
    assert "20 min" in page
    assert '<a href="https://example.org/leaves">Leaves of </a>' in page
    assert '<span class="look">Look for:</span> the <strong>veins</strong>.' in page


def test_questions_that_follow_one_another_share_a_card(page: str) -> None:
    assert page.count('class="keyquestion"') == 1
    assert re.findall(r'<p class="asked">([^<]+)</p>', page) == ["Why is it green?", "And not blue?"]


def test_a_figure_is_drawn_wide_and_narrow_with_words_for_those_who_do_not_see_it(page: str) -> None:
    (narrow, wide, width, alt) = re.findall(
        r'<source media="\(max-width: 640px\)" srcset="([^"]+)".*?<img src="([^"]+)" width="(\d+)".*?alt="([^"]+)"',
        page,
    )[0]
    assert narrow != wide
    assert width == "765"
    assert alt == "Plain: 21 tokens/s, Cached: 96 tokens/s."


def test_chips_say_how_numbers_are_known_and_the_foot_of_which_day(page: str) -> None:
    assert "Measured · 2 Jan 2026" in page
    assert "Facts of 2 Jan 2026" in page.replace("\\", "")


def test_ways_on_lead_to_the_deck_and_to_the_lab(page: str) -> None:
    assert '<a class="linkchip" href="ch01_plants.pptx">' in page
    assert "<b>Slide 1</b> <span>Leaves</span>" in page
    assert '<a class="linkchip" href="index.html#lab-CH1-LAB-01">' in page
    assert "<b>CH1-LAB-01</b> <span>Count leaves</span>" in page


def test_a_line_keeps_its_tick_when_another_is_written_above_it(
    botany: Course, theme: Theme, facts: Ledger, page: str
) -> None:
    spec = botany.root / "day1.md"
    spec.write_text(spec.read_text().replace("- [ ] Light\n", "- [ ] Air\n- [ ] Light\n"))
    again, found = make_guide(spec, theme, facts, course=botany)
    assert not found
    assert again
    (before,) = re.findall(r'id="([^"]+)"><span>Water', page)
    assert re.findall(r'id="([^"]+)"><span>Water', guide_page(again, theme, name="day1")) == [before]


def test_no_two_parts_share_a_name_however_alike_they_are(botany: Course, theme: Theme, facts: Ledger) -> None:
    spec = botany.root / "day1.md"
    spec.write_text("# D\n## Hour 1: A\n### B\n- [ ] x\n- [ ] x\n\n### B\n- [ ] x\n\n## Hour 1: A\n### B\n- [ ] x\n")
    made, found = make_guide(spec, theme, facts, course=botany)
    assert not found
    assert made
    ids = re.findall(r'\sid="([^"]+)"', guide_page(made, theme, name="day1"))
    assert len(ids) == len(set(ids))


@chromium.needed
def test_everybody_can_read_it_at_a_desk_and_on_a_phone(browser: Browser, page: str, tmp_path: Path) -> None:
    file = tmp_path / "day1.html"
    file.write_text(page, encoding="utf-8")
    with chromium.opened(browser, file.as_uri()) as shown:
        assert chromium.unreadable(shown, 1280, 390) == []


@chromium.needed
def test_ticks_and_notes_are_kept_in_the_browser_and_a_finished_section_folds(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    file = tmp_path / "day1.html"
    file.write_text(page, encoding="utf-8")
    with chromium.opened(browser, file.as_uri()) as shown:
        for box in shown.locator("#hour-1 input").all():
            box.check()
        shown.reload()
        assert shown.locator(".section").evaluate_all("all => all.map(one => one.open)") == [False, False, True, True]
        assert shown.locator(".count").all_inner_texts() == ["3/3"]
        assert shown.locator(":checked").count() == 3


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_guide_says_what_it_says_by_itself_in_its_language(made: Made, theme: Theme, language: str) -> None:
    head = made.guide.head
    own = replace(made, guide=replace(made.guide, head=replace(head, front=replace(head.front, language=language))))
    page = guide_page(own, theme, name="day1")
    assert english_in(page) == []
    assert table(language).kept_here in page
    assert english_in(guide_page(made, theme, name="day1")) != []
