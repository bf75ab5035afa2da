"""Five slides as a page for a browser: notes, minutes, hours, facts, clicks, and a film that is a silent sound."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

from PIL import Image

from build.browser.deck_page import Setting, deck_html
from build.drawing.page import Box, Movie, Page, TextBox
from build.files.course import Course
from build.files.places import THEME
from build.pipeline import build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger

SECONDS = 59  # of the film
FRONT = "---\ntitle: Two loops\nhours: {1: 1-3, 2: 4-5}\n---\n\n# Two loops\n\n"
LISTED = "Say **slowly**:\n\n- what is read, in `bytes`\n- what is [written](https://example.org)"
SLIDES = (
    ("Why it is slow", "- Reads\n- Writes", 1, LISTED),
    (
        "How fast it is",
        "With a cache {{ speed.cached | tok_s }}, without {{ speed.plain | tok_s }}.",
        5,
        "Of {{ speed.settings.new_tokens | n }} tokens.",
    ),
    ("A film of it", "Watch it once.", 4, "Play it."),
    ("The end", "Go on.", 2, ""),
)


def deck_at(folder: Path, course: Course, ledger: Ledger, *, minutes: bool = True) -> Path:
    """The page `deck.html` in a folder. The words of slide 3 appear at two clicks, slide 4 has the film."""
    spec = folder / "deck.md"
    spec.write_text(FRONT + "\n---\n\n".join(_slide(*slide, timed=minutes) for slide in SLIDES), encoding="utf-8")
    theme = load_theme(THEME)
    made = build_book(spec, theme, ledger, clips=folder, course=course)
    assert made.book
    assert made.deck
    assert made.ledger
    pages = list(made.book.pages)
    pages[2] = _with_clicks(pages[2])
    pages[3] = _with_film(pages[3], folder)
    book = replace(made.book, pages=tuple(pages))
    page = folder / "deck.html"
    setting = Setting(
        deck=made.deck,
        theme=theme,
        ledger=made.ledger,
        course=course,
        folder=folder,
    )
    page.write_text(deck_html(book, setting), encoding="utf-8")
    return page


def _slide(title: str, words: str, minutes: int, notes: str, *, timed: bool) -> str:
    parts = [f"## {title}", words, f"Minutes: {minutes}" if timed else "", f"Notes:\n\n{notes}" if notes else ""]
    return "\n\n".join(filter(None, parts)) + "\n"


def _with_clicks(page: Page) -> Page:
    words = [item.name for item in page.items if isinstance(item, TextBox)]
    return replace(page, steps=((words[-2],), (words[-1],)))


def _with_film(page: Page, folder: Path) -> Page:
    film, poster = folder / "film.wav", folder / "film.png"
    with wave.open(str(film), "wb") as sound:
        sound.setparams((1, 1, 3000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 3000 * SECONDS)
    Image.new("RGB", (16, 9), "white").save(poster)
    stages = (("First", 0.0), ("Second", 12.0), ("Third", 24.0))
    movie = Movie(
        name=f"{page.id} film",
        alt="A film.",
        box=Box(1, 2, 4, 2.25),
        path=str(film),
        poster=str(poster),
        bookmarks=stages,
    )
    return replace(page, items=(*page.items, movie))
