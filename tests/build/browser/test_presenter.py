"""The presenter's window in Chromium: in step with the audience's from a file and from a server, whatever is closed,
opened or loaded again; times by a clock that the tests set; pen and laser, the film, and what axe-core finds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import chromium
import pytest
from live_deck import SPEC, replace_file, served
from presented_deck import SECONDS, deck_at

from build.files.course import Course
from engine.ledger import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from build.live.deck_state import Live

pytestmark = chromium.needed

LECTERN = (1600, 1000)  # pixels
SIZES = (LECTERN, (1920, 1080), (1024, 768), (1280, 720))
PLACE = "[deck.number, deck.step]"
IN_STEP = 50  # milliseconds


class Windows(NamedTuple):
    audience: Page
    presenter: Page


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory, course: Course, facts: Ledger) -> Path:
    return deck_at(tmp_path_factory.mktemp("deck"), course, facts)


def presenter_from(audience: Page) -> Page:
    """The window that P opens, once both have met."""
    with audience.expect_popup() as opened:
        audience.keyboard.press("p")
    return met(opened.value)


def met(window: Page) -> Page:
    """The window, which may still be empty, once it knows the other."""
    window.wait_for_function("() => typeof together === 'object' && together.met && window.deck")
    return window


@contextmanager
def presented(browser: Browser, url: str) -> Iterator[Windows]:
    with chromium.opened(browser, url) as audience:
        presenter = presenter_from(audience)
        wrong = list[str]()
        presenter.on("pageerror", lambda error: wrong.append(str(error)))
        presenter.set_viewport_size({"width": LECTERN[0], "height": LECTERN[1]})
        yield Windows(audience, presenter)
        assert wrong == []


def at(window: Page, number: int, step: int = 0) -> None:
    """Waits until a window shows a slide at a click."""
    window.wait_for_function(f"() => deck.number === {number} && deck.step === {step}")


def says(window: Page, name: str, words: str) -> None:
    """Waits until a part of the presenter's window has these words."""
    window.locator(f"#presenter-{name}", has_text=words).wait_for()
    assert " ".join(window.inner_text(f"#presenter-{name}").split()) == words


# ---- in step ----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def both(browser: Browser, deck: Path) -> Iterator[Windows]:
    """The two windows, from a file."""
    with presented(browser, deck.as_uri()) as windows:
        yield windows


def test_turning_in_either_window_turns_both_click_by_click(both: Windows) -> None:
    audience, presenter = both
    audience.keyboard.press("End")
    at(presenter, 5)
    presenter.keyboard.press("Home")
    at(audience, 1)
    for number, step in ((2, 0), (3, 0), (3, 1), (3, 2), (4, 0)):
        presenter.keyboard.press("ArrowRight")
        at(audience, number, step)
    audience.keyboard.press("ArrowLeft")
    at(presenter, 3, 2)
    assert presenter.locator(".slide.now .later").count() == 0


def test_what_comes_next_is_the_next_click_then_the_next_slide(both: Windows) -> None:
    audience, presenter = both
    audience.evaluate("deck.go(3, 1)")
    says(presenter, "now", "3 / 5 · step 1 of 2")
    says(presenter, "next-title", "step 2 of 2")
    audience.keyboard.press("ArrowRight")
    says(presenter, "next-title", "4 / 5 · A film of it")
    audience.keyboard.press("End")
    says(presenter, "next-title", "the end")
    says(presenter, "notes", "To look up")


def test_black_is_seen_by_the_audience_alone(both: Windows) -> None:
    audience, presenter = both
    presenter.click("#presenter-black")
    audience.wait_for_selector("#black:not([hidden])")
    says(presenter, "sees", "the audience sees black")
    assert not presenter.is_visible("#black")
    audience.keyboard.press("b")
    says(presenter, "sees", "the audience sees this, in step")


