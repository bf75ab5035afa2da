"""A slide that the spec hides is hidden in the file; whoever shows or hides one by hand keeps that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from build.edits.merge_deck import DeckMerge
from build.render.powerpoint.write import write
from build.theme.tokens import Theme

Build = Callable[..., Path]


def shown(path: Path) -> list[str | None]:
    return [slide._element.get("show") for slide in Presentation(str(path)).slides]


@pytest.fixture
def build(bench: Any, theme: Theme) -> Build:
    def make(name: str, *hidden: int) -> Path:
        book = bench.course().book()
        pages = tuple(replace(page, hidden=page.number in hidden) for page in book.pages)
        write(replace(book, pages=pages), theme, bench.folder / name)
        return bench.folder / name

    return make


def by_hand(path: Path, number: int, show: str) -> None:
    deck = Presentation(str(path))
    deck.slides[number - 1]._element.set("show", show)
    deck.save(str(path))


def merged(fresh: Path, edited: Path) -> tuple[list[str | None], list[str]]:
    merge = DeckMerge(fresh, edited)
    merge.save(fresh.with_name("merged.pptx"))
    return shown(fresh.with_name("merged.pptx")), list(map(str, merge.report.lines))


def test_a_slide_that_the_spec_hides_is_hidden(build: Build) -> None:
    assert shown(build("deck.pptx", 2)) == [None, "0", None]


@pytest.mark.parametrize(
    ("before", "edit", "now", "after"),
    [
        ((2,), (2, "1"), (2,), [None, "1", None]),  # shown by hand: stays shown
        ((), (2, "0"), (), [None, "0", None]),  # hidden by hand: stays hidden
        ((2,), None, (), [None, None, None]),  # the spec shows it again
        ((), None, (2,), [None, "0", None]),  # the spec hides it
        ((2,), (2, "1"), (), [None, None, None]),  # both show it
        ((2,), (1, "0"), (), ["0", None, None]),  # each of them one slide
    ],
)
def test_what_is_shown_by_hand_and_by_the_spec_comes_together(
    build: Build,
    before: tuple[int, ...],
    edit: tuple[int, str] | None,
    now: tuple[int, ...],
    after: list[str | None],
) -> None:
    edited = build("edited.pptx", *before)
    if edit:
        by_hand(edited, *edit)
    states, _ = merged(build("fresh.pptx", *now), edited)
    assert states == after
