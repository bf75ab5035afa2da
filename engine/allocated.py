"""What torch's allocator gave out while something ran, kernels' own scratch and compiled code included.

`engine.peak_memory` counts the tensors that operations give back, which is enough for whole models; here what a
kernel takes and returns inside one operation is seen too. Memory that libraries below torch take is not.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import NamedTuple

from torch.profiler import ProfilerActivity, profile

from engine.units import Bytes

# The profiler's library tells each start and stop on stderr unless it is asked for errors alone; it looks at first use.
os.environ.setdefault("KINETO_LOG_LEVEL", "99")


class Allocated(NamedTuple):
    """Bytes beyond what stood before: the most at once, and what is still held where the function has returned."""

    peak: Bytes
    kept: Bytes


def allocated(function: Callable[[], object]) -> Allocated:
    """The CPU memory that one call takes. What it returns counts as kept."""
    gc.collect()  # what is freed later and was there before would count against it
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True, acc_events=True) as run:
        result = function()
    live = peak = 0
    results = run.profiler.kineto_results if run.profiler else None
    events = [event for event in results.events() if event.name() == "[memory]"] if results else []
    for event in sorted(events, key=lambda event: event.start_ns()):
        live += event.nbytes()
        peak = max(peak, live)
    del result
    return Allocated(Bytes(peak), Bytes(live))