def test_a_laser_and_a_stroke_are_seen_in_the_other_window_at_the_same_place(both: Windows) -> None:
    audience, presenter = both
    presenter.evaluate("deck.go(2)")
    box = presenter.locator(".slide.now .sheet").bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    presenter.keyboard.press("l")
    presenter.mouse.move(*middle)
    spot = audience.locator(".slide.now .spot")
    spot.wait_for(state="attached")
    assert [float(spot.get_attribute(name) or 0) for name in ("cx", "cy")] == pytest.approx([480, 270], abs=1)
    presenter.keyboard.press("d")
    spot.wait_for(state="detached")
    presenter.mouse.down()
    presenter.mouse.move(middle[0] + 100, middle[1] + 50, steps=3)
    audience.locator(".slide.now .ink path").wait_for(state="attached")
    presenter.mouse.up()
    drawn = [window.locator(".slide.now .ink path") for window in both]
    assert drawn[0].get_attribute("d") == drawn[1].get_attribute("d")
    assert drawn[0].get_attribute("style") == "stroke: var(--brick);"
    audience.keyboard.press("End")
    at(presenter, 5)
    assert audience.locator(".ink path").count() == 0
    audience.evaluate("deck.go(2)")
    at(presenter, 2)
    assert [line.count() for line in drawn] == [1, 1]
    presenter.keyboard.press("Control+z")
    drawn[0].wait_for(state="detached")
    presenter.keyboard.press("Escape")
    assert not presenter.is_visible("#ink-tools")


def test_the_audience_can_draw_too_in_another_colour_and_clear_it(both: Windows) -> None:
    audience, presenter = both
    audience.evaluate("deck.go(2)")
    audience.keyboard.press("d")
    audience.click("[data-color=teal]")
    box = audience.locator(".slide.now .sheet").bounding_box()
    assert box
    audience.mouse.move(box["x"] + 50, box["y"] + 50)
    audience.mouse.down()
    audience.mouse.move(box["x"] + 90, box["y"] + 90, steps=2)
    audience.mouse.up()
    line = presenter.locator(".slide.now .ink path")
    line.wait_for(state="attached")
    assert line.get_attribute("style") == "stroke: var(--teal);"
    audience.click("#ink-clear")
    line.wait_for(state="detached")
    audience.click("#ink-done")


def test_the_film_plays_where_the_audience_sees_it(both: Windows) -> None:
    audience, presenter = both
    presenter.evaluate("deck.go(4)")
    says(presenter, "film-time", f"0:00 / 0:{SECONDS}")
    presenter.click("#presenter-stage-next")
    audience.wait_for_function("() => document.querySelector('video').currentTime >= 12")
    says(presenter, "stage", "Stage 2: Second")
    presenter.click("#presenter-play")
    audience.wait_for_function("() => !document.querySelector('video').paused")
    presenter.wait_for_selector("#presenter-play[aria-label='Pause the film']")
    audience.evaluate("document.querySelector('video').pause()")
    presenter.wait_for_selector("#presenter-play[aria-label='Play the film']")
    audience.evaluate("document.querySelector('video').currentTime = 25")
    says(presenter, "stage", "Stage 3: Third")
    assert presenter.evaluate("document.querySelector('video').muted")
    presenter.click("#presenter-play")
    audience.wait_for_function("() => !document.querySelector('video').paused")
    presenter.keyboard.press("End")
    audience.wait_for_function("() => document.querySelector('video').paused")


# ---- held back ---------------------------------------------------------------------------------------
def test_a_browser_that_holds_the_window_back_leaves_a_link(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, deck.as_uri()) as audience:
        audience.evaluate("window.open = () => null")
        audience.click(".tools [data-key=P]")
        told = audience.locator("#presenter-told", has_text="The browser holds the presenter’s window back.")
        told.wait_for()
        with audience.expect_popup() as opened:
            told.get_by_role("link").click()
        presenter = met(opened.value)
        audience.keyboard.press("End")
        at(presenter, 5)


