"""Eight small requests served by a small model, in static batches and continuously: which slot works at which step.

Prompts are one token, so a request is as many steps as its answer has tokens: a step gives each that works a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from engine.fact import computed
from engine.facts.noting import NotingRunner
from engine.serving.blocks import BlockPool
from engine.serving.loop import Loop, serve
from engine.serving.request import Request
from engine.serving.scheduler import Limits, Scheduler, Work
from engine.units import Count, Series, Table

SLOTS, BLOCK = 4, 4
LENGTHS = {"A": 3, "B": 9, "C": 5, "D": 2, "E": 6, "F": 3, "G": 4, "H": 3}
POLICIES = ("static", "continuous")


class Stay(NamedTuple):
    """Where a request is served: its slot, and its first and last step. All count from 1."""

    slot: int
    first: int
    last: int


@computed()
def batching_requests() -> Series:
    """Eight small requests: the tokens of each answer, and how many steps have passed when the request arrives."""
    return _by_request({"tokens": tuple(LENGTHS.values()), "arrives": (0,) * len(LENGTHS)})


@computed()
def batching_static() -> Series:
    """Where static batches of four serve eight requests: slot, first and last step, noted while a model answers."""
    return _stays("static")


@computed()
def batching_continuous() -> Series:
    """Where continuous batching serves eight requests in four slots: slot, first and last step, noted as they run."""
    return _stays("continuous")


@computed()
def batching_totals() -> Table:
    """Eight requests in four slots: steps, tokens, and slots that were idle for a step, static and continuous.

    A slot is idle in each step, up to the run's last, in which it gives no token.
    """
    tokens = sum(LENGTHS.values())
    steps = {policy: len(noted(policy)) for policy in POLICIES}
    fields = {"slots": Count(SLOTS), "requests": Count(len(LENGTHS)), "tokens": Count(tokens)}
    for policy, count in steps.items():
        fields |= {f"steps_{policy}": Count(count), f"idle_{policy}": Count(SLOTS * count - tokens)}
    return Table(**fields, steps_saved=Count(steps["static"] - steps["continuous"]))


@cache
def noted(policy: str) -> tuple[tuple[str, ...], ...]:
    """For each step, the requests that it gave a token."""
    steps: list[tuple[str, ...]] = []

    def note(work: Sequence[Work]) -> None:
        steps.append(tuple(one.sequence.request.id for one in work))

    pool = BlockPool(sum(-(-length // BLOCK) for length in LENGTHS.values()), BLOCK)
    scheduler = Scheduler(pool, policy=policy, limits=Limits(max_rows=SLOTS, max_tokens=SLOTS))
    asked = [Request(id=name, prompt=(0,), max_new_tokens=length) for name, length in LENGTHS.items()]
    serve(Loop(scheduler, NotingRunner(pool, note)), asked)
    return tuple(steps)


def stays(steps: Sequence[Sequence[str]]) -> dict[str, Stay]:
    """Each request's stay: it takes the first slot that is free when it joins, and has it until its last step."""
    last = {name: number for number, names in enumerate(steps, start=1) for name in names}
    found: dict[str, Stay] = {}
    for number, names in enumerate(steps, start=1):
        for name in names:
            if name not in found:
                taken = {stay.slot for stay in found.values() if stay.last >= number}
                slot = next(slot for slot in range(1, len(found) + 2) if slot not in taken)
                found[name] = Stay(slot, number, last[name])
    return found


def _stays(policy: str) -> Series:
    found = stays(noted(policy))
    slots, first, last = zip(*(found[name] for name in LENGTHS), strict=True)
    return _by_request({"slot": slots, "first step": first, "last step": last})


def _by_request(lines: dict[str, tuple[int, ...]]) -> Series:
    return Series("request", tuple(LENGTHS), Count, lines)
