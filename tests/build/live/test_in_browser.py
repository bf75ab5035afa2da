"""A live deck in a browser: a save is seen on its slide, and nothing else of the page moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy
from statistics import median
from typing import TYPE_CHECKING, Any

import chromium
import pytest
from live_deck import SPEC, replace_file, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from build.live.deck_state import Live

pytestmark = chromium.needed

MARKDOWN = "# Leaves\n\nAll of them\n\n## One\n- first\n- second\n\n## Two\n- third\n- fourth\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with served(tmp_path_factory.mktemp("live") / "leaf.md") as live:
        yield live


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    replace_file(live.spec, SPEC)
    with chromium.opened(browser, f"{live.address}#2") as page:
        connected(page)
        shows(page, 2, "Green goes by")
        page.evaluate(MARK)
        yield page


# Marks every slide as it is, so that a test can tell which were put in anew.
MARK = "() => document.querySelectorAll('.slide').forEach(slide => { slide.marked = true; })"
NEW = """() => [...document.querySelectorAll('.slide')].filter(slide => !slide.marked)
  .map(slide => Number(slide.dataset.number))"""


def connected(page: Page) -> None:
    page.wait_for_function("() => window.live.connected")


def shows(page: Page, number: int, words: str) -> None:
    """Waits until a slide says some words, in its picture and beside it."""
    page.wait_for_function(
        "([number, words]) => { const slide = document.querySelector(`#slide-${number}`);"
        " return slide && slide.textContent.includes(words); }",
        arg=[number, words],
    )


def told(page: Page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('#live-wrong span').textContent === words", arg=words)


def save(live: Live, change: Callable[[str], str]) -> None:
    replace_file(live.spec, change(SPEC))


def test_a_save_is_seen_on_its_slide_and_the_browser_stays_where_it_is(page: Page, live: Live) -> None:
    page.keyboard.press("/")
    page.locator("#find-words").fill("wat")
    save(live, lambda text: text.replace("Green goes by", "Green is left"))
    shows(page, 2, "Green is left")
    assert page.evaluate(NEW) == [2]
    assert page.evaluate("[deck.number, deck.step, location.hash]") == [2, 0, "#2"]
    assert page.locator("#find-words").input_value() == "wat"
    assert page.evaluate("document.activeElement.id") == "find-words"
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => /^Live · seen in [0-9.]+ m?s$/.test(document.querySelector('#live-state').textContent.trim())"
    )
    save(live, lambda text: text.replace("Up the stem", "Up the trunk"))  # on a slide that is not shown
    shows(page, 3, "Up the trunk")
    assert page.evaluate(
        "[deck.number, document.querySelector('#slide-3 .words').checkVisibility({visibilityProperty: true})]"
    ) == [2, False]


def test_what_is_wrong_stands_over_the_last_good_page_and_goes_when_it_is_mended(page: Page, live: Live) -> None:
    save(live, lambda text: text.replace("Green goes by", "Green {{ no_such_fact }}"))
    told(page, "1 error")
    assert "Green goes by" in page.locator("#slide-2 .words").inner_text()
    overlay = page.locator("#live-findings")
    assert overlay.is_visible()
    assert overlay.locator(".place").inner_text().split() == [
        f"{live.spec}:{SPEC[: SPEC.index('Green')].count(chr(10)) + 1}:12",
        "F101",
        "slide",
        "2",
    ]
    assert overlay.locator(".says").inner_text() == "unknown fact 'no_such_fact'"
    assert overlay.locator("mark").inner_text() == "no_such_fact"
    assert overlay.locator("#live-kept").inner_text() == "As it was before: slide 2."
    assert page.locator("#live-told").inner_text() == "1 error: unknown fact 'no_such_fact'"
    assert chromium.violations(page) == []
    page.set_viewport_size({"width": chromium.PHONE[0], "height": chromium.PHONE[1]})
    assert chromium.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == chromium.PHONE[0]
    page.locator("#live-close").click()
    assert overlay.is_hidden()
    page.locator("#live-wrong").click()
    assert overlay.is_visible()
    save(live, lambda text: text.replace("Green goes by", "Green is mended"))
    shows(page, 2, "Green is mended")
    page.wait_for_function("() => document.querySelector('#live-findings').hidden")
    assert page.locator("#live-wrong").is_hidden()
    assert page.locator(".slide.kept").count() == 0
    assert chromium.violations(page) == []


def test_a_second_page_and_one_that_comes_back_from_sleep_show_what_is_there_now(
    page: Page, live: Live, browser: Browser
) -> None:
    with chromium.opened(browser, f"{live.address}#3") as other:
        connected(other)
        save(live, lambda text: text.replace("Green goes by", "Green is twice"))
        shows(page, 2, "Green is twice")
        shows(other, 2, "Green is twice")
        assert other.evaluate("deck.number") == 3
        hide(other, True)
        save(live, lambda text: text.replace("Green goes by", "Green is late").replace("Up the stem", "Up it"))
        shows(page, 3, "Up it")
        assert "Green is twice" in other.locator("#slide-2").text_content()
        hide(other, False)
        shows(other, 2, "Green is late")
        shows(other, 3, "Up it")


def hide(page: Page, hidden: bool) -> None:
    """As a browser does with a tab that nobody sees."""
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def test_a_reader_stays_on_the_slide_being_read_when_others_come_and_go(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "leaves.md", MARKDOWN) as live, chromium.opened(browser, f"{live.address}#3") as page:
        connected(page)
        page.evaluate("document.querySelector('#slide-3 h1').focus()")
        replace_file(live.spec, MARKDOWN.replace("## One", "## Before\n- zero\n- half\n\n## One"))
        page.wait_for_function("() => deck.number === 4")
        assert page.evaluate("[location.hash, document.activeElement.textContent, deck.count]") == ["#4", "Two", 4]
        assert page.locator(".slide.now h1").all_text_contents() == ["Two"]
        assert page.locator(".turn .at").inner_text().split() == ["4", "/", "4"]
        page.keyboard.press("ArrowLeft")
        assert page.locator(".slide.now h1").all_text_contents() == ["One"]
        replace_file(live.spec, MARKDOWN.replace("## One\n- first\n- second\n\n", ""))
        page.wait_for_function("() => deck.count === 2")
        assert page.locator(".slide.now h1").all_text_contents() == ["Two"]


def test_a_deck_that_cannot_be_read_at_first_is_shown_when_it_can(browser: Browser, tmp_path: Path) -> None:
    spec = tmp_path / "leaves.md"
    spec.write_text("\n")
    with served(spec, "") as live, chromium.opened(browser, live.address) as page:
        connected(page)
        told(page, "1 error")
        assert page.locator("#live-findings .code").inner_text() == "P005"
        replace_file(spec, MARKDOWN)
        shows(page, 2, "first")
        assert page.evaluate("[deck.number, deck.count]") == [1, 3]


@pytest.mark.timing
def test_a_save_is_seen_within_a_tenth_of_a_second(browser: Browser, tmp_path: Path) -> None:
    """The median of twenty, on a slide of a whole chapter, from the save to the page that has changed."""
    from build.files.places import ROOT

    text = next((ROOT / "deck_specs").glob("ch04*.md")).read_text(encoding="utf-8")
    copy(ROOT / "deck_specs" / "works.bib", tmp_path)
    with served(tmp_path / "ch04.md", text) as live, chromium.opened(browser, f"{live.address}#8") as page:
        connected(page)
        page.evaluate(SEE)
        took = [seen_after(page, live.spec, text, number) for number in range(20)]
        assert median(took) <= 100, sorted(took)


SEE = """() => {
  window.seen = [];
  new MutationObserver(() => requestAnimationFrame(() => seen.push(Date.now())))
    .observe(document.querySelector('#stage'), {childList: true});
}"""


def seen_after(page: Page, spec: Path, text: str, number: int) -> float:
    """Milliseconds from a save of slide 8 until the next frame of a page that shows it."""
    head, slide, rest = text.partition("## Slide 8:")
    replace_file(spec, head + slide + rest.replace('Wisdom: "', f'Wisdom: "{number} ', 1))
    saved = spec.stat().st_mtime
    page.wait_for_function("() => seen.length")
    first: Any = page.evaluate("() => seen[0]")
    time.sleep(1)  # what comes behind it is done by then
    page.evaluate("() => { seen.length = 0; }")
    return float(first - saved * 1000)
