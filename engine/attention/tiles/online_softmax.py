"""The mean of values weighted by the softmax of their scores, in three passes over the scores, in two, and in one.

Softmax needs the largest score before the first exponential, else e^1000 overflows, and the sum of all exponentials
before the first division: three passes. A running sum that is *rescaled* whenever a larger score comes needs no look
ahead (Milakov and Gimelshein, arXiv 1805.02867, algorithm 3), and a running mean can be rescaled with it, so that
nothing has to be kept of a score that was read. This is what attention in tiles rests on (`forward.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, fsum, inf
from operator import mul


def three_passes(scores: Sequence[float], values: Sequence[float]) -> float:
    """The largest, the sum, the mean: what `softmax` does."""
    highest = max(scores)
    total = sum(exp(score - highest) for score in scores)
    weights = (exp(score - highest) for score in scores)
    return fsum(map(mul, weights, values)) / total


def two_passes(scores: Sequence[float], values: Sequence[float]) -> float:
    """The largest and the sum together, then the mean. `rescale` makes of the old sum what it would be, had `higher`
    been known from the start."""
    highest, total = -inf, 0.0
    for score in scores:
        higher = max(highest, score)
        rescale = exp(highest - higher)
        total = rescale * total + exp(score - higher)
        highest = higher
    weights = (exp(score - highest) for score in scores)
    return fsum(map(mul, weights, values)) / total


def one_pass(scores: Sequence[float], values: Sequence[float]) -> float:
    """All three together: each score is read once and may be forgotten."""
    highest, total, out = -inf, 0.0, 0.0
    for score, value in zip(scores, values, strict=True):
        higher = max(highest, score)
        rescale = exp(highest - higher)
        weight = exp(score - higher)
        total = rescale * total + weight
        out = rescale * out + weight * value
        highest = higher
    return out / total


class Counted(Sequence[float]):
    """Numbers that count how often they are read."""

    def __init__(self, numbers: Sequence[float]) -> None:
        self.numbers = numbers
        self.reads = 0

    def __getitem__(self, at: int) -> float:  # type: ignore[override]  # no slices: nobody takes one
        self.reads += 1
        return self.numbers[at]

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[float]:
        return (self[at] for at in range(len(self)))
