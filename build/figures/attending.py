"""What a matrix of attention weights says, in words: for films and figures whose texts follow their facts."""

from __future__ import annotations

from collections.abc import Sequence

from engine.units import Matrix

EARLIEST = 2  # a word from here on has a previous word that is not the first
MOST_OF_IT = 0.5  # of a word's weight: more than this on one place is a pattern
EVERYWHERE = "all words so far"


def listener(weights: Matrix) -> int:
    """The row to follow: the first word that gives most of its weight to one earlier word, which is not the first.

    It has words before and behind it. Where none gives as much, it is the one that gives the most.
    """
    given = {row: max(weights.values[row][1:row]) for row in range(EARLIEST, len(weights.rows) - 1)}
    return next((row for row, weight in given.items() if weight > MOST_OF_IT), max(given, key=lambda row: given[row]))


def favourite(weights: Sequence[float]) -> int:
    """The place of the largest weight of a row."""
    return max(range(len(weights)), key=lambda place: weights[place])


def decimals(shares: Sequence[float]) -> int:
    """With how many decimals shares of one are written so that they add up as they stand: two, else three if that does.

    0.1125, 0.5334 and 0.3541 are 0.99 together with two decimals each.
    """
    return next((count for count in (2, 3) if round(sum(round(share, count) for share in shares), count) == 1), 2)


def looks_ahead(weights: Matrix) -> bool:
    """Whether any word gives weight to a later one."""
    return any(weight for row, line in enumerate(weights.values) for weight in line[row + 1 :])


def pattern(weights: Matrix) -> str:
    """Where a head looks, by its mean weights: at one place, or at all words so far."""
    rows = range(EARLIEST, len(weights.rows))
    places = {
        "previous word": [weights.values[row][row - 1] for row in rows],
        "itself": [weights.values[row][row] for row in rows],
        "first word": [weights.values[row][0] for row in rows],
    }
    mean = {name: sum(found) / len(found) for name, found in places.items()}
    best = max(mean, key=lambda name: mean[name])
    return best if mean[best] > MOST_OF_IT else EVERYWHERE
