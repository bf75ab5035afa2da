"""Slides that are drafts are not built: told once, and what is wrong with them is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from small_decks import FRONT, SLIDE_SPEC

from build.files.places import THEME
from build.pipeline import Outcome, build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger

SLIDES = [SLIDE_SPEC.format(number, title) for number, title in enumerate(("One", "Two", "Three"), 1)]
WRONG = "{{ no_such_fact }}\n\nWisdm: a\n\n"


def built(folder: Path, *slides: str) -> Outcome:
    spec = folder / "deck.md"
    spec.write_text(FRONT + "".join(slides), encoding="utf-8")
    return build_book(spec, load_theme(THEME), Ledger(), clips=folder)


def draft(slide: str, value: str = "yes") -> str:
    return slide.replace("Notes:", f"Draft: {value}\n\nNotes:")


def test_a_draft_is_left_out_and_the_numbers_of_the_others_stay(tmp_path: Path) -> None:
    outcome = built(tmp_path, SLIDES[0], draft(SLIDES[1]) + WRONG, SLIDES[2])
    assert [(found.code, found.message) for found in outcome.diagnostics] == [
        ("C121", "1 slide not built, as a draft: 2")
    ]
    assert outcome.book
    assert outcome.deck
    assert [page.number for page in outcome.book.pages] == [1, 3]
    assert [slide.title.plain for slide in outcome.deck.slides] == ["One", "Three"]


def test_what_is_wrong_beside_a_draft_is_told(tmp_path: Path) -> None:
    outcome = built(tmp_path, SLIDES[0] + WRONG, draft(SLIDES[1]), draft(SLIDES[2]))
    assert sorted(found.code for found in outcome.diagnostics) == ["C121", "F101", "P104"]
    assert "2 slides not built, as a draft: 2, 3" in [found.message for found in outcome.diagnostics]


def test_a_slide_that_is_no_draft_is_built(tmp_path: Path) -> None:
    outcome = built(tmp_path, *(draft(slide, "no") for slide in SLIDES))
    assert outcome.diagnostics == ()
    assert outcome.book
    assert len(outcome.book.pages) == 3


def test_a_deck_of_drafts_alone_cannot_be_built(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="every slide is a draft"):
        built(tmp_path, *map(draft, SLIDES))


@pytest.mark.parametrize(("value", "hidden"), [("yes", True), ("True", True), ("no", False)])
def test_a_page_is_hidden_where_its_slide_says_so(tmp_path: Path, value: str, hidden: bool) -> None:
    outcome = built(tmp_path, SLIDES[0], SLIDES[1].replace("Notes:", f"Hidden: {value}\n\nNotes:"))
    assert outcome.book
    assert [page.hidden for page in outcome.book.pages] == [False, hidden]


@pytest.mark.parametrize(("value", "message"), [("maybe", "'maybe' is neither yes nor no"),
                                                ("", "'Hidden' says neither yes nor no")])  # fmt: skip
def test_a_choice_that_is_none_is_told(tmp_path: Path, value: str, message: str) -> None:
    outcome = built(tmp_path, SLIDES[0].replace("Notes:", f"Hidden: {value}\n\nNotes:"))
    assert [(found.code, found.message) for found in outcome.diagnostics] == [("P142", message)]


@pytest.mark.parametrize(
    "text", ["Leaves make sugar.\n", "- light\n- water\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n"]
)
def test_a_draft_shows_text_without_any_heading(tmp_path: Path, text: str) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text(text, encoding="utf-8")
    sober, drafted = (
        build_book(spec, load_theme(THEME), Ledger(), clips=tmp_path, draft=draft) for draft in (False, True)
    )
    assert sober.deck
    assert not sober.deck.slides
    assert drafted.book
    assert len(drafted.book.pages) == 1
    assert "P116" in {found.code for found in drafted.diagnostics}


@pytest.mark.timing
@pytest.mark.parametrize(
    "slide",
    [
        "- leaf light\n" * 1500,
        "| a | b |\n| --- | --- |\n" + "| leaf | light |\n" * 1500,
        "leaf light water " * 20_000,
        "**leaf** $\\nothing$ [light](https://example.org/a) " * 1000,
    ],
    ids=["list", "table", "paragraph", "formulas"],
)
def test_far_too_much_is_told_in_seconds(tmp_path: Path, slide: str) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text(f"# Leaves\n\n## A leaf\n\n{slide}\n", encoding="utf-8")
    started = time.process_time()
    outcome = build_book(spec, load_theme(THEME), Ledger(), clips=tmp_path)
    assert {"L101", "L102"} & {found.code for found in outcome.diagnostics}
    assert time.process_time() - started < 20
