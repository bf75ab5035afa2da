"""The deck of another spec stays as it is; one whose spec was moved or renamed goes on."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from small_decks import TITLES, book_of, edit, place, spec_at, subtitle

from build.commands.deck import make_deck
from build.files.wanted import Wanted
from build.spec.pick import Pick


@pytest.mark.parametrize(("edited", "fresh"), [(False, False), (True, False), (True, True)])
def test_the_deck_of_another_spec_is_neither_replaced_nor_merged(
    tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str], edited: bool, fresh: bool
) -> None:
    first, second = spec_at(tmp_path / "week1" / "lesson.md"), spec_at(tmp_path / "week2" / "lesson.md")
    assert make_deck(first, Wanted(dist=dist)) == 0
    deck = dist / "lesson.pptx"
    there = edit(deck) if edited else deck.read_bytes()
    capsys.readouterr()
    assert make_deck(second, Wanted(dist=dist, fresh=fresh)) == 2
    assert capsys.readouterr().err == (
        f"{deck} is the deck of {first}; it stays as it is\n  hint: build it elsewhere with --out FILE.pptx\n"
    )
    assert deck.read_bytes() == there
    assert make_deck(second, Wanted(dist=dist, out=dist / "week2.pptx")) == 0
    assert make_deck(first, Wanted(dist=dist)) == 0
    assert subtitle(deck) == ("My words" if edited else "Some words")
    (dist / ".made.json").unlink()
    assert make_deck(second, Wanted(dist=dist)) == 2
    assert f"{deck} is the deck of week1/lesson.md; it stays" in capsys.readouterr().err


@pytest.mark.parametrize(("remembered", "repository"), [(False, False), (True, True)])
def test_a_spec_that_was_moved_with_its_course_keeps_its_deck(
    tmp_path: Path, dist: Path, remembered: bool, repository: bool
) -> None:
    spec = spec_at(tmp_path / "course" / "week1" / "lesson.md")
    if repository:
        (tmp_path / "course" / ".git").mkdir()
    make_deck(spec, Wanted(dist=dist))
    edit(dist / "lesson.pptx")
    (tmp_path / "course").rename(tmp_path / "archive")
    if not remembered:
        (dist / ".made.json").unlink()
    assert make_deck(tmp_path / "archive" / "week1" / "lesson.md", Wanted(dist=dist)) == 0
    assert subtitle(dist / "lesson.pptx") == "My words"


def test_two_checkouts_build_one_deck_and_two_courses_that_are_laid_out_alike_do_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = tmp_path / "shared" / "deck.pptx"
    specs = [spec_at(tmp_path / name / "specs" / "lesson.md") for name in ("mine", "yours", "other")]
    for spec in specs:
        (spec.parents[1] / ".git").mkdir()
    spec_at(specs[2], "Streams", "Locks", "Queues")
    wanted = [Wanted(dist=spec.parents[1] / "dist", out=deck) for spec in specs]
    assert make_deck(specs[0], wanted[0]) == 0
    there = edit(deck)
    assert make_deck(specs[2], wanted[2]) == 2
    assert capsys.readouterr().err == (
        f"{deck} has other slides than this spec, by their titles, though a spec of the same path built it; "
        "it stays as it is\n  hint: --fresh keeps it beside and builds anew\n"
    )
    assert deck.read_bytes() == there
    assert make_deck(specs[1], wanted[1]) == 0
    assert subtitle(deck) == "My words"


def test_a_deck_that_was_built_before_decks_knew_their_spec_is_known_by_its_titles(tmp_path: Path, dist: Path) -> None:
    book, deck = book_of(spec_at(tmp_path / "old" / "lesson.md")), dist / "lesson.pptx"
    place(book, deck, spec=tmp_path / "old" / "lesson.md")
    there = edit(deck)
    (dist / ".made.json").unlink(missing_ok=True)
    assert make_deck(spec_at(tmp_path / "b" / "lesson.md", "Streams", "Locks"), Wanted(dist=dist)) == 2
    assert deck.read_bytes() == there
    assert make_deck(spec_at(tmp_path / "new" / "lesson.md", *TITLES, "One more"), Wanted(dist=dist)) == 0
    assert subtitle(deck) == "My words"


def test_a_deck_says_of_its_spec_no_more_than_its_repository_has(tmp_path: Path, dist: Path) -> None:
    make_deck(spec_at(tmp_path / "nobody" / "Woche 1 – ü" / "les&on.md"), Wanted(dist=dist))
    with zipfile.ZipFile(dist / "les&on.pptx") as archive:
        texts = [archive.read(name) for name in archive.namelist()]
    assert any(b"Woche 1" in text for text in texts)
    assert not any(b"nobody" in text for text in texts)


@pytest.mark.parametrize("edited", [False, True])
def test_a_part_of_a_deck_and_the_whole_do_not_replace_each_other(
    tmp_path: Path, dist: Path, capsys: pytest.CaptureFixture[str], edited: bool
) -> None:
    spec, deck = spec_at(tmp_path / "lesson.md"), dist / "mine.pptx"
    whole, part = Wanted(dist=dist, out=deck), Wanted(dist=dist, out=deck, pick=Pick(slides="2"))
    hint = "it stays as it is\n  hint: build it elsewhere with --out FILE.pptx\n"
    for first, second, words in (
        (whole, part, "holds the whole deck, not slides 2"),
        (part, whole, "holds slides 2, not the whole deck"),
    ):
        assert make_deck(spec, first) == 0
        there = edit(deck) if edited else deck.read_bytes()
        capsys.readouterr()
        for remembered in (True, False):
            if not remembered:
                (dist / ".made.json").unlink()
            assert make_deck(spec, second) == make_deck(spec, replace(second, fresh=True)) == 2
            assert capsys.readouterr().err == f"{deck} {words}; {hint}" * 2
            assert deck.read_bytes() == there
        assert make_deck(spec, first) == 0
        deck.unlink()


def test_another_course_s_deck_of_the_same_path_that_was_copied_over_ones_own_is_refused(
    tmp_path: Path, dist: Path
) -> None:
    mine, deck = spec_at(tmp_path / "mine" / "week1" / "lesson.md"), dist / "lesson.pptx"
    theirs = spec_at(tmp_path / "theirs" / "week1" / "lesson.md", "Streams", "Locks", TITLES[2])
    make_deck(theirs, Wanted(dist=tmp_path / "theirs"))
    there = edit(tmp_path / "theirs" / "lesson.pptx")
    make_deck(mine, Wanted(dist=dist))
    deck.write_bytes(there)
    assert make_deck(mine, Wanted(dist=dist)) == 2
    spec_at(mine, *TITLES, "One more")
    assert make_deck(mine, Wanted(dist=dist)) == 2
    assert deck.read_bytes() == there


def test_a_short_spec_that_shares_a_title_with_a_long_deck_does_not_take_it(tmp_path: Path, dist: Path) -> None:
    spec = spec_at(tmp_path / "lesson.md", *TITLES, "Streams", "Locks")
    make_deck(spec, Wanted(dist=dist))
    there = edit(dist / "lesson.pptx")
    (dist / ".made.json").unlink()
    assert make_deck(spec_at(spec, TITLES[0], "Queues"), Wanted(dist=dist)) == 2
    assert (dist / "lesson.pptx").read_bytes() == there


def test_a_spec_whose_titles_all_change_keeps_its_deck(tmp_path: Path, dist: Path) -> None:
    spec = spec_at(tmp_path / "lesson.md")
    make_deck(spec, Wanted(dist=dist))
    edit(dist / "lesson.pptx")
    assert make_deck(spec_at(spec, "Streams", "Locks", "Queues"), Wanted(dist=dist)) == 0


@pytest.mark.parametrize("remembered", [False, True])
@pytest.mark.parametrize("name", ["week1/intro.md", "week01/lesson.md"])
def test_a_spec_that_was_renamed_keeps_its_deck(tmp_path: Path, dist: Path, name: str, remembered: bool) -> None:
    old, deck = spec_at(tmp_path / "week1" / "lesson.md"), dist / "mine.pptx"
    make_deck(old, Wanted(dist=dist, out=deck))
    edit(deck)
    new = spec_at(tmp_path / name, *TITLES, "One more")
    if not remembered:
        (dist / ".made.json").unlink()
    assert make_deck(new, Wanted(dist=dist, out=deck)) == 2
    old.unlink()
    assert make_deck(new, Wanted(dist=dist, out=deck)) == 0
    assert subtitle(deck) == "My words"
