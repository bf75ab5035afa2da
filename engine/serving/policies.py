"""Batching policies: when requests that wait may join a batch. All else of the loop is the same for each.

```
 rows     static                dynamic               continuous
   1      aaaaaaaa eeee         aaaaaaaa dddd         aaaaaaaaffff
   2      bb______ ff__         bb______ eeee         bbddddeeee
   3      cccc____ g___         cccc____ ffff         ccccggg
          d comes too late      d waits for the       d takes the row of b
          to fill the first     batch to end          at the next step
```
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.did_you_mean import unknown


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """What a policy looks at. `waiting` and `running` are rows; `closing` says that no request will come any more."""

    now: float
    oldest: float  # when the request arrived that has waited longest
    waiting: int
    running: int
    max_rows: int
    window: float
    closing: bool

    @property
    def fills_a_batch(self) -> bool:
        return self.waiting >= self.max_rows or self.closing


def static(queue: Queue) -> float:
    """A batch is filled, and runs until its longest answer is made."""
    begins = queue.fills_a_batch and not queue.running
    return queue.now if begins else math.inf


def dynamic(queue: Queue) -> float:
    """A batch of whole requests too, which goes without being full once its first has waited for the window."""
    if queue.running:
        return math.inf
    if queue.fills_a_batch:
        return queue.now
    return queue.oldest + queue.window


def continuous(queue: Queue) -> float:
    """At every step: iteration-level scheduling (Orca, OSDI 2022)."""
    return queue.now


@dataclass(frozen=True, slots=True)
class Policy:
    """`joins_at` says from what time on requests may join. A batch `keeps_rows` of those that have ended to its end."""

    joins_at: Callable[[Queue], float]
    keeps_rows: bool


POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "static": Policy(static, keeps_rows=True),
        "dynamic": Policy(dynamic, keeps_rows=True),
        "continuous": Policy(continuous, keeps_rows=False),
    }
)


def policy_named(name: str) -> Policy:
    """Raises ValueError with the likely name for one that is not known."""
    if name not in POLICIES:
        raise unknown("batching policy", name, POLICIES)
    return POLICIES[name]
