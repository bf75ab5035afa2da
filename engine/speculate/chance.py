"""Where chance comes in: whether a guess is accepted, and which token is drawn. One random state a request."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor


class Chance(Protocol):
    """What is left to chance. A test may take every way that it can go, in place of one."""

    def happens(self, probability: float) -> bool: ...

    def pick(self, weights: Tensor) -> int:
        """One of the tokens, each as often as its weight in a distribution [V] says."""
        ...


class Seeded:
    """Chance from a random state of its own: the same seed, the same text. Drawn as `engine.sampling.sample` draws."""

    def __init__(self, seed: int | None) -> None:
        self._state = torch.Generator()
        if seed is None:
            self._state.seed()
        else:
            self._state.manual_seed(seed)

    def happens(self, probability: float) -> bool:
        return float(torch.rand((), generator=self._state, dtype=torch.float64)) < probability

    def pick(self, weights: Tensor) -> int:
        return int(torch.multinomial(weights.cpu(), 1, generator=self._state))
