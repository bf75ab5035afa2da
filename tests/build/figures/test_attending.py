"""Words about a matrix of weights follow the weights."""

from __future__ import annotations

import pytest

from build.figures.attending import EVERYWHERE, decimals, favourite, listener, looks_ahead, pattern
from engine.units import Matrix

WORDS = ("The", "cat", "sat", "on", "the")


def weights(*rows: tuple[float, ...]) -> Matrix:
    """Rows filled with zeros to the right."""
    return Matrix(WORDS, WORDS, tuple((*row, *[0.0] * (len(WORDS) - len(row))) for row in rows))


PREVIOUS = weights((1,), (0.9, 0.1), (0.1, 0.8, 0.1), (0.1, 0.1, 0.7, 0.1), (0.0, 0.1, 0.1, 0.7, 0.1))
ITSELF = weights((1,), (0.2, 0.8), (0.1, 0.1, 0.8), (0.1, 0.1, 0.1, 0.7), (0.1, 0.1, 0.1, 0.1, 0.6))
FIRST = weights((1,), (0.9, 0.1), (0.8, 0.1, 0.1), (0.7, 0.1, 0.1, 0.1), (0.6, 0.1, 0.1, 0.1, 0.1))
EVEN = weights((1,), (0.5, 0.5), (0.4, 0.3, 0.3), (0.25,) * 4, (0.2,) * 5)


@pytest.mark.parametrize(
    ("head", "name"), [(PREVIOUS, "previous word"), (ITSELF, "itself"), (FIRST, "first word"), (EVEN, EVERYWHERE)]
)
def test_a_head_is_called_by_where_most_of_its_weight_lies(head: Matrix, name: str) -> None:
    assert pattern(head) == name


@pytest.mark.parametrize(
    ("sat", "on", "followed"),
    [
        ((0.1, 0.8, 0.1), (0.0, 0.9, 0.1, 0.0), "sat"),  # the first that gives most of its weight
        ((0.4, 0.4, 0.2), (0.0, 0.9, 0.1, 0.0), "on"),
        ((0.4, 0.3, 0.3), (0.6, 0.2, 0.1, 0.1), "sat"),  # none does: the largest weight, but not on the first word
    ],
)
def test_the_word_to_follow_looks_at_an_earlier_one_and_has_words_behind_it(
    sat: tuple[float, ...], on: tuple[float, ...], followed: str
) -> None:
    found = listener(weights((1,), (0.9, 0.1), sat, on, (0.0, 0.0, 0.0, 1.0, 0.0)))
    assert WORDS[found] == followed


def test_the_favourite_is_the_largest_share() -> None:
    assert favourite((0.2, 0.5, 0.3)) == 1


def test_a_head_that_looks_ahead_is_found() -> None:
    assert not any(map(looks_ahead, (PREVIOUS, ITSELF, FIRST, EVEN)))
    assert looks_ahead(weights((0.9, 0.1), *EVEN.values[1:]))


@pytest.mark.parametrize(
    ("shares", "count"), [((0.25, 0.75), 2), ((0.1125, 0.5334, 0.3541, 0.0), 3), ((1 / 6,) * 6, 2), ((1.0,), 2)]
)
def test_written_shares_add_up_where_three_decimals_are_enough(shares: tuple[float, ...], count: int) -> None:
    assert decimals(shares) == count
