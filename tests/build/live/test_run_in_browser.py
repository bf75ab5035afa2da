"""A lab run from its slide in a browser: from the click to the verdict, and what may come in between."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import chromium
import pytest
from live_deck import served
from run_course import LOADED, write_course

from build.live import server
from build.live.run_page import run_part, run_routes
from build.live.server import More

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from build.live.deck_state import Live

pytestmark = chromium.needed


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    spec = write_course(tmp_path_factory.mktemp("run") / "leaves")
    patch = pytest.MonkeyPatch()
    patch.setattr(server, "MORE", (More(partial(run_routes, loaded=LOADED), run_part),))
    with served(spec, "") as live:
        yield live
    patch.undo()


def opened(page: Page) -> None:
    """The panel, with the questions of its lab."""
    page.wait_for_function("() => window.live.connected")
    page.keyboard.press("r")
    page.locator("#run-within", has_text="agrees within 15%").wait_for()
    page.evaluate("() => { window.over = []; live.on('run', told => { if (told.ended) over.push(told.ended.how); }); }")


def ended(page: Page, words: str) -> None:
    """Waits for the end of a run that began since `opened`: an earlier one’s words stand there until it is known."""
    page.wait_for_function("() => over.shift()")
    page.locator("#run-stage", has_text=words).wait_for()
    page.locator("#run-start").wait_for()


def test_a_click_on_run_ends_with_the_verdict_on_the_slide_and_the_guess_is_locked(
    browser: Browser, live: Live
) -> None:
    with (
        chromium.opened(browser, f"{live.address}#2") as page,
        chromium.opened(browser, f"{live.address}#2") as second,
    ):
        opened(page)
        assert page.locator("#slide-2 .here-box").count() == 0  # nothing has run because a page was loaded
        assert chromium.violations(page) == []
        page.locator("#guess-0").fill("3")
        page.locator("#run-start").click()
        ended(page, "All agrees")
        rows = page.locator("#run-rows tbody tr").all()
        assert [row.locator("> *").all_text_contents() for row in rows] == [  # as written, laid out or not
            ["Leaves a day", "2.0×", "2.1×", "✓ agrees"],
            ["Roots", "3.0", "3", "✓ same"],
            ["Light", "50%", "20%", "less here"],
        ]
        assert page.locator("#run-lines p").all_inner_texts()[-2] == "counting for 7 days"
        assert page.locator("#guess-0").is_disabled()
        assert page.locator("#predict-state").inner_text() == "locked"
        assert page.locator("#run-add-why").inner_text() == "Guess 3, deck 2.0×: close"
        # On the slide: the numbers of here, tinted, also in the page that only looks on.
        for one in (page, second):
            one.locator("#slide-2.here-done").wait_for()
            facts = one.locator("#slide-2 .sheet [data-fact]").all_text_contents()
            assert facts == ["2.1×", "3.0", "20%"]
            assert one.locator("#slide-2 .here-box").count() == 3
            assert "Here · this machine" in (one.locator("#slide-2 .here-chip").text_content() or "")
        opened(second)
        assert second.locator("#run-rows tbody tr").count() == 3
        assert second.locator("#guess-0").input_value() == "3"
        page.locator("#run-back").click()
        page.locator("#slide-2:not(.here-done)").wait_for()
        assert page.locator("#slide-2 .sheet [data-fact]").all_text_contents() == ["2.0×", "3.0", "50%"]
        page.locator("#run-back").click()
        page.locator("#slide-2.here-done").wait_for()
        assert chromium.violations(page) == []


def test_a_run_joins_the_class_which_is_drawn_below_the_slide_and_saved_as_a_table(
    browser: Browser, live: Live
) -> None:
    with chromium.opened(browser, f"{live.address}#2") as page:
        opened(page)
        page.locator("#run-start").click()
        ended(page, "All agrees")
        strip = page.locator("#class-strip")
        strip.wait_for()
        assert strip.locator("circle").count() == 0
        page.locator("#run-add").click()
        strip.locator("circle").wait_for()
        assert strip.locator("h2").inner_text() == "How the class’s machines fared leaves a day, 1 machine"
        names = strip.locator(".name").all_text_contents()
        assert {"deck 2.0×", "here 2.1×"} <= {*names}
        other = "machine,day,lab,fact,value,unit\n0000beef,2026-11-30,LEAF-LAB-01,fern.leaves,4.0,Ratio\n"
        page.locator("#class-file").set_input_files(
            {"name": "class.csv", "mimeType": "text/csv", "buffer": other.encode()}
        )
        page.locator("#class-told", has_text="1 result added: LEAF-LAB-01").wait_for()
        page.wait_for_function("() => document.querySelectorAll('#class-strip circle').length === 2")
        with page.expect_download() as saved:
            strip.locator("a").click()
        table = saved.value.path().read_text(encoding="utf-8").splitlines()
        assert table[0] == "machine,day,lab,fact,value,unit"
        assert len(table) == 1 + 3 + 1  # three numbers of this machine, one of the other
        assert chromium.violations(page) == []


def test_a_run_at_other_settings_stands_beside_no_number_of_the_decks(browser: Browser, live: Live) -> None:
    with chromium.opened(browser, f"{live.address}#2") as page:
        opened(page)
        page.locator("#set-tab").click()
        page.locator("#set-days").fill("99")
        page.locator("#run-tab").click()
        page.locator("#run-start").click()
        page.locator("#set-days").wait_for()  # the field says what is wrong with it
        page.locator("#set-days").fill("3")
        assert page.locator("#set-says").inner_text() == "Other than the deck’s: its numbers are then left out."
        page.locator("#set-days").press("Enter")
        page.locator("#run-lines p", has_text="counting for 3 days").wait_for()
        ended(page, "All agrees")
        assert page.locator("#run-add-why").inner_text() == "not at the deck’s settings"
        assert page.locator("#run-more summary").inner_text() == "Also measured here"


def test_a_lab_that_hangs_is_cancelled_by_escape_or_stopped_at_its_limit(browser: Browser, live: Live) -> None:
    with chromium.opened(browser, f"{live.address}#4") as page:
        opened(page)
        page.locator("#run-start").click()
        page.locator("#run-lines p", has_text="waiting").wait_for()
        page.wait_for_function("() => document.activeElement.id === 'run-cancel'")
        page.keyboard.press("Escape")
        ended(page, "Cancelled")
        assert page.locator("#run-ended").inner_text() == "LEAF-LAB-03 was cancelled; nothing of it goes on."
        assert page.locator("#run-add-why").inner_text() == "needs a whole run"
        page.keyboard.press("n")  # of the panels at the right of the slide one is open at most
        assert [page.locator(f"#{name}").is_visible() for name in ("run-panel", "notes")] == [False, True]
        page.keyboard.press("r")
        assert [page.locator(f"#{name}").is_visible() for name in ("run-panel", "notes")] == [True, False]
        page.keyboard.press("ArrowRight")
        page.locator("#run-title", has_text="LEAF-LAB-04").wait_for()
        page.locator("#run-start").click()
        ended(page, "Too long")
        assert "stopped after 1 s, its limit" in page.locator("#run-ended").inner_text()
        assert chromium.violations(page) == []


def test_a_lab_that_fails_shows_its_last_lines_and_what_to_do(browser: Browser, live: Live) -> None:
    with chromium.opened(browser, f"{live.address}#3", size=chromium.PHONE) as page:
        opened(page)
        page.locator("#run-start").click()
        ended(page, "It stopped")
        assert "Mend that and run again." in page.locator("#run-ended").inner_text()
        assert any("RuntimeError: no such leaf" in line for line in page.locator("#run-lines p").all_inner_texts())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert chromium.violations(page) == []
