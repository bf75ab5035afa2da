"""Chance taken apart: every way that a function's draws can go, each with its probability."""

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from torch import Tensor


class Replayed:
    """Goes a given way at each draw, and the first way behind those; notes what else was possible."""

    def __init__(self, way: tuple[int, ...]) -> None:
        self.way, self.taken = way, []  # what was taken, and the weights it was taken from
        self.probability = 1.0

    def happens(self, probability: float) -> bool:
        return self._take([1 - probability, probability]) == 1

    def pick(self, weights: Tensor) -> int:
        return self._take(weights.tolist())

    def _take(self, weights: list[float]) -> int:
        at = len(self.taken)
        possible = [option for option, weight in enumerate(weights) if weight > 0]
        option = self.way[at] if at < len(self.way) else possible[0]
        self.taken.append((option, possible))
        self.probability *= weights[option]
        return option


def ways(function: Callable[[Replayed], object]) -> Iterator[tuple[object, float]]:
    """What a function of chance gives, once for each way that its draws can go, and how likely that way is."""
    open_ways: list[tuple[int, ...]] = [()]
    while open_ways:
        chance = Replayed(open_ways.pop())
        yield function(chance), chance.probability
        for at in range(len(chance.way), len(chance.taken)):
            option, possible = chance.taken[at]
            before = tuple(taken for taken, _ in chance.taken[:at])
            open_ways += [(*before, other) for other in possible if other != option]


@pytest.fixture(scope="session")
def distribution() -> Callable[[Callable[[Replayed], object]], dict[object, float]]:
    """`distribution(function)`: the exact probability of each thing that a function of chance can give."""

    def distribution(function: Callable[[Replayed], object]) -> dict[object, float]:
        found: dict[object, float] = defaultdict(float)
        for value, probability in ways(function):
            found[value] += probability
        return dict(found)

    return distribution
