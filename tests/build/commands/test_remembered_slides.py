"""A deck built with what is remembered of its slides is the deck that would be built without."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import calls
from nine_slides import nine_slides

from build.commands.deck import make_deck
from build.commands.remembered_slides import remembered_slides, surroundings_of
from build.files.places import THEME
from build.files.slide_memory import SlideMemory
from build.files.wanted import Wanted
from build.pipeline import Outcome, build_book
from build.theme.choose import load_theme
from engine.ledger import deck_facts

Edit = Callable[[str], str]


def on_slide(number: int, old: str, new: str) -> Edit:
    """Change the first words that match, on one slide."""

    def edited(spec: str) -> str:
        before, head, after = spec.partition(f"\n## Slide {number}:")
        return before + head + re.sub(old, new, after, count=1)

    return edited


EDITS: dict[str, Edit] = {
    "a word of the notes": on_slide(5, r"\nNotes:\n", "\nNotes:\nFirst of all. "),
    "a line more, which moves all below it": on_slide(3, r"\nNotes:\n", "\nNotes:\nOne more.\n\n"),
    "a title, which the agenda does not show": on_slide(4, r" - [^\n]*", " - Another title"),
    "the title of the deck": lambda spec: re.sub(r"(?m)^title: .*$", "title: Another", spec, count=1),
    "the hours": lambda spec: re.sub(r"(?<=: )(\d+)-(\d+)(?=,)", r"\1-3", spec, count=1),
    "words that do not fit": on_slide(3, r"\n- ", "\n- " + "Far too many words stand here. " * 40),
    "a fact that is not there": on_slide(7, r"\nNotes:\n", "\nNotes:\nIt takes {{ no_such_fact | s }}. "),
    "a character that few fonts have": on_slide(5, r"\n- ", "\n- \U00013000 "),
    "a slide less": lambda spec: re.sub(r"(?s)\n## Slide 4:.*?(?=\n## Slide 5:)", "", spec),
    "a number twice": lambda spec: spec.replace("\n## Slide 5:", "\n## Slide 4:"),
}


def built(spec: Path, memory: SlideMemory | None = None) -> Outcome:
    return build_book(spec, load_theme(THEME), deck_facts(), clips=spec.parent / "none", memory=memory)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A spec, and what is remembered of its slides."""
    folder = tmp_path_factory.mktemp("course")
    spec, file = folder / "ch04.md", folder / "ch04.slides"
    spec.write_text(nine_slides(), encoding="utf-8")
    memory = SlideMemory(file, "around")
    assert built(spec, memory) == built(spec)
    memory.save()
    return spec, file


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_an_edit_pages_and_findings_are_those_of_a_fresh_build(course: tuple[Path, Path], edit: Edit) -> None:
    spec, file = course
    before = spec.read_text(encoding="utf-8")
    try:
        spec.write_text(edit(before), encoding="utf-8")
        assert spec.read_text(encoding="utf-8") != before
        assert built(spec, SlideMemory(file, "around")) == built(spec)
    finally:
        spec.write_text(before, encoding="utf-8")


def test_only_the_slide_that_changed_and_the_agenda_are_laid_out_again(course: tuple[Path, Path]) -> None:
    spec, file = course
    before = spec.read_text(encoding="utf-8")
    none = calls(lambda: built(spec, SlideMemory(file, "around")))
    try:
        spec.write_text(EDITS["a word of the notes"](before), encoding="utf-8")
        every = calls(lambda: built(spec))
        some = calls(lambda: built(spec, SlideMemory(file, "around")))
        assert some - none < 0.5 * (every - none)
    finally:
        spec.write_text(before, encoding="utf-8")


def test_what_decides_a_slide_besides_its_spec_changes_every_key(tmp_path: Path) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text("# A deck", encoding="utf-8")
    wanted = Wanted(dist=tmp_path / "dist", clips=tmp_path / "clips")
    key = remembered_slides(spec, wanted).key("a slide")
    assert remembered_slides(spec, wanted).key("a slide") == key
    os.utime(spec, (1, 1))
    spec.write_text("# Another deck", encoding="utf-8")
    assert remembered_slides(spec, wanted).key("a slide") == key
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "loop.json").write_text("{}")
    assert remembered_slides(spec, wanted).key("a slide") != key


def test_a_font_that_has_come_is_a_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding says which font to install: the build after that looks again."""
    monkeypatch.setenv("HOME", str(tmp_path))
    spec, wanted = tmp_path / "hello.md", Wanted(dist=tmp_path / "dist")
    spec.write_text('# Hello\n\n## Slide 1: Title - Hello\nWisdom: "A cache takes room."\n', encoding="utf-8")

    def unchanged() -> bool:
        assert make_deck(spec, wanted) == 0
        return "nothing changed" in capsys.readouterr().out

    assert (unchanged(), unchanged()) == (False, True)
    (tmp_path / ".fonts").mkdir()
    (tmp_path / ".fonts" / "Another-Regular.ttf").write_bytes(b"")
    assert (unchanged(), unchanged()) == (False, True)


def test_a_picture_that_changes_or_appears_is_noticed(tmp_path: Path) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text("![A leaf](pictures/my%20leaf.svg) ![A film](clip.mp4)\n", encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    wanted = Wanted(dist=tmp_path / "dist")
    seen = [surroundings_of(spec, wanted)]
    for name, content in (("pictures/my leaf.svg", "1"), ("pictures/my leaf.svg", "2"), ("clip.png", "a poster")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        seen.append(surroundings_of(spec, wanted))
    (tmp_path / "unnamed.png").write_text("another", encoding="utf-8")
    assert len(set(seen)) == 4
    assert surroundings_of(spec, wanted) == seen[-1]
