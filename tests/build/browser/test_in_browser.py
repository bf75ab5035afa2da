"""The deck in Chromium: keys, links, fields, touch, paper, film, and what everybody can read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium
import pytest

from engine.ledger import read_ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = chromium.needed

Made = Callable[..., str]
TITLES = [
    "Things worth knowing", "Why people keep history", "What commands read", "Two ways to work", "A film",
    "Where to go on",
]  # fmt: skip
SWIPE = """([from, to, down]) => {
    for (const [kind, x, y] of [["touchstart", from, 300], ["touchend", to, down]]) {
        const target = document.querySelector(".now svg");
        const touch = new Touch({identifier: 1, target, clientX: x, clientY: y});
        const touches = kind == "touchstart" ? [touch] : [];
        target.dispatchEvent(new TouchEvent(kind, {bubbles: true, changedTouches: [touch], touches}));
    }
}"""
PLACE = """() => new Promise(done => setTimeout(() => done([
    deck.number, deck.step, location.hash,
    ...[...document.querySelectorAll(".slide.now")].map(one => one.dataset.number),
])))"""
WORDS = """all => all.map(slide => [
    [...slide.querySelectorAll(".sheet [data-name]")].filter(item => !/ (footer|number)$/.test(item.dataset.name)),
    [...slide.querySelectorAll(".words > :not(.film)")],
].map(parts => parts.map(part => part.textContent).join("")))"""


@pytest.fixture
def page(browser: Browser, deck: Path) -> Iterator[Page]:
    with chromium.opened(browser, deck.as_uri()) as page:
        yield page


def place(page: Page) -> str:
    """The slide and the click that are shown, a task after the last key, and that the address says so."""
    number, step, address, *shown = page.evaluate(PLACE)
    assert address == f"#{number}{f'.{step}' if step else ''}"
    assert shown == [str(number)]
    return f"{number}.{step}"


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


# ---- what is seen, heard and printed ----------------------------------------------------------------
def test_what_is_seen_on_a_slide_is_what_it_says(page: Page) -> None:
    for drawn, said in page.locator(".slide").evaluate_all(WORDS):
        assert re.sub(r"\s|[12]\.", "", drawn) == re.sub(r"\s", "", said)  # a list's numbers are the browser's


def test_words_can_be_marked_with_the_mouse(page: Page) -> None:
    page.evaluate("deck.go(2)")
    page.get_by_text("Every change has an author").first.dblclick()
    assert page.evaluate("getSelection().toString().trim()") in ("Every", "change", "has", "an", "author")
    assert place(page) == "2.0"


def test_the_page_brings_its_fonts(page: Page) -> None:
    page.evaluate("deck.go(2)")
    used = page.evaluate(
        "document.fonts.ready.then(all => [...all].filter(one => one.status == 'loaded').map(one => one.family))"
    )
    assert {name.strip('"') for name in used} >= {"Carlito", "Caladea", "DejaVu Sans Mono"}


def test_nothing_moves_for_those_who_asked_for_that(browser: Browser, deck: Path) -> None:
    moving = "getComputedStyle(document.querySelector('[data-step]')).transitionDuration"
    with chromium.opened(browser, deck.as_uri()) as page:
        assert page.evaluate(moving) == "0.15s"
    with chromium.opened(browser, deck.as_uri(), reduced_motion="reduce") as page:
        assert page.evaluate(moving) == "0s"


@pytest.mark.parametrize(("size", "keys"), [(chromium.DESKTOP, "o?"), (chromium.PHONE, "/g")])
def test_everybody_can_read_it_and_find_the_way(browser: Browser, deck: Path, size: tuple[int, int], keys: str) -> None:
    with chromium.opened(browser, f"{deck.as_uri()}#3", size=size) as page:
        assert chromium.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("[role=application]").count() == 0
        page.keyboard.press("n")
        page.keyboard.press("ArrowRight")
        assert chromium.violations(page) == []
        for key in keys:
            page.keyboard.press(key)
            assert (key, chromium.violations(page)) == (key, [])
            page.keyboard.press("Escape")


def test_on_a_phone_the_slide_fills_the_width_and_its_words_stand_below(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, f"{deck.as_uri()}#2", size=chromium.PHONE, is_mobile=True, has_touch=True) as page:
        sheet = page.locator(".now .sheet").bounding_box()
        words = page.locator(".now .words").bounding_box()
        assert sheet
        assert words
        assert (sheet["x"], round(sheet["width"])) == (0, 390)
        assert words["y"] >= sheet["y"] + sheet["height"]
        assert page.get_by_role("heading", name="Why people keep history").bounding_box()
        assert page.locator('.turn [data-key="ArrowRight"]').is_visible()


def printed(page: Page) -> list[tuple[float, float, str]]:
    """The size of each printed page in points, and its words."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    return [(*one.get_size(), one.get_textpage().get_text_range()) for one in document]


