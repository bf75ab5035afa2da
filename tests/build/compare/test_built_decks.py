"""Two built decks, or a deck and a revision: what they show otherwise, why, and what was done by hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.util import Inches

from build.commands.diff import diff
from build.files.places import THEME

SPEC = "deck_specs/ch01.md"
FOLLOW = "slide 2, the film loop and the lab CH1-LAB-01 follow"
BECAUSE = f"slide 1: 32.8 → 8.19 kB because HEADS 8 → 2; {FOLLOW}"
WORDS = 'slide 1: words changed: annotations "… on one machine." → "… on any machine of yours."'


@pytest.fixture
def compared(course, capsys):
    """What the command says of two sides; paths are cut down to their names."""

    def compare(old, new, **how):
        code = diff(str(old), str(new), course.course, **{"theme": THEME, **how})
        said = capsys.readouterr()
        return code, re.sub(r"/\S+/", "", said.out + said.err).splitlines()

    return compare


@pytest.fixture
def first(course, tmp_path) -> Path:
    """The deck of the first commit."""
    return course.build(tmp_path / "first.pptx")


@pytest.fixture
def second(course, first, tmp_path) -> Path:
    """The deck after a constant two imports away and a few words have changed."""
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 2")
    course.record(cache=8192, cache_big=8192)
    course.change(SPEC, "on one machine.", "on any machine of yours.")
    return course.build(tmp_path / "second.pptx")


def edit(path: Path, to: Path, how: Callable[[Any], object]) -> Path:
    deck = Presentation(str(path))
    how(deck)
    deck.save(str(to))
    return to


def by_hand(deck: Any) -> None:
    slide = deck.slides[0]
    slide.shapes.title.text_frame.paragraphs[0].runs[0].text = "What it takes"
    slide.notes_slide.notes_text_frame.text += "\nOne more word."
    next(shape for shape in slide.shapes if shape.name == "s01 visual card").left += Inches(1)


def with_record(path: Path, to: Path, old: bytes, new: bytes) -> Path:
    """A deck whose record of what it shows has other words in it."""
    with zipfile.ZipFile(path) as deck, zipfile.ZipFile(to, "w") as changed:
        for name in deck.namelist():
            part = deck.read(name)
            is_record = name.startswith("customXml/item") and b"urn:coursewright:shown" in part
            changed.writestr(name, part.replace(old, new) if is_record else part)
    return to


def reorder(deck: Any) -> None:
    ids = deck.slides._sldIdLst
    ids.append(ids[0])


EDITED = [
    'slide 1: words changed by hand: title "What the cache takes" → "What it takes"; notes added "One more word."',
    "slide 1: moved by hand: visual card",
]


def test_a_deck_and_its_own_revision_show_the_same(compared, first):
    assert compared(first, first) == (0, ["first.pptx and first.pptx show the same"])
    assert compared(first, "HEAD") == (0, ["first.pptx and HEAD show the same"])


def test_the_record_is_the_same_bytes_whether_or_not_the_engine_was_read_before(course, first, tmp_path):
    assert (course.root / "dist" / ".memory" / "engine.json").is_file()
    assert course.build(tmp_path / "again.pptx").read_bytes() == first.read_bytes()
    (course.root / "dist" / ".memory" / "engine.json").write_text("damaged")
    assert course.build(tmp_path / "third.pptx").read_bytes() == first.read_bytes()


def test_a_deck_that_carries_its_record_is_valid(first):
    assert not list(OpenXmlValidator().validate(str(first)).errors)


def test_two_builds_tell_the_reason_though_neither_source_is_at_hand(course, compared, first, second):
    for path in (course.root / "engine").rglob("*.py"):
        path.unlink()
    assert compared(first, second) == (1, [BECAUSE, WORDS])


def test_a_build_is_compared_with_a_revision_and_with_the_working_tree(compared, second):
    assert compared("HEAD", second) == (1, [BECAUSE, WORDS])
    assert compared(second, ".") == (0, ["second.pptx and the working tree show the same"])


def test_what_somebody_did_by_hand_is_told_apart_from_what_was_built(compared, first, second, tmp_path):
    edited = edit(second, tmp_path / "edited.pptx", by_hand)
    assert compared(second, edited) == (1, EDITED)
    assert compared(first, edited) == (1, [BECAUSE, WORDS, *EDITED])
    older = [line.replace(" by hand", " by hand (in the older only)") for line in EDITED]
    assert compared(edited, second) == (1, older)
    assert compared(edited, edited) == (0, ["edited.pptx and edited.pptx show the same"])


def test_a_space_that_does_not_break_is_a_space(compared, first, tmp_path):
    def tie(deck: Any) -> None:
        deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].text = "What the\N{NO-BREAK SPACE}cache takes"

    edited = edit(first, tmp_path / "edited.pptx", tie)
    assert compared(first, edited) == (0, ["first.pptx and edited.pptx show the same"])


def test_slides_in_another_order_are_one_change(compared, second, tmp_path):
    edited = edit(second, tmp_path / "edited.pptx", reorder)
    assert compared(second, edited) == (1, ["slide 1 put in place 4 by hand"])


def test_decks_that_carry_no_record_are_compared_by_what_their_shapes_say(compared, first, tmp_path):
    paths = []
    for words in ("One cup of tea", "One cup of coffee"):
        deck = Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = words
        deck.save(str(tmp_path / f"{words.split()[-1]}.pptx"))
        paths.append(tmp_path / f"{words.split()[-1]}.pptx")
    assert compared(*paths) == (1, ['slide 1: words changed: Title 1 "… of tea" → "… of coffee"'])
    assert compared(paths[0], first) == (
        1,
        [
            'slide 1 added: "What the cache takes"',
            'slide 1 removed: "One cup of tea"',
            'slide 2 added: "A cache of 32.8 kB"',
            'slide 3 added: "Round and round"',
            'slide 4 added: "Try it"',
        ],
    )
    assert compared(paths[0], "HEAD") == (
        2,
        ["tea.pptx does not say what it was built from", "  hint: compare it with another .pptx"],
    )


def test_what_is_no_deck_ends_with_two_and_a_hint(course, compared, first, tmp_path):
    hint = "  hint: name a .pptx that PowerPoint can open"
    built = "  hint: build it first: coursewright deck"
    assert compared("nowhere.pptx", ".") == (2, ["there is no deck nowhere.pptx", built])
    words = tmp_path / "words.pptx"
    words.write_text("not a deck")
    assert compared(words, ".") == (2, ["words.pptx is not a deck", hint])
    (tmp_path / "half.pptx").write_bytes(first.read_bytes()[:20_000])
    assert compared(tmp_path / "half.pptx", ".") == (2, ["half.pptx is not a deck", hint])
    (course.root / SPEC).rename(course.root / "deck_specs/ch02.md")
    assert compared(first, ".") == (
        2,
        ["the working tree has no spec ch01.md", "  hint: compare the package with another .pptx"],
    )


def test_a_record_damaged_by_hand_is_none(compared, first, tmp_path):
    damaged = with_record(first, tmp_path / "damaged.pptx", b'"decks"', b'"decks')
    assert compared(damaged, first) == (0, ["damaged.pptx and first.pptx show the same"])
    assert compared(damaged, "HEAD")[0] == 2


def test_a_deck_of_another_version_says_so_and_is_compared_by_what_its_shapes_say(compared, first, tmp_path):
    older = with_record(first, tmp_path / "older.pptx", b'"format":2', b'"format":1')
    assert compared(older, first) == (0, ["older.pptx and first.pptx show the same"])
    assert compared(older, "HEAD") == (
        2,
        ["older.pptx was built by another version of Coursewright", "  hint: compare it with another .pptx"],
    )
