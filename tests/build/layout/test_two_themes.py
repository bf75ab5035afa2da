"""A theme's pages are the same whatever other theme is at work beside it, or is chosen for the process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from course_deck import SPEC, some_of_each_kind

from build.drawing.page import Page
from build.files.course import product
from build.layout.book import lay_out, lay_out_slide
from build.parse.deck import parse
from build.parse.source import read_source
from build.render.svg.page import page_svg
from build.resolve.resolve import resolve
from build.spec.deck import Deck
from build.theme.choose import find_theme, load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger, deck_facts

ROOT = Path(__file__).parents[3]
VARIABLE = "COURSEWRIGHT_THEME"
THEMES = ("theme", "forest")  # whose fonts differ


def digest(page: Page, theme: Theme) -> str:
    """Of all that is on a page, and of its picture."""
    return hashlib.sha256((repr(page) + page_svg(page, theme)).encode()).hexdigest()


def resolved(ledger: Ledger) -> Deck:
    """Slides of each kind, with each part and figure."""
    deck = parse(read_source(SPEC)[0])[0]
    some = {*some_of_each_kind(deck)}
    slides = tuple(slide for slide in deck.slides if slide.number in some)
    return resolve(replace(deck, slides=slides), ledger, product())[0]


def alone(name: str) -> list[str]:
    """Every page of a theme; this file prints them, as a program of its own."""
    theme, ledger = load_theme(find_theme(name, product())), deck_facts()
    book, _ = lay_out(resolved(ledger), theme, ledger, {}, product())
    return [digest(page, theme) for page in book.pages]


@pytest.fixture(scope="module")
def expected() -> dict[str, list[str]]:
    """The pages of each theme, from a process that knows no other."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests" / "helpers"))),
        VARIABLE: "",
    }
    command = [sys.executable, __file__]
    return {
        name: subprocess.run(
            [*command, name], env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
        for name in THEMES
    }


@pytest.mark.parametrize("chosen", THEMES)
def test_slides_of_two_themes_in_turn_are_those_of_each_theme_alone(
    chosen: str, expected: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, chosen)
    ledger = deck_facts()
    deck = resolved(ledger)
    pages: dict[str, list[str]] = {name: [] for name in THEMES}
    themes = {name: load_theme(find_theme(name, product())) for name in THEMES}
    for slide in deck.slides:
        for name, theme in themes.items():
            page, _ = lay_out_slide(deck, slide, theme, ledger, {}, product())
            pages[name].append(digest(page, theme))
    assert pages == expected
    assert not set(pages["theme"]) & set(pages["forest"])


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_that_the_process_did_not_choose_keeps_its_pages(
    name: str, expected: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (other,) = set(THEMES) - {name}
    monkeypatch.setenv(VARIABLE, other)
    assert alone(name) == expected[name]


if __name__ == "__main__":
    print(*alone(sys.argv[1]), sep="\n")
