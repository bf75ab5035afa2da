"""A deck of a few slides as a page for a browser: one with two clicks, one that is hidden, one with a film."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium
import pytest
from PIL import Image

from build.browser.deck_page import Setting, deck_html
from build.drawing.page import Book, Box, Movie, Page
from build.files.course import product
from build.files.places import THEME
from build.files.slide_memory import SlideMemory
from build.findings.diagnostic import Span
from build.pipeline import build_book
from build.spec.deck import Anchor, Deck, Text, Words
from build.theme.choose import load_theme
from engine.ledger import read_ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as BrowserPage

SPEC = """\
---
course: A course
title: Things worth knowing
author: An author
---

# Things worth knowing

A lecture for everybody

## Why people keep history

- Every change has an author
- **Old states** come back, as [this page](https://example.org/?a=1&b=2) says
- Two people work on `notes.md` at once

Notes:
Ask who has lost a file.

Then wait.

## What commands read

| Command | Reads | Writes |
| --- | --- | --- |
| `status` | the work tree | nothing |
| `commit` | the index | objects |

## Two ways to work

### Alone
- Nobody waits
- Mistakes are found late

### Together
- Somebody reads each change
- Words are found for it

## Passed over

Whoever reads a text twice remembers *little* more.

## A film

Watch how the branch is merged.

## Where to go on

1. Read a section
2. Close the book, as on slide 4
"""
CLICKS = (("s04 column1 heading", "s04 column1"), ("s04 column2 heading", "s04 column2"))
CAPTIONS = (
    "WEBVTT\n\n1\n00:00:00.000 --> 00:00:00.200\nTwo lines & a name\n\n2\n00:00:00.200 --> 00:00:00.400\nbecome one.\n"
)
FILM = Box(1.0, 3.0, 6.4, 3.6)
LAB = Anchor(
    id="CH4B-LAB-03", assets=(), objective=Text((Words(text="compare two loops"),)), prerequisites=(), span=Span()
)  # fmt: skip
Made = Callable[..., str]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page and its film lie."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "animations").mkdir()
    movie = folder / "animations" / "merge.mp4"
    Image.new("RGB", (64, 36), "#1A365D").save(movie.with_suffix(".png"))
    movie.with_suffix(".vtt").write_text(CAPTIONS, encoding="utf-8")
    movie.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    return folder


@pytest.fixture(scope="session")
def outcome(folder: Path) -> tuple[Book, Deck]:
    spec = folder / "things.md"
    spec.write_text(SPEC, encoding="utf-8")
    made = build_book(spec, load_theme(THEME), read_ledger(), clips=folder / "animations")
    assert made.book
    assert made.deck
    pages = tuple(map(_more, made.book.pages, [folder] * len(made.book.pages)))
    slides = tuple(replace(slide, anchor=LAB if slide.number == 3 else None) for slide in made.deck.slides)
    return replace(made.book, pages=pages), replace(made.deck, slides=slides)


def _more(page: Page, folder: Path) -> Page:
    """A page with what its spec does not say: clicks, that it is hidden, a film."""
    if page.title == "A film":
        movie = folder / "animations" / "merge.mp4"
        film = Movie(
            name="s06 film", alt="Two branches become one.", box=FILM, path=str(movie),
            poster=str(movie.with_suffix(".png")), bookmarks=(("Two lines", 0.0), ("One", 0.2)),
        )  # fmt: skip
        return replace(page, items=(*page.items, film))
    steps = CLICKS if page.title == "Two ways to work" else ()
    return replace(page, hidden=page.title == "Passed over", steps=steps)


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory) -> SlideMemory:
    return SlideMemory(tmp_path_factory.mktemp("memory") / "fonts", "tests")


@pytest.fixture(scope="session")
def made(outcome: tuple[Book, Deck], folder: Path, memory: SlideMemory) -> Made:
    """Makes a page of the deck."""

    def make(**how: Any) -> str:
        theme = load_theme(how.pop("theme", THEME))
        book, deck = outcome
        if language := how.pop("language", None):
            book = replace(book, language=language)
            deck = replace(deck, front=replace(deck.front, language=language))
        setting = Setting(deck=deck, theme=theme, ledger=read_ledger(), course=product(), **{"folder": folder} | how)
        return deck_html(book, setting, memory)

    return make


@pytest.fixture(scope="session")
def deck(made: Made, folder: Path) -> Path:
    """The page as a file."""
    page = folder / "things.html"
    page.write_text(made(), encoding="utf-8")
    return page


@pytest.fixture
def page(browser: Browser, deck: Path) -> Iterator[BrowserPage]:
    """The page as a browser shows it first."""
    with chromium.opened(browser, deck.as_uri()) as page:
        yield page
