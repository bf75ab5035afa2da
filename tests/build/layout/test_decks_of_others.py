"""A Marp, a Slidev and a pandoc deck as their authors write them: each builds in a folder of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pages_as_text import to_text

from build.files.places import THEME
from build.pipeline import build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger

GOLDEN = Path(__file__).parents[2] / "golden"
DECKS = GOLDEN / "other_programs"
LOOK = load_theme(THEME)
UNCITED = "C812"  # one of them cites works, and has no file of them here
DECKS_OF_OTHERS = ("rivers", "types", "oscillations")


@pytest.mark.parametrize("name", DECKS_OF_OTHERS)
def test_a_deck_of_another_program_is_laid_out_as_its_golden_pages(name: str, tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "pictures", tmp_path / "pictures")
    shutil.copy(DECKS / f"{name}.md", tmp_path)
    outcome = build_book(tmp_path / f"{name}.md", LOOK, Ledger(), clips=tmp_path / "none")
    told = [(found.code, found.severity) for found in outcome.diagnostics if found.code != UNCITED]
    assert told == [("P130", "note")]
    pages = to_text(outcome.book).replace(str(tmp_path), "")
    golden = DECKS / f"{name}.txt"
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        golden.write_text(pages, encoding="utf-8")
    assert pages == golden.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"
