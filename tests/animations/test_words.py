"""Counts in words, as captions say them."""

from __future__ import annotations

import pytest

from animations.words import capital, count_word, counted, place_word


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no blocks"), (1, "one block"), (3, "three blocks"), (13, "13 blocks")]
)
def test_a_count_is_in_words_as_far_as_there_are_any(count: float, words: str) -> None:
    assert counted(count, "block") == words


def test_a_place_is_counted_from_one() -> None:
    assert [place_word(place) for place in (1, 4)] == ["first", "fourth"]
    with pytest.raises(ValueError, match=r"^place 0 has no word; 1 to 8 have$"):
        place_word(0)


def test_a_sentence_begins_with_a_capital() -> None:
    assert capital(count_word(4)) == "Four"
