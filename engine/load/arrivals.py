"""When clients come: without knowing of each other, in bursts, faster and faster, or as soon as another has left."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """An open loop: clients come at a `rate` a second whether the server keeps up or not.

    Gaps are gamma distributed with shape `burstiness`: 1 is a Poisson process, less comes in bursts, more evenly. With
    `ramp` the rate goes from `ramp_from` to `rate` over the run, in equal steps or by an equal factor. An infinite
    rate is all at once.
    """

    rate: float
    burstiness: float = 1.0
    ramp: Literal["linear", "exponential"] | None = None
    ramp_from: float = 1.0

    def __post_init__(self) -> None:
        for name in ("rate", "burstiness", "ramp_from"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name}={getattr(self, name)} is not above 0")
        if self.ramp is not None and not (self.rate < math.inf and self.ramp_from < math.inf):
            raise ValueError("a ramp goes from one number of calls a second to another, and neither is infinite")

    def times(self, n: int, seed: int) -> Iterator[float]:
        """Seconds from the start at which each of `n` clients comes."""
        state, now = random.Random(seed), 0.0
        for i in range(n):
            yield now
            rate = self._rate_at(i / max(1, n - 1))
            now += 0.0 if rate == float("inf") else state.gammavariate(self.burstiness, 1 / (rate * self.burstiness))

    def _rate_at(self, share: float) -> float:
        if self.ramp == "linear":
            return self.ramp_from + (self.rate - self.ramp_from) * share
        if self.ramp == "exponential":
            return float(self.ramp_from * (self.rate / self.ramp_from) ** share)
        return self.rate


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed loop: so many clients, each of whom asks again as soon as it is answered, so it never overloads."""

    clients: int

    def __post_init__(self) -> None:
        if self.clients < 1:
            raise ValueError(f"{self.clients} clients ask nothing; 1 or more are needed")
