"""Stills of a deck that somebody has worked on show the words and places that it has now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pptx import Presentation
from small_decks import edit, spec_at
from typer.testing import CliRunner

import coursewright
from build.commands.deck import make_deck
from build.commands.stills import make_stills
from build.files.wanted import Wanted
from build.spec.pick import Pick

SMALL = (320, 180)


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    return Wanted(dist=tmp_path / "dist", clips=tmp_path)


@pytest.fixture
def spec(tmp_path: Path, wanted: Wanted) -> Path:
    spec = spec_at(tmp_path / "few.md")
    assert make_deck(spec, wanted) == 0
    return spec


def test_a_reworded_and_moved_title_is_drawn_so(spec: Path, wanted: Wanted, capsys: pytest.CaptureFixture[str]) -> None:
    deck = wanted.output_of(spec)
    edit(deck, "My own words")
    before = deck.read_bytes()
    assert make_stills(spec, wanted, size=SMALL, workers=1, edited=deck) == 0
    folder = wanted.dist / "stills" / "few.edited"
    assert sorted(name for name in os.listdir(folder) if name.endswith(".png")) == [
        "contact.png", "slide-01.png", "slide-02.png", "slide-03.png",
    ]  # fmt: skip
    assert "My own words" in (folder / "slide-01.svg").read_text(encoding="utf-8")
    assert "My own words" not in (folder / "slide-02.svg").read_text(encoding="utf-8")
    told = capsys.readouterr()
    assert "3 drawn, 1 edited" in told.out
    assert "your words are kept" in told.err
    assert "coursewright look draws all that is in the file" in told.err
    assert deck.read_bytes() == before


def test_a_deck_without_edits_is_drawn_as_it_is_built(spec: Path, wanted: Wanted) -> None:
    assert make_stills(spec, wanted, size=SMALL, workers=1) == 0
    assert make_stills(spec, wanted, size=SMALL, workers=1, edited=wanted.output_of(spec)) == 0
    plain, edited = (wanted.dist / "stills" / name / "slide-01.svg" for name in ("few", "few.edited"))
    assert plain.read_bytes() == edited.read_bytes()


def test_of_an_edited_deck_some_slides_can_be_drawn(spec: Path, wanted: Wanted) -> None:
    some = Wanted(dist=wanted.dist, clips=wanted.clips, pick=Pick(slides="2"))
    assert make_stills(spec, some, size=SMALL, workers=1, edited=wanted.output_of(spec)) == 0
    assert (wanted.dist / "stills" / "few.slides-2.edited" / "slide-02.png").exists()
    assert not (wanted.dist / "stills" / "few.slides-2.edited" / "slide-01.png").exists()


@pytest.mark.parametrize("kind", ["other", "text", "none"])
def test_a_file_that_is_no_deck_of_the_spec_is_refused(
    spec: Path, wanted: Wanted, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "their.pptx"
    if kind == "other":
        Presentation().save(str(file))
    elif kind == "text":
        file.write_text("no deck", encoding="utf-8")
    assert make_stills(spec, wanted, size=SMALL, workers=1, edited=file) == 2
    assert "their.pptx" in capsys.readouterr().err


def test_a_deck_belongs_to_one_spec() -> None:
    result = CliRunner().invoke(coursewright.commands(), ["stills", "--from", "deck.pptx"])
    assert result.exit_code == 2
