"""Decks of a few slides: their specs, an edit by somebody, and putting a new deck in an old one's place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pptx import Presentation

from build.commands.replace_deck import Replaced, Replacement, replace_deck
from build.drawing.page import Book
from build.files.freshness import BuildRecord
from build.files.places import THEME
from build.parse.deck import parse
from build.parse.source import read_source
from build.pipeline import build_book
from build.spec.deck import Deck as SpecDeck
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger, read_ledger

TITLES = ("The cache", "How fast it is", "What it costs")

FRONT = "---\ncourse: A course\ntitle: Some slides\nauthor: An author\n---\n# Some slides\n\n"
SLIDE_SPEC = """\
## Slide {0}: Title - {1}

Central Text:
- Chip: ONE
- Title: {1}
- Subtitle: Some words

Wisdom: "Short."

Notes:
Say it.

"""


@cache
def ledger() -> Ledger:
    return read_ledger()


@cache
def theme() -> Theme:
    return load_theme(THEME)


def spec_at(path: Path, *titles: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    slides = "".join(SLIDE_SPEC.format(i, title) for i, title in enumerate(titles or TITLES, 1))
    path.write_text(f"{FRONT}{slides}", encoding="utf-8")
    return path


def edit(path: Path, words: str = "My words") -> bytes:
    deck = Presentation(str(path))
    deck.slides[0].placeholders[1].text_frame.paragraphs[0].runs[0].text = words
    deck.save(str(path))
    return path.read_bytes()


def subtitle(path: Path) -> str:
    return str(Presentation(str(path)).slides[0].placeholders[1].text_frame.text)


def book_of(spec: Path) -> Book:
    book = build_book(spec, theme(), ledger(), clips=spec.parent).book
    assert book
    return book


def deck_of(spec: Path) -> SpecDeck:
    return parse(read_source(spec)[0])[0]


def place(book: Book, deck: Path, *, spec: Path, strict: bool = False) -> Replaced:
    record = BuildRecord(deck.parent)
    wanted = Replacement(
        book=book,
        deck=deck_of(spec),
        told=(),
        theme=theme(),
        output=deck,
        spec=spec,
        record=record,
        fresh=False,
        strict=strict,
    )
    return replace_deck(wanted)
