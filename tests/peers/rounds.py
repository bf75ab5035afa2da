"""Rounds in which each contestant has its turn, so that what disturbs one disturbs all; disturbed ones are left out."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

from conditions import Conditions

from engine.measure import CONTENDED, Load, TokenTimes, read_load

WARM_UP = 1  # rounds
FEWEST = 3  # undisturbed rounds; with fewer all count, as contended ones

DEFINITIONS: Mapping[str, str] = {
    "TTFT": "from the prompt's start to its last token's logits; median of the rounds",
    "TPOT": "mean gap between a round's tokens, the gap before the first left out; median of the rounds",
    "ITL": "each of those gaps by itself; percentiles over all gaps of all rounds",
    "ours over it": "our time over the other's in the same round; median, and the middle half of the rounds",
}


class Turn(Protocol):
    """Who is timed: `ready` is not, each `step` is."""

    def ready(self) -> None: ...

    def step(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Round:
    """Time stamps of one turn, in seconds: its start, and each token's end."""

    wall: Sequence[float]
    processor: Sequence[float]

    def times(self, clock: str) -> TokenTimes:
        start, *stamps = getattr(self, clock)
        return TokenTimes(start=start, stamps=stamps)

    def seconds(self, clock: str) -> float:
        """TPOT, or of a prompt TTFT."""
        times = self.times(clock)
        return times.tpot if len(times.stamps) > 1 else times.ttft


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What a contestant took in the rounds that count."""

    conditions: Conditions
    rounds: Sequence[Round]

    def median(self, clock: str) -> float:
        return statistics.median(taken.seconds(clock) for taken in self.rounds)

    def gap(self, clock: str, percentile: int) -> float:
        """ITL."""
        ends = [taken.times(clock).stamps for taken in self.rounds]
        every = sorted(later - earlier for stamps in ends for earlier, later in pairwise(stamps))
        return every[round(percentile / 100 * (len(every) - 1))]

    def ratio(self, other: Timed, clock: str) -> Spread:
        """This one's time over the other's, round by round. Raises UnlikeError where they were not taken alike."""
        self.conditions.require(other.conditions)
        pairs = zip(self.rounds, other.rounds, strict=True)
        ratios = sorted(mine.seconds(clock) / theirs.seconds(clock) for mine, theirs in pairs)
        return Spread(*(ratios[round(part * (len(ratios) - 1))] for part in (0.25, 0.5, 0.75)))


class Spread(NamedTuple):
    """Quartiles."""

    low: float
    middle: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """The rounds that count, by contestant: those that others did not disturb, unless they are too few."""

    taken: Mapping[str, Sequence[Round]]
    tried: int
    disturbed: int

    @property
    def contended(self) -> bool:
        return self.tried - self.disturbed < FEWEST

    def __str__(self) -> str:
        if self.contended:
            return f"others disturbed {self.disturbed} of {self.tried} rounds: all count, by processor time alone"
        return f"{self.tried - self.disturbed} rounds count; {self.disturbed} that others disturbed were rejected"


def interleaved(
    turns: Mapping[str, Turn],
    *,
    steps: int,
    rounds: int,
    seconds: float,
    load: Callable[[], Load | None] = read_load,
) -> Rounds:
    """Take rounds until so many were undisturbed, or twice as many tried, or the time is over and the fewest tried."""
    quiet: list[Mapping[str, Round]] = []
    disturbed: list[Mapping[str, Round]] = []
    until = time.perf_counter() + seconds
    gc.collect()
    gc.disable()
    try:
        for number in range(-WARM_UP, 2 * rounds):
            before = load()
            taken = {who: _turn(turn, steps) for who, turn in turns.items()}
            after = load()
            if number < 0:
                continue
            share = after.others_since(before) if before and after else 0.0
            (quiet if share <= CONTENDED else disturbed).append(taken)
            if len(quiet) == rounds or (number + 1 >= FEWEST and time.perf_counter() > until):
                break
    finally:
        gc.enable()
    kept = quiet if len(quiet) >= FEWEST else quiet + disturbed
    return Rounds(
        taken={who: [taken[who] for taken in kept] for who in turns},
        tried=len(quiet) + len(disturbed),
        disturbed=len(disturbed),
    )


def _turn(turn: Turn, steps: int) -> Round:
    turn.ready()
    wall, processor = [time.perf_counter()], [time.process_time()]
    for _ in range(steps):
        turn.step()
        wall.append(time.perf_counter())
        processor.append(time.process_time())
    return Round(wall=wall, processor=processor)
