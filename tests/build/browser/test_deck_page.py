"""A deck as one page: each slide a section with its picture, what it says and its notes; nothing is fetched."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from english_left import english_in

from build.browser.deck_page import Live, Setting, page_html, slide_html
from build.browser.films import film_html, films_of
from build.drawing.page import Book
from build.files.course import product
from build.files.places import THEME
from build.spec.deck import Deck
from build.spec.said import LANGUAGES, table
from build.theme.choose import load_theme
from engine.ledger import read_ledger

Made = Callable[..., str]


class Reader(HTMLParser):
    """Every element with its attributes, as HTML is read."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str, class_: str = "") -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and (not class_ or class_ in (attributes.get("class") or "").split())
        ]


def test_each_slide_is_a_section_with_its_number_and_its_heading(made: Made) -> None:
    sections = Reader(made()).all("section", "slide")
    assert [section["id"] for section in sections] == [f"slide-{number}" for number in range(1, 8)]
    assert sections[3] == {
        "class": "slide", "id": "slide-4", "data-number": "4", "data-steps": "2", "aria-labelledby": "slide-4-title"
    } | {name: value for name, value in sections[3].items() if name == "data-section"}  # fmt: skip
    assert [section["data-number"] for section in sections if "data-hidden" in section] == ["5"]


def test_the_same_deck_gives_the_same_bytes(made: Made) -> None:
    assert made() == made()


def test_what_the_page_asks_for_lies_inside_it_or_beside_it(made: Made) -> None:
    page = made()
    asked = {
        value
        for _, attributes in Reader(page).elements
        for name, value in attributes.items()
        if name in ("src", "srcset", "poster", "data") or (name == "href" and "rel" in attributes)
    }
    found = {(value or "").partition(",")[0] for value in asked}
    assert found == {"data:", "data:text/vtt;base64", "animations/merge.mp4"}  # the first is the icon, which is none
    assert re.findall(r'(?:@import|url\((?!"?(?:data:|#))).{0,40}', page) == []


def test_films_lie_beside_the_page_inside_it_or_are_left_out(made: Made, folder: Path) -> None:
    (inside,) = Reader(made(films="inside")).all("video")
    assert inside["src"] == "data:video/mp4;base64,AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29t"
    without = made(films="none")
    assert Reader(without).all("video") == []
    assert "<p>Two branches become one.</p>" in without
    elsewhere = made(folder=folder / "elsewhere")
    (beside,) = Reader(elsewhere).all("video")
    assert beside["src"] == "animations/merge.mp4"


def test_a_film_has_its_place_its_captions_and_its_bookmarks(made: Made, folder: Path) -> None:
    page = made()
    (film,) = Reader(page).all("video")
    assert {name: film[name] for name in ("aria-label", "data-bookmarks", "style")} == {
        "aria-label": "Two branches become one.",
        "data-bookmarks": '[["Two lines", 0.0], ["One", 0.2]]',
        "style": "left:7.500%;top:40.000%;width:48.000%;height:48.000%",
    }
    (track,) = Reader(page).all("track")
    assert (track["kind"], track["srclang"]) == ("captions", "en-GB")
    said = b64decode((track["src"] or "").partition(",")[2]).decode()
    assert said == (folder / "animations" / "merge.vtt").read_text(encoding="utf-8")
    transcript = '<div class="transcript" role="group" aria-label="Transcript">'
    assert f"{transcript}<p>Two lines &amp; a name</p><p>become one.</p></div>" in page


def test_a_film_that_goes_on_at_a_click_says_from_where(outcome: tuple[Book, Deck], folder: Path) -> None:
    (page,) = (page for page in outcome[0].pages if page.title == "A film")
    steps = (("s06 film",), ("s06 film@1", "s06 text"), ("s06 film@2",))
    (shown,) = films_of(replace(page, steps=steps), "beside", folder=folder)
    (film,) = Reader(film_html(shown, "en")).all("video")
    assert (film["data-step"], film["data-plays"]) == ("1", '{"2": 0.0, "3": 0.2}')
    (shown,) = films_of(page, "beside", folder=folder)
    assert "data-plays" not in film_html(shown, "en")


def test_notes_are_there_and_not_shown_a_line_a_paragraph(made: Made) -> None:
    assert '<div class="slide-notes" hidden><p>Ask who has lost a file.</p><p>Then wait.</p></div>' in made()


def test_words_cannot_become_markup(made: Made, outcome: tuple[Book, Deck]) -> None:
    book, deck = outcome
    hostile = '</section><script>alert("x")</script>'
    page = replace(book.pages[1], title=hostile, section=f'"{hostile}')
    setting = Setting(deck=deck, theme=load_theme(THEME), ledger=read_ledger(), course=product())
    made_of_it = slide_html(page, deck.slides[1], setting)
    assert "<script" not in made_of_it
    assert made_of_it.count("</section>") == 1


def test_a_shell_fills_the_slots(made: Made) -> None:
    live = Live(
        bar='<p class="chip">Live</p>', panel="<aside>Run</aside>", strip="<section>Class</section>", style=".x{}",
        scripts=("deck.on('turn', run);",), film=lambda path: f"films/{path.name}",
    )  # fmt: skip
    page = made(live=live)
    for part in (live.bar, live.panel, live.strip, live.style, live.scripts[0]):
        assert part in page
    (film,) = Reader(page).all("video")
    assert film["src"] == "films/merge.mp4"


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_page_around_slides_speaks_the_decks_language(outcome: tuple[Book, Deck], language: str) -> None:
    book, deck = outcome
    own = replace(deck, front=replace(deck.front, language=language))
    page = page_html((), replace(book, language=language), own, load_theme(THEME), live=Live())
    assert english_in(page) == []
    assert f">{table(language).search_in}<" in page