def test_words_of_strangers_are_not_heard(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, deck.as_uri()) as audience:
        place = "{kind: 'entry', key: 'place', beat: 99, value: {number: 5, step: 0}}"
        audience.evaluate(f"postMessage({place}, '*')")
        for name in ("deck", "deck guessed", "deck undefined"):
            audience.evaluate(f"new BroadcastChannel('{name}').postMessage({place})")
        assert audience.evaluate(f"new Promise(done => setTimeout(() => done({PLACE})))") == [1, 0]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with served(tmp_path_factory.mktemp("live") / "leaf.md") as live:
        yield live


@pytest.fixture(scope="module")
def both_live(browser: Browser, live: Live) -> Iterator[Windows]:
    """The two windows, from a server."""
    with presented(browser, live.address) as windows:
        for window in windows:
            window.wait_for_function("() => window.live?.connected")
        yield windows


def test_a_save_is_seen_in_the_presenters_window_of_a_live_deck(both_live: Windows, live: Live) -> None:
    audience, presenter = both_live
    audience.keyboard.press("ArrowRight")
    at(presenter, 2)
    replace_file(
        live.spec,
        SPEC.replace("Green goes by", "Green stays").replace('Ask why it is green."', 'Look."\n\nNotes:\nAsk.'),
    )
    presenter.locator(".slide.now .words", has_text="Green stays").wait_for(state="attached")
    presenter.locator("#presenter-notes p", has_text="Ask.").wait_for()
    presenter.keyboard.press("End")
    at(audience, 3)


# ---- times ------------------------------------------------------------------------------------------
def test_the_time_begins_at_the_first_turn_and_says_how_one_stands_to_the_plan(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, deck.as_uri(), alone=True) as audience:
        clock = audience.context.clock
        clock.install(time="2026-03-02T14:31:00")
        audience.reload()
        presenter = presenter_from(audience)
        clock.pause_at("2026-03-02T14:32:00")
        says(presenter, "clock", "14:32")
        says(presenter, "elapsed", "0:00:00")
        says(presenter, "total", "of 0:12:00")
        assert not presenter.is_visible("#presenter-pace")
        audience.keyboard.press("ArrowRight")
        at(presenter, 2)
        clock.fast_forward(100_000)
        says(presenter, "elapsed", "0:01:40")
        says(presenter, "own", "this slide 1:40 of 1:00 · break after 3")
        says(presenter, "pace", "0:40 behind")
        presenter.keyboard.press("ArrowRight")
        clock.fast_forward(60_000)
        says(presenter, "own", "this slide 1:00 of 5:00 · break after 3")
        says(presenter, "pace", "0:40 behind")
        presenter.click("#presenter-pause")
        clock.fast_forward(600_000)
        says(presenter, "elapsed", "0:02:40")
        says(presenter, "clock", "14:44")
        presenter.click("#presenter-pause")
        presenter.evaluate("deck.go(4)")
        clock.fast_forward(1000)
        says(presenter, "own", "this slide 0:01 of 4:00")
        says(presenter, "pace", "3:20 ahead")
        presenter.reload()
        clock.fast_forward(1000)
        says(presenter, "elapsed", "0:02:42")
        presenter.click("#presenter-reset")
        says(presenter, "elapsed", "0:00:00")
        presenter.click("#presenter-pause")
        clock.fast_forward(30_000)
        says(presenter, "total", "of 0:06:00")
        says(presenter, "pace", "on time")


def test_a_deck_without_minutes_has_no_plan(
    browser: Browser, tmp_path: Path, course: Course, facts: Ledger
) -> None:  # fmt: skip
    with presented(browser, deck_at(tmp_path, course, facts, minutes=False).as_uri()) as (_, presenter):
        presenter.keyboard.press("ArrowRight")
        says(presenter, "now", "2 / 5")
        presenter.wait_for_function("() => document.getElementById('presenter-pause').textContent === 'Pause'")
        assert presenter.inner_text("#presenter-total") == ""
        assert not presenter.is_visible("#presenter-pace")
        assert " of " not in presenter.inner_text("#presenter-own")


