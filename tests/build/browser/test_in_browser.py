"""The deck in Chromium: keys, links, fields, touch, and what they open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import chromium
import pytest
from shown_place import place

from engine.ledger import read_ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = chromium.needed

SWIPE = """([from, to, down]) => {
    for (const [kind, x, y] of [["touchstart", from, 300], ["touchend", to, down]]) {
        const target = document.querySelector(".now svg");
        const touch = new Touch({identifier: 1, target, clientX: x, clientY: y});
        const touches = kind == "touchstart" ? [touch] : [];
        target.dispatchEvent(new TouchEvent(kind, {bubbles: true, changedTouches: [touch], touches}));
    }
}"""


def pressed(page: Page, *keys: str) -> list[str]:
    """Where one is after each key."""
    places = []
    for key in keys:
        page.keyboard.press(key)
        places.append(place(page))
    return places


def seen(page: Page, name: str) -> bool:
    """Whether an item of the shown slide is seen."""
    return bool(
        page.locator(f'.now [data-name="{name}"]').evaluate("one => getComputedStyle(one).visibility == 'visible'")
    )


# ---- turning ----------------------------------------------------------------------------------------
def test_keys_turn_slides_and_clicks_and_pass_over_what_is_hidden(page: Page) -> None:
    assert place(page) == "1.0"
    forwards = pressed(page, "ArrowRight", " ", "PageDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight")
    assert forwards == ["2.0", "3.0", "4.0", "4.1", "4.2", "6.0", "7.0"]
    assert pressed(page, "ArrowRight", "ArrowLeft", "ArrowLeft") == ["7.0", "6.0", "4.2"]
    assert pressed(page, "Shift+ ", "PageUp", "ArrowUp", "Home", "End") == ["4.1", "4.0", "3.0", "1.0", "7.0"]


def test_what_appears_at_a_click_is_seen_and_heard_from_then_on(page: Page) -> None:
    page.evaluate("deck.go(4)")
    words = page.locator(".now .words")
    assert [seen(page, f"s04 column{number}") for number in (1, 2)] == [False, False]
    assert "Nobody waits" not in words.aria_snapshot()
    page.keyboard.press("ArrowRight")
    assert [seen(page, f"s04 column{number}") for number in (1, 2)] == [True, False]
    assert "Nobody waits" in words.aria_snapshot()
    assert "Somebody reads" not in words.aria_snapshot()


def test_an_address_leads_to_a_slide_and_its_click_and_the_back_button_back(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, f"{deck.as_uri()}#4.1") as page:
        assert place(page) == "4.1"
        page.evaluate("location.hash = '#slide-6'")
        page.wait_for_function("deck.number == 6")
        page.keyboard.press("Home")
        page.go_back()
        page.wait_for_function("deck.number == 6")
        page.evaluate("deck.go(99)")
        assert place(page) == "7.0"


def test_a_turn_moves_the_focus_to_the_heading_and_is_told(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "slide-2-title"
    assert page.locator("#told").text_content() == "Slide 2 of 7: Why people keep history"
    assert page.title() == "2 · Why people keep history · Things worth knowing"
    hidden = page.locator(".slide:not(.now) .words")
    assert hidden.evaluate_all("all => all.every(one => !one.checkVisibility({visibilityProperty: true}))")


def test_a_click_and_a_swipe_turn_too(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, deck.as_uri(), has_touch=True) as page:
        page.locator('.turn [data-key="ArrowRight"]').click()
        assert place(page) == "2.0"
        for start, end, down, expected in ((600, 400, 310, "3.0"), (400, 600, 310, "2.0"), (600, 400, 600, "2.0")):
            page.evaluate(SWIPE, [start, end, down])
            assert place(page) == expected


# ---- fields -----------------------------------------------------------------------------------------
def test_go_to_takes_a_number_and_a_click(page: Page) -> None:
    page.keyboard.press("g")
    assert page.locator("#goto").is_visible()
    page.keyboard.type("4.2")
    page.keyboard.press("Enter")
    page.wait_for_function("deck.number == 4")
    assert place(page) == "4.2"
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    assert not page.locator("#goto").is_visible()


def test_search_finds_titles_first_then_words_without_their_accents(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("KÉEP")
    assert page.locator("#find [role=status]").text_content() == "1 slide"
    page.locator("#find-words").fill("read")
    assert [" ".join(words.split("\n")[:2]) for words in page.locator("#find a").all_inner_texts()] == [
        "3 What commands read", "4 Two ways to work", "5 Passed over", "7 Where to go on"
    ]  # fmt: skip
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert place(page) == "4.0"
    page.keyboard.press("/")
    page.locator("#find-words").fill("no such words")
    assert page.locator("#find [role=status]").text_content() == "0 slides"
    page.keyboard.press("Escape")
    assert not page.locator("#find").is_visible()


def test_the_overview_shows_all_slides_and_leads_to_one(page: Page) -> None:
    page.evaluate("deck.go(2)")
    page.keyboard.press("o")
    covers = page.locator(".cover:visible")
    assert covers.count() == 7
    assert page.evaluate("document.activeElement.hash") == "#2"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert (place(page), covers.count()) == ("4.0", 0)
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    assert covers.count() == 0


def test_black_notes_and_zoom_come_and_go(page: Page) -> None:
    page.evaluate("deck.on('black', on => { window.told = on; })")
    page.keyboard.press("b")
    assert page.locator("#black").is_visible()
    assert page.evaluate("told")
    page.keyboard.press("Escape")
    assert not page.locator("#black").is_visible()
    page.keyboard.press("n")
    page.keyboard.press("ArrowRight")
    assert page.locator("#notes .said").inner_text().split() == [
        "Ask",
        "who",
        "has",
        "lost",
        "a",
        "file.",
        "Then",
        "wait.",
    ]
    page.keyboard.press("Escape")
    assert not page.locator("#notes").is_visible()
    wide = page.locator(".now .sheet").bounding_box()["width"]  # type: ignore[index]
    page.keyboard.press("+")
    assert page.locator(".now .sheet").bounding_box()["width"] == pytest.approx(1.25 * wide, rel=0.01)  # type: ignore[index]
    page.keyboard.press("0")
    assert page.locator(".now .sheet").bounding_box()["width"] == pytest.approx(wide)  # type: ignore[index]


def test_on_a_full_screen_the_slide_stands_alone(page: Page) -> None:
    bar = page.locator(".bar")
    page.keyboard.press("f")
    bar.wait_for(state="hidden")
    page.keyboard.press("f")
    bar.wait_for(state="visible")


def test_a_script_adds_its_keys_and_the_help_lists_them(page: Page) -> None:
    page.evaluate("deck.keys.set('R', {says: 'run the lab', run: () => { window.ran = deck.number; }})")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    assert page.evaluate("ran") == 2
    page.keyboard.press("?")
    told = page.locator("#help dl").inner_text()
    assert "run the lab" in told
    assert "overview of all slides" in told


def test_letters_in_a_field_and_keys_with_control_turn_nothing(page: Page) -> None:
    page.keyboard.press("Control+b")
    page.keyboard.press("/")
    page.keyboard.type("bg o")
    assert page.locator("#find-words").input_value() == "bg o"
    assert not page.locator("#black").is_visible()
    assert place(page) == "1.0"


def test_a_slide_is_replaced_in_place(page: Page) -> None:
    page.evaluate("deck.go(4, 2)")
    page.evaluate("deck.on('replace', one => { window.told = one.number; })")
    page.evaluate("deck.replace(4, deck.slide(4).outerHTML.replaceAll('Nobody waits', 'Nobody sleeps'))")
    assert (place(page), page.evaluate("told")) == ("4.2", 4)
    assert "Nobody sleeps" in page.locator(".now .words").inner_text()
    assert seen(page, "s04 column2")
    page.keyboard.press("ArrowLeft")
    assert not seen(page, "s04 column2")


def test_a_lab_has_a_panel_with_what_is_recorded_of_it(page: Page) -> None:
    page.evaluate("deck.go(2)")
    button, panel = page.locator(".tools [data-key=R]"), page.locator("#recorded")
    assert not button.is_visible()
    page.keyboard.press("ArrowRight")
    button.click()
    assert panel.locator("h3, h3 + p, pre").all_inner_texts() == [
        "CH4B-LAB-03", "Compare two loops", "make lab ID=CH4B-LAB-03"
    ]  # fmt: skip
    facts = read_ledger()["decode_cache"]
    assert panel.locator("tbody tr").first.inner_text().split("\t") == ["Speed-up", str(facts.quantity["speedup"])]
    assert facts.machine_name in panel.locator(".how").inner_text()
    assert panel.locator(".said :is(button, input)").count() == 0
    assert chromium.violations(page) == []
    page.emulate_media(media="print")
    assert not panel.is_visible()
    page.emulate_media(media="screen")
    page.keyboard.press("n")
    assert [page.locator(f"#{name}").is_visible() for name in ("recorded", "notes")] == [False, True]
    page.keyboard.press("r")
    page.keyboard.press("ArrowRight")
    assert panel.locator(".said").text_content() == ""
    page.keyboard.press("Escape")
    assert [page.locator(f"#{name}").is_visible() for name in ("recorded", "notes")] == [False, False]
