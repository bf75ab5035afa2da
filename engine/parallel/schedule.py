"""When each stage of a pipeline works (GPipe, arXiv 1811.06965): a tick is one micro-batch through one stage."""

from __future__ import annotations

from engine.cost.dtypes import require_positive
from engine.units import Ratio


def timeline(stages: int, micro_batches: int) -> list[list[int | None]]:
    """What each stage does at each tick of one pass: the number of a micro-batch, or None where it waits."""
    require_positive(stages=stages, micro_batches=micro_batches)
    done = finished(stages, micro_batches)
    ticks = range(1, done[-1][-1] + 1)
    return [[row.index(tick) if tick in row else None for tick in ticks] for row in done]


def finished(stages: int, batches: int) -> list[list[int]]:
    """The tick behind which a stage is done with a micro-batch: `done[stage][batch]`.

    A stage takes a micro-batch up once the stage before has handed it on, and once it has done the one before.
    """
    done: list[list[int]] = []
    for stage in range(stages):
        done.append([])
        for batch in range(batches):
            given = done[stage - 1][batch] if stage else 0
            free = done[stage][batch - 1] if batch else 0
            done[stage].append(max(given, free) + 1)
    return done


def bubble(stages: int, micro_batches: int) -> Ratio:
    """The share of all stages' ticks in which they wait, counted; GPipe's (p − 1)/(m + p − 1)."""
    ticks = [tick for row in timeline(stages, micro_batches) for tick in row]
    return Ratio(ticks.count(None) / len(ticks))