def test_printing_gives_a_slide_a_page_with_all_its_clicks(page: Page) -> None:
    pages = printed(page)
    assert [(round(wide), round(tall)) for wide, tall, _ in pages] == [(960, 540)] * 6
    assert [title in " ".join(words.split()) for title, (*_, words) in zip(TITLES, pages, strict=True)] == [True] * 6
    assert "Somebody reads each change" in pages[3][2]
    assert "Ask who" not in pages[1][2]


def test_open_notes_are_printed_below_their_slides(page: Page) -> None:
    page.keyboard.press("n")
    pages = printed(page)
    assert [(round(wide), round(tall)) for wide, tall, _ in pages] == [(595, 842)] * 6
    assert "Ask who has lost a file." in pages[1][2]


def test_links_lead_where_they_say(page: Page) -> None:
    page.evaluate("deck.go(2)")
    drawn, said = page.locator(".now .sheet a"), page.locator(".now .words a")
    for link in (drawn, said):
        assert link.get_attribute("href") == "https://example.org/?a=1&b=2"
    assert drawn.get_attribute("tabindex") == "-1"
    weights = page.locator(".now .sheet text").evaluate_all("all => all.map(text => getComputedStyle(text).fontWeight)")
    plain = page.locator(".now .sheet text:not([font-weight])").count()
    assert weights.count("400") == plain  # a link is as wide as it was measured
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "this page"
    shown: dict[str, Any] = said.bounding_box() or {}
    assert shown["x"] >= 0
    page.evaluate("deck.go(7)")
    page.locator(".now .sheet a").click()
    assert place(page) == "4.0"
    page.go_back()
    page.wait_for_function("deck.number == 7")


def test_a_film_plays_over_its_place_with_captions(browser: Browser, made: Made, folder: Path) -> None:
    av = pytest.importorskip("av")
    from PIL import Image

    film = io.BytesIO()
    with av.open(film, "w", "mp4") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for shade in range(0, 200, 40):
            picture = Image.new("RGB", (64, 36), (shade, shade, shade))
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    kept = (folder / "animations" / "merge.mp4").read_bytes()
    (folder / "animations" / "merge.mp4").write_bytes(film.getvalue())
    try:
        for films in ("beside", "inside"):
            (folder / "film.html").write_text(made(films=films), encoding="utf-8")
            with chromium.opened(browser, f"{(folder / 'film.html').as_uri()}#6") as page:
                place, still = (page.locator(f".now {what}").bounding_box() for what in ("video", "image"))
                assert {side: round(size) for side, size in (place or {}).items()} == {
                    side: round(size) for side, size in (still or {}).items()
                }
                played = page.locator(".now video").evaluate(
                    """film => new Promise((done, failed) => {
                        film.muted = true;
                        film.textTracks[0].mode = "showing";
                        film.onended = () => done([film.currentTime > 0.3, film.poster.slice(0, 15),
                            [...film.textTracks[0].cues].map(cue => cue.text)]);
                        film.onerror = () => failed(film.error.message);
                        film.play();
                    })"""
                )
                assert played == [True, "data:image/webp", ["Two lines & a name", "become one."]]
                went_on = page.evaluate(
                    """() => new Promise(done => {
                        const slide = document.querySelector(".now"), film = slide.querySelector("video");
                        slide.dataset.steps = 1;
                        film.dataset.plays = '{"1": 0.2}';
                        film.onplay = () => done([film.currentTime >= 0.2, deck.step]);
                        deck.go(deck.number, 1);
                    })"""
                )
                assert went_on == [True, 1]
    finally:
        (folder / "animations" / "merge.mp4").write_bytes(kept)
