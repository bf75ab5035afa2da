"""The main job on a deck that somebody has worked on: what is written, what is said, what it exits with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from build.commands.deck import make_deck
from build.files.wanted import Wanted

SPEC = """\
---
course: A course
title: One slide
author: An author
---

# One slide

## Slide 1: Title - A first slide

Central Text:
- Chip: ONE
- Title: A first slide
- Subtitle: The cache takes {{ kv_cache_gqa_4k | GB }}

Wisdom: "Begin small."

Notes:
Say hello.
"""
CHANGED = SPEC.replace("{{ kv_cache_gqa_4k | GB }}", "{{ kv_cache_mha_4k | GB }}")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "one.md"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.fixture
def wanted(tmp_path: Path) -> Callable[..., Wanted]:
    return lambda **options: Wanted(dist=tmp_path / "dist", **options)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "dist" / "one.pptx"


def edit(path: Path, change: Callable[[Deck], object]) -> None:
    deck = Presentation(str(path))
    change(deck)
    deck.save(str(path))


def reword(path: Path) -> None:
    """“The cache takes …” becomes “Our cache takes only …”."""

    def change(deck: Deck) -> None:
        run = deck.slides[0].placeholders[1].text_frame.paragraphs[0].runs[0]
        run.text = run.text.replace("The cache takes", "Our cache takes only")

    edit(path, change)


def subtitle(path: Path) -> str:
    return str(Presentation(str(path)).slides[0].placeholders[1].text_frame.text)


def test_edits_are_kept_build_after_build_beside_changed_facts(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, wanted())
    small = subtitle(output).removeprefix("The cache takes ")
    reword(output)
    capsys.readouterr()
    assert make_deck(spec, wanted()) == 0
    said = capsys.readouterr()
    assert said.err == "slide 1, 'subtitle': your words are kept\n"
    assert said.out.startswith(f"{output}: 1 slide, 0 warnings, 1 edit kept, ")
    assert subtitle(output) == f"Our cache takes only {small}"

    before = output.read_bytes()
    assert make_deck(spec, wanted()) == 0
    assert capsys.readouterr().out == f"{output}: nothing changed (1 slide, 0 warnings, 1 edit kept)\n"
    assert output.read_bytes() == before

    spec.write_text(CHANGED, encoding="utf-8")
    assert make_deck(spec, wanted()) == 0
    large = subtitle(output).removeprefix("Our cache takes only ")
    assert large not in ("", small)
    spec.write_text(SPEC, encoding="utf-8")
    assert make_deck(spec, wanted()) == 0
    assert output.read_bytes() == before
    assert [path.name for path in output.parent.iterdir() if path.suffix == ".pptx"] == ["one.pptx"]


def test_an_edited_deck_never_counts_as_unchanged(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, wanted())
    reword(output)
    make_deck(spec, wanted())
    edit(output, lambda deck: setattr(deck.slides[0].shapes.title, "left", Inches(2)))
    capsys.readouterr()
    assert make_deck(spec, wanted()) == 0
    assert "1 slide, 0 warnings, 2 edits kept, " in capsys.readouterr().out
    assert Presentation(str(output)).slides[0].shapes.title.left == Inches(2)
    assert subtitle(output).startswith("Our cache takes only")


def test_fresh_drops_the_edits_and_keeps_the_edited_deck_beside(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, wanted())
    pure = output.read_bytes()
    reword(output)
    make_deck(spec, wanted())
    edited = output.read_bytes()
    capsys.readouterr()
    assert make_deck(spec, wanted(fresh=True)) == 0
    beside = output.with_name("one.edited.pptx")
    assert capsys.readouterr().err == f"the edited deck is now {beside}\n"
    assert output.read_bytes() == pure
    assert beside.read_bytes() == edited
    assert make_deck(spec, wanted(fresh=True)) == 0
    assert capsys.readouterr().out == f"{output}: nothing changed (1 slide, 0 warnings)\n"


def test_a_clash_is_told_and_with_strict_stops_the_build(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, wanted())

    def change(deck: Deck) -> None:
        deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].text = "My first slide"

    edit(output, change)
    spec.write_text(SPEC.replace("- Title: A first slide", "- Title: The first slide"), encoding="utf-8")
    edited = output.read_bytes()
    clash = "slide 1, 'title': conflict: your words are kept: 'My first slide'; the spec now gives 'The first slide'\n"
    capsys.readouterr()
    assert make_deck(spec, wanted(strict=True)) == 2
    assert capsys.readouterr().err == f"{clash}{output} is still the deck that was made before\n"
    assert output.read_bytes() == edited
    assert make_deck(spec, wanted()) == 0
    said = capsys.readouterr()
    assert said.err == clash
    assert said.out.startswith(f"{output}: 1 slide, 0 warnings, 1 conflict, ")


def test_what_is_not_kept_is_told_and_the_edited_deck_is_kept_beside(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, wanted())
    pure = output.read_bytes()
    edit(output, lambda deck: setattr(deck.slide_master.shapes[0], "left", Inches(2)))
    edited = output.read_bytes()
    capsys.readouterr()
    assert make_deck(spec, wanted()) == 0
    beside = output.with_name("one.edited.pptx")
    assert capsys.readouterr().err == (
        f"the deck: what you changed of its master is not kept\nthe edited deck is now {beside}\n"
    )
    assert (output.read_bytes(), beside.read_bytes()) == (pure, edited)


def test_a_deck_whose_record_is_lost_is_compared_with_what_it_says_itself(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deck(spec, wanted())
    pure = output.read_bytes()
    (output.parent / ".made.json").unlink()
    capsys.readouterr()
    assert make_deck(spec, wanted()) == 0
    assert (output.read_bytes(), capsys.readouterr().err) == (pure, "")
    reword(output)
    (output.parent / ".made.json").unlink()
    assert make_deck(spec, wanted()) == 0
    assert capsys.readouterr().err == "slide 1, 'subtitle': your words are kept\n"


def test_a_file_that_no_build_has_made_stays_as_it_is_and_stops_the_build(
    spec: Path, wanted: Callable[..., Wanted], output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output.parent.mkdir()
    Presentation().save(str(output))
    strange = output.read_bytes()
    assert make_deck(spec, wanted()) == 2
    assert output.read_bytes() == strange
    assert capsys.readouterr().err == (
        f"{output} does not say how it was built, so it cannot be told what was changed in it; it stays as it is\n"
        "  hint: --fresh keeps it beside and builds anew\n"
    )
    assert make_deck(spec, wanted(fresh=True)) == 0
    beside = output.with_name("one.edited.pptx")
    assert beside.read_bytes() == strange
    assert capsys.readouterr().err == f"the edited deck is now {beside}\n"
