"""The source beside the slide, in a browser: written, completed, mended, saved, and found from the slide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import chromium
import pytest
from live_deck import SPEC, replace_file, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from build.live.deck_state import Live

pytestmark = chromium.needed

ITEM = "- Green goes by"
AT_END_OF = """words => {
  const text = document.querySelector("#source-text"), at = text.value.indexOf(words) + words.length;
  text.focus();
  text.setSelectionRange(at, at);
}"""

AGAIN = """() => {
  document.querySelector("#source-text").value = "not yet";
  document.querySelector("#source-theirs").click();
  deck.go(2);
}"""
SHOWS = "text => document.querySelector('#source-text').value === text"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with served(tmp_path_factory.mktemp("live") / "leaf.md") as live:
        yield live


@pytest.fixture(scope="module")
def opened(browser: Browser, live: Live) -> Iterator[Page]:
    """The page with its source open. Its console may say that a save was refused; a script may not fail."""
    context, wrong = browser.new_context(viewport={"width": 1600, "height": 1000}), list[str]()
    page = context.new_page()
    page.set_default_timeout(8000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{live.address}#2")
    page.wait_for_function("() => window.live.connected")
    page.keyboard.press("s")
    page.wait_for_function("() => document.activeElement.id === 'source-text'")
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def page(opened: Page, live: Live) -> Page:
    """The same for each test: the spec as it was, seen, at the second slide."""
    replace_file(live.spec, SPEC)
    opened.keyboard.press("Escape")
    opened.evaluate(AGAIN)
    opened.wait_for_function(SHOWS, arg=SPEC)
    opened.wait_for_function("() => document.querySelector('#source-found').textContent.startsWith('Nothing')")
    return opened


def type_behind(page: Page, words: str, typed: str) -> None:
    page.evaluate(AT_END_OF, words)
    page.keyboard.type(typed)


def value(page: Page) -> str:
    return page.locator("#source-text").input_value()


def state(page: Page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('#source-state').textContent === words", arg=words)


def line_number(words: str, text: str = SPEC) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def test_what_is_chosen_is_inserted_told_with_its_value_and_undone_by_one_key(page: Page):
    type_behind(page, ITEM, ": {{ kv_cache_gqa_4")
    choice = page.locator("#source-choices [aria-selected=true]").filter(has_text="kv_cache_gqa_4k")
    choice.wait_for()
    assert "Calculated" in choice.inner_text()
    assert page.locator("#source-setting").inner_text().startswith("KV cache of Llama 3 8B")
    active = page.locator("#source-text").get_attribute("aria-activedescendant")
    assert active == choice.get_attribute("id")
    page.keyboard.press("Enter")
    assert f"{ITEM}: {{{{ kv_cache_gqa_4k | MB }}}}" in value(page)
    assert page.locator("#source-offer").is_hidden()
    page.keyboard.press("Control+z")
    assert f"{ITEM}: {{{{ kv_cache_gqa_4\n" in value(page)


def test_ctrl_space_lists_what_fits_and_escape_closes_that_alone(page: Page):
    type_behind(page, ITEM, "\n")
    page.keyboard.press("Control+Space")
    page.locator("#source-choices >> text=Visual").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#source-offer").is_hidden()
    assert page.evaluate("document.activeElement.id") == "source-text"


def test_a_finding_has_its_place_a_wavy_line_a_sentence_and_a_button_that_mends_it(page: Page):
    type_behind(page, ITEM, ": {{ kv_cache_gqa_4kk | MB }}")
    page.locator(".line u.bad").get_by_text("kv_cache_gqa_4kk", exact=True).wait_for()
    assert page.locator(".line .badge").inner_text() == "1"
    assert page.locator("#source-found").inner_text() == "1 finding on this slide"
    assert page.locator("#slide-2 .sheet .badge").inner_text() == "1"
    page.evaluate(AT_END_OF, "- Up the stem")
    page.keyboard.press("F8")
    card = page.locator("#source-card")
    card.wait_for()
    assert card.locator("p").inner_text().startswith("unknown fact 'kv_cache_gqa_4kk'\ndid you mean 'kv_cache_gqa_4k'?")
    card.get_by_text("Write kv_cache_gqa_4k").click()
    assert f"{ITEM}: {{{{ kv_cache_gqa_4k | MB }}}}" in value(page)
    page.locator(".line u.bad").wait_for(state="detached")


def test_f12_shows_the_function_and_ctrl_dot_how_a_fact_is_known(page: Page):
    type_behind(page, ITEM, ": {{ kv_cache_gqa_4k | MB }}")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("F12")
    page.locator("#source-card pre").wait_for()
    assert "engine/facts/kv_cache.py:" in page.locator("#source-card p").inner_text()
    assert "def kv_cache_gqa_4k" in page.locator("#source-card pre").inner_text()
    page.keyboard.press("Control+.")
    page.locator("#source-card >> text=Calculated").wait_for()


def test_ctrl_s_saves_and_the_slide_shows_it(page: Page, live: Live):
    type_behind(page, ITEM, ", unseen")
    state(page, "not saved")
    assert page.locator("#source-dot").is_visible()
    page.keyboard.press("Control+s")
    state(page, "saved")
    assert page.locator("#source-dot").is_hidden()
    assert live.spec.read_text(encoding="utf-8") == SPEC.replace(ITEM, f"{ITEM}, unseen")
    page.wait_for_function("() => document.querySelector('#slide-2').textContent.includes('unseen')")


def test_a_save_over_what_was_changed_outside_is_refused_and_nothing_is_lost(page: Page, live: Live):
    type_behind(page, ITEM, ", mine")
    theirs = SPEC.replace(ITEM, f"{ITEM}, theirs")
    replace_file(live.spec, theirs)
    page.keyboard.press("Control+s")
    state(page, "changed outside: yours is kept, not saved")
    assert live.spec.read_text(encoding="utf-8") == theirs
    assert f"{ITEM}, mine" in value(page)
    page.locator("#source-mine").click()
    state(page, "saved")
    assert live.spec.read_text(encoding="utf-8") == SPEC.replace(ITEM, f"{ITEM}, mine")
    type_behind(page, ITEM, ", again")
    later = SPEC.replace(ITEM, f"{ITEM}, later")
    replace_file(live.spec, later)
    page.locator("#source-theirs").click()
    page.wait_for_function(SHOWS, arg=later)


def test_what_others_save_is_shown_where_nothing_of_ones_own_is_unsaved(page: Page, live: Live):
    replace_file(live.spec, SPEC.replace(ITEM, f"{ITEM}, theirs"))
    page.wait_for_function("() => document.querySelector('#source-text').value.includes('theirs')")
    state(page, "saved")


def test_the_slide_follows_the_cursor_and_the_source_is_found_from_the_slide_and_its_words(page: Page):
    page.evaluate(AT_END_OF, "- Up the stem")
    page.wait_for_function("() => deck.number === 3")
    page.locator("#source-head b >> text=Slide 3 of 3").wait_for()
    page.locator(".s-near button").first.click()
    assert page.evaluate("deck.number") == 1
    page.locator("#source-go").click()
    assert f"Line {line_number('## Slide 1:')}," in page.locator("#source-foot").inner_text()
    page.locator(".s-near button").nth(1).click()
    page.wait_for_function("() => deck.number === 2")
    page.locator("#slide-2 .sheet text >> text=Green goes by").click()
    assert f"Line {line_number(ITEM)}," in page.locator("#source-foot").inner_text()


def test_both_layers_break_lines_alike_and_nobody_is_shut_out(page: Page):
    long = "\n- " + "a sentence that goes on, with `code`, **bold** and 缓存 🦉, " * 20
    page.evaluate(AT_END_OF, ITEM)
    page.evaluate("words => document.execCommand('insertText', false, words)", long)
    heights = "[...document.querySelectorAll('#source-text, #source-lines')].map(one => one.scrollHeight)"
    assert len(set(page.evaluate(heights))) == 1
    page.keyboard.press("Control+Space")
    assert chromium.violations(page) == []


def asked(page: Page, body: Any, method: str = "POST") -> tuple[int, Any]:
    told: list[Any] = page.evaluate(
        "([method, body]) => fetch('source', {method, body}).then(async told => [told.status, await told.json()])",
        [method, body if isinstance(body, str) else json.dumps(body)],
    )
    return told[0], told[1]


def test_what_is_no_question_is_refused_in_a_word(browser: Browser, live: Live):
    context = browser.new_context()  # of a window whose console may complain
    page = context.new_page()
    page.goto(live.address)
    before = live.spec.read_bytes()
    assert asked(page, "{") == (422, {"says": "no JSON"})
    assert asked(page, ["text"]) == (422, {"says": "no object with a text"})
    assert asked(page, {"ask": "run"}) == (400, {"says": "nothing that is answered"})
    assert asked(page, {"digest": "x"}, "PUT") == (400, {"says": "no text to save"})
    assert asked(page, {"text": "x", "digest": "x"}, "PUT")[0] == 409
    assert asked(page, {"text": "![x](/etc/passwd)", "ask": "define", "column": 8})[1]["code"] == ""
    assert live.spec.read_bytes() == before
    context.close()
