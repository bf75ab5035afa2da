"""Decks as somebody writes them who is new here: each, in a folder of its own, builds without a warning."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pages_as_text import to_text
from typer.testing import CliRunner

import coursewright
from build.files.course import course_in
from build.files.places import THEME
from build.pipeline import build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger

DECKS = Path(__file__).parent / "golden" / "newcomers"


@pytest.fixture(params=["git", "photosynthesis", "berlin_wall"])
def folder(request, tmp_path) -> Path:
    """A deck with its pictures and data, and nothing else around it."""
    left_out = shutil.ignore_patterns("pages.txt")
    return Path(shutil.copytree(DECKS / request.param, tmp_path / request.param, ignore=left_out))


def test_a_newcomers_deck_is_written_without_a_warning(folder, monkeypatch):
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(coursewright.commands(), ["deck", "deck.md"])
    assert (done.exit_code, done.exception) == (0, None), done.stderr
    assert " 0 warnings" in done.stdout
    assert (folder / "dist" / "deck.pptx").is_file()


def test_a_newcomers_deck_is_laid_out_as_its_golden_pages(folder):
    outcome = build_book(folder / "deck.md", load_theme(THEME), Ledger(), clips=folder, course=course_in(folder))
    assert {finding.severity for finding in outcome.diagnostics} <= {"note"}
    assert outcome.book is not None
    pages, golden = to_text(outcome.book), DECKS / folder.name / "pages.txt"
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        golden.write_text(pages, encoding="utf-8")
    assert pages == golden.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"
