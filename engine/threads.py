"""How many threads are fastest here and now: more than one help an idle machine, and wait beside a busy neighbour."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence

import torch

from engine.measure import pinned
from engine.model import GPT

WORTH = 0.95
"""What more threads must take of the time of fewer: what they use is missing elsewhere."""


def usual(function: Callable[[], object], calls: int = 5) -> float:
    """Seconds that a call takes, the median of a few: the shortest would not show that others use a core too."""
    taken = []
    for _ in range(calls):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


@torch.inference_mode()
def fastest_threads(model: GPT, time_of: Callable[[Callable[[], object]], float] = usual) -> int:
    """The number of threads, among 1, 2, 4 and so on up to the processor's, that reads the model's head soonest."""
    weight = model.head.weight
    x = torch.zeros(1, 1, model.config.d_model, dtype=weight.dtype, device=weight.device)
    best, least = 1, float("inf")
    for threads in _numbers():
        with pinned(threads):
            model.head(x)
            taken = time_of(lambda: model.head(x))
        if taken < WORTH * least:
            best, least = threads, taken
    return best


def _numbers() -> Sequence[int]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return sorted({min(2**i, usable) for i in range(usable.bit_length() + 1)})
