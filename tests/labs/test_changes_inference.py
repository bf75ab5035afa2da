"""Each change that a lab of inference at work asks for does what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_changes import changes, hold_to_its_words

from labs.steps import Change

CHANGES = changes("INF")


@pytest.mark.slow
@pytest.mark.parametrize(("lab_id", "change"), CHANGES, ids=[lab_id for lab_id, _ in CHANGES])
def test_a_change_does_what_the_lab_says_and_nothing_does_it_by_itself(
    lab_id: str, change: Change, tmp_path: Path
) -> None:
    hold_to_its_words(change, tmp_path)