# ---- how it is read ---------------------------------------------------------------------------------
def test_nothing_is_cut_off_too_small_or_inaccessible(both: Windows) -> None:
    outside = """[...document.querySelectorAll('#presenter *')].filter(one => one.checkVisibility()).filter(one => {
      const box = one.getBoundingClientRect(), held = one.closest('.said, #presenter-next, .unseen');
      return !held && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1);
    }).map(one => one.outerHTML.slice(0, 80))"""
    small = """[...document.querySelectorAll('#presenter *')].filter(one => one.checkVisibility() && !one.closest('svg')
      && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
      && parseFloat(getComputedStyle(one).fontSize) < 14).map(one => one.outerHTML.slice(0, 80))"""
    ticking = """[...document.querySelectorAll('#presenter .times *')].filter(
      one => one.closest('[role=status], [role=alert], [role=timer], [aria-live]')).length"""
    audience, presenter = both
    presenter.evaluate("deck.go(4)")
    audience.evaluate("document.querySelector('video').currentTime = 0")
    says(presenter, "stage", "Stage 1: First")
    for width, height in SIZES:
        presenter.set_viewport_size({"width": width, "height": height})
        assert [presenter.evaluate(what) for what in (outside, small, ticking)] == [[], [], 0]
    assert chromium.violations(presenter) == []
    audience.keyboard.press("d")
    assert chromium.violations(audience) == []


def test_the_notes_size_is_kept_and_has_ends(both: Windows) -> None:
    presenter = both.presenter
    size = "parseFloat(getComputedStyle(document.getElementById('presenter-notes')).fontSize)"
    assert presenter.evaluate(size) == 25
    for _ in range(11):
        presenter.click("#presenter-larger")
    assert presenter.is_disabled("#presenter-larger")
    presenter.reload()
    assert met(presenter).evaluate(size) == 36


# ---- how fast ---------------------------------------------------------------------------------------
@pytest.mark.timing
def test_the_other_window_turns_within_fifty_milliseconds(both: Windows, both_live: Windows) -> None:
    for here, there in (both, both[::-1], both_live, both_live[::-1]):
        here.evaluate("deck.go(1)")
        at(there, 1)
        there.evaluate("window.seen = []; deck.on('turn', () => seen.push(performance.timeOrigin + performance.now()))")
        waited = []
        for number in [2, 3, 1] * 16:
            turned = here.evaluate(
                "number => { const now = performance.timeOrigin + performance.now(); deck.go(number); return now; }",
                number,
            )
            there.wait_for_function("count => seen.length > count", arg=len(waited))
            waited.append(there.evaluate("seen.at(-1)") - turned)
        print(f"in step after {statistics.median(waited):.1f} ms, at worst {max(waited):.1f} ms")
        assert statistics.median(waited) <= IN_STEP


# ---- loaded again and closed: at last, for these are the windows of all others -------------------------
def test_windows_that_are_loaded_again_find_one_another(both: Windows) -> None:
    audience, presenter = both
    audience.evaluate("deck.go(3, 1)")
    audience.reload()
    met(audience)
    presenter.keyboard.press("ArrowRight")
    at(audience, 3, 2)
    presenter.reload()
    met(presenter)
    at(presenter, 3, 2)
    presenter.close()
    audience.wait_for_timeout(500)  # until then the browser takes a window that closes for one of that name
    audience.evaluate("deck.go(4)")
    presenter = presenter_from(audience)
    at(presenter, 4)
    audience.close()
    told = presenter.locator("#presenter-told", has_text="The audience’s window is closed.")
    told.wait_for()
    with presenter.expect_popup() as opened:
        told.get_by_role("link").click()
    again = met(opened.value)
    at(again, 4)
    told.wait_for(state="hidden")
    again.keyboard.press("End")
    at(presenter, 5)
