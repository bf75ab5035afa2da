"""Each change that a lab asks for does what is said of it, and another does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lab_changes import changed_text, changes, hold_to_its_words, tried, unchanged

from labs.change import line_of, works
from labs.report import Report
from labs.steps import LABS, Change, steps_of

CHANGES = changes()


def tried_here() -> Iterator[Any]:
    """One change of each chapter is tried with the tests, and all the others by `make trials`."""
    chapters: set[str] = set()
    for lab_id, change in CHANGES:
        chapter = lab_id.partition("-")[0]
        yield pytest.param(lab_id, change, id=lab_id, marks=[pytest.mark.trial] * (chapter in chapters))
        chapters.add(chapter)


@pytest.mark.parametrize(("lab_id", "change"), CHANGES, ids=[lab_id for lab_id, _ in CHANGES])
def test_the_line_to_change_stands_once_in_its_file_which_is_code_after_the_change(lab_id: str, change: Change) -> None:
    text = (LABS / change.file).read_text(encoding="utf-8")
    assert line_of(change, text)
    changed = changed_text(change, text)
    assert changed != text
    if change.file.endswith(".py"):
        compile(changed, change.file, "exec")


@pytest.mark.parametrize(("lab_id", "change"), [*tried_here()])
def test_a_change_does_what_the_lab_says_and_nothing_does_it_by_itself(
    lab_id: str, change: Change, tmp_path: Path
) -> None:
    hold_to_its_words(change, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lab_id", "to"),
    [
        ("CH4B-LAB-02", "self.position += ids.shape[1] + 2000"),  # an error, where another text was asked for
        (
            "CH4B-CODE-01",
            "model.reset_cache(len(ids), ids.shape[1] + n_new); model.position = 1",
        ),  # the other way round
        ("CH4B-CODE-02", "last = torch.arange(self.length)[-slots:] % slots * 0"),
    ],
)
def test_another_change_than_was_asked_for_is_not_taken_for_it(lab_id: str, to: str, tmp_path: Path) -> None:
    (change,) = steps_of(lab_id).changes
    text = (LABS / change.file).read_text(encoding="utf-8")
    yours = tmp_path / Path(change.file).name
    yours.write_text(changed_text(replace(change, to=to), text), encoding="utf-8")
    before, after = unchanged(change), tried(yours, change, tmp_path / "out")
    assert isinstance(after, Report), after
    assert not all(claim.holds for claim in after.claims)
    assert not works(change, before, after)
