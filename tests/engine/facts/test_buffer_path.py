"""A file without its mask does all that the deck says of it."""

from __future__ import annotations

from engine.facts.buffer_path import buffer_path
from engine.facts.stage_gates import buffer_gates


def test_a_lean_file_comes_back_and_fits_a_longer_head_and_its_mask_has_to_be_made_again() -> None:
    went, goals = buffer_path(), buffer_gates()
    assert went.unlike_before >= goals.unlike_before
    assert (went.unlike_after, went.without_numbers) == (goals.unlike_after, goals.without_numbers)
    assert went.longer_apart <= goals.longer_apart
    assert went.left_on_meta == goals.lean_left_on_meta == 1
