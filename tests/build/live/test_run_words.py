"""What a live deck says around its slides and of a run, in every language that has words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from english_left import english_in

from build.browser import deck_page
from build.files.wanted import Wanted
from build.live import page, run_page
from build.live.deck_state import Live, Shown
from build.live.page import live_page
from build.live.run_page import run_part
from build.live.run_words import ended_in, guess_in, row_in
from build.parse.deck import parse
from build.parse.source import Source
from build.spec.said import LANGUAGES, table
from build.spec.tool_words import tool_table

DE, TOOLS = table("de"), tool_table("de")
ENDED = {"code": None, "says": "as the lab's process says it"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_panel_of_a_lab_the_strip_of_a_class_and_the_bar_speak_the_decks_language(language: str) -> None:
    live = Live(Path("leaf.md"), Wanted(), token="t", port=1)
    spec = f"---\nlanguage: {language}\n---\n# A leaf\n\n## Slide 1: Title - A leaf\n"
    live.shown = Shown(deck=parse(Source("leaf.md", spec))[0])
    made = live_page(live, "nonce", [run_part(live)])
    before, _, behind = made.partition('<section id="live-findings"')  # which are the instructor's
    shown = before + behind.partition("</section>")[2].partition("<script")[0]
    assert english_in(shown) == []


def test_scripts_are_told_all_words_that_they_say() -> None:
    told = {*deck_page._TOLD, *page.TOLD, *run_page.TOLD}
    folders = (deck_page.HERE, page.HERE)
    files = (path for folder in folders for path in folder.glob("*.js") if not path.name.startswith("source"))
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    called = set(re.findall(r"\bwords\.([a-z_]+)\b(?!\()", scripts))
    verdicts = {"agrees", "same", "slower_here", "faster_here", "more_here", "less_here", "differs"}
    verdicts |= {"at_the_end", "not_run", "other_settings"}  # by `called` in run.js
    assert called | verdicts == told


def test_numbers_of_a_run_are_written_as_its_deck_writes_them() -> None:
    row = {"name": "a", "deck": "1,234.5 MB", "here": "", "word": "less here"}
    assert row_in(row, DE) == {**row, "deck": "1.234,5 MB"}


@pytest.mark.parametrize(
    ("judged", "told"),
    [("exactly", "genau getroffen"), ("2.5 times off", "um das 2,5-Fache daneben"), ("", ""), ("odd", "odd")],
)
def test_a_guess_is_judged_in_the_decks_language(judged: str, told: str) -> None:
    guess = {"question": "How many?", "you": "3", "deck": "2.0×", "judged": judged}
    assert guess_in(guess, DE, TOOLS) == {**guess, "deck": "2,0×", "judged": told}


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("cancelled", "A-1 wurde abgebrochen; nichts davon läuft weiter."),
        ("time", TOOLS.took_too_long.format("A-1", "90", "coursewright lab A-1")),
        ("memory", TOOLS.took_too_much.format("A-1", "1,5 GB")),
        ("failed", TOOLS.has_failed.format("A-1")),
        ("done", "as the lab's process says it"),
    ],
)
def test_how_a_run_ended_is_said_in_the_decks_language(how: str, says: str) -> None:
    limits = {"seconds": 90, "bytes": 1_500_000_000}
    assert ended_in({**ENDED, "how": how}, "A-1", limits, DE, TOOLS) == {**ENDED, "how": how, "says": says}
