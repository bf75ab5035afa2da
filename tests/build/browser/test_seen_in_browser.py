"""What everybody sees, hears and prints of the deck in Chromium, on any screen, with its film."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium
import pytest
from shown_place import place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = chromium.needed

Made = Callable[..., str]
TITLES = [
    "Things worth knowing", "Why people keep history", "What commands read", "Two ways to work", "A film",
    "Where to go on",
]  # fmt: skip
WORDS = """all => all.map(slide => [
    [...slide.querySelectorAll(".sheet [data-name]")].filter(item => !/ (footer|number)$/.test(item.dataset.name)),
    [...slide.querySelectorAll(".words > :not(.film)")],
].map(parts => parts.map(part => part.textContent).join("")))"""


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


def test_nothing_moves_for_those_who_asked_for_that(page: Page) -> None:
    moving = "getComputedStyle(document.querySelector('[data-step]')).transitionDuration"
    assert page.evaluate(moving) == "0.15s"
    page.emulate_media(reduced_motion="reduce")
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


def test_a_deck_that_begins_at_the_right_has_bar_panel_and_foot_the_other_way_round(
    browser: Browser, made: Made, folder: Path
) -> None:
    path = folder / "turned.html"
    path.write_text(made(language="ar"), encoding="utf-8")
    with chromium.opened(browser, f"{path.as_uri()}#3") as page:
        page.keyboard.press("n")
        assert from_left(page, ".brand", ".tools", ".stage", "#notes", ".where", ".turn", ".hints") == (
            [".tools", ".brand"], ["#notes", ".stage"], [".hints", ".turn", ".where"],
        )  # fmt: skip
        assert chromium.violations(page) == []
    with chromium.opened(browser, f"{path.as_uri()}#3", size=chromium.PHONE) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(".bar").bounding_box()["height"] < 60, (
            "a short slide leaves room, which the bar doesn't take"
        )


def from_left(page: Page, *names: str) -> tuple[list[str], ...]:
    """Names of things in rows, as they stand from left to right."""
    places = {name: page.locator(name).bounding_box() or {} for name in names}
    rows = (names[:2], names[2:4], names[4:])
    return tuple(sorted(row, key=lambda name: places[name]["x"]) for row in rows)


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
                film_at, still = (page.locator(f".now {what}").bounding_box() for what in ("video", "image"))
                assert {side: round(size) for side, size in (film_at or {}).items()} == {
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
