"""Batching policies on one model, a step each by turns, with what the simulation predicts for each beside it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from torch import Tensor

from engine.model import GPT
from engine.serving.answer import Answer
from engine.serving.blocks import BLOCK, Copy
from engine.serving.clock import Clock, VirtualClock
from engine.serving.load import requests, uniform_lengths
from engine.serving.loop import Loop, Runner, serve, turns
from engine.serving.metrics import Metrics, metrics
from engine.serving.request import Request
from engine.serving.runner import loop_of
from engine.serving.scheduler import Limits, Work
from engine.serving.simulate import StepCost, simulate

POLICIES: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {"naive": ("static", False), "static": ("static", True), "continuous": ("continuous", True)}
)
"""Policy, and whether its batches have all rows: naive serving is a batch of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """So many requests, whose prompts and answers have 1 to so many tokens, each length as often as any other.

    They come at a `share` of the rate that continuous batching serves, as the simulation has it; for infinity all at
    once.
    """

    n: int
    prompt: int
    answer: int
    share: float
    seed: int

    def requests(self, rate: float, vocab_size: int) -> list[Request]:
        prompts = uniform_lengths(self.n, self.prompt, self.seed)
        answers = uniform_lengths(self.n, self.answer, self.seed + 1)
        return requests(prompts, answers, rate=rate, vocab_size=vocab_size, seed=self.seed)


class Timed:
    """A runner whose steps move a clock by the processor time that they take, and nothing else does.

    So an idle loop need not be waited for, and others may have the processor in between. `points` are (tokens, rows,
    seconds). On one thread it is the wall's time on a machine that does nothing else.
    """

    def __init__(self, runner: Runner, clock: Clock) -> None:
        self.runner, self.clock = runner, clock
        self.max_seq_len, self.vocab_size = runner.max_seq_len, runner.vocab_size
        self.points: list[tuple[int, int, float]] = []

    def __call__(self, work: Sequence[Work], copies: Sequence[Copy]) -> Sequence[Tensor]:
        began = time.process_time()
        rows = self.runner(work, copies)
        taken = time.process_time() - began
        self.points.append((sum(one.count for one in work), len(work), taken))
        self.clock.wait(self.clock() + taken)
        return rows


@dataclass(frozen=True, slots=True)
class Race:
    """What was measured and what was predicted, by the names of `POLICIES`, for `rate` requests a second."""

    rate: float
    measured: Mapping[str, Metrics]
    predicted: Mapping[str, Metrics]


def race(model: GPT, load: Load, limits: Limits, cost: StepCost) -> Race:
    """The same requests served by each policy, a step each by turns, so that what disturbs one disturbs all."""
    vocabulary = model.config.vocab_size
    capacity = simulate(load.requests(math.inf, vocabulary), cost, limits=limits).metrics
    rate = load.share * capacity.answers / capacity.duration
    asked, predicted = load.requests(rate, vocabulary), {}
    made: dict[str, dict[str, list[Answer]]] = {name: {} for name in POLICIES}
    running = []
    for name, (policy, is_batched) in POLICIES.items():
        own = limits if is_batched else replace(limits, max_rows=1)
        predicted[name] = simulate(asked, cost, policy=policy, limits=own).metrics
        running.append(turns(_timed(model, load, own, policy)[0], asked, made[name]))
    while running:
        running = [one for one in running if next(one, _ENDED) is not _ENDED]
    return Race(rate, {name: _metrics(answers) for name, answers in made.items()}, predicted)


def step_cost(model: GPT, load: Load, limits: Limits) -> StepCost:
    """What a step, a token and a row cost, as seen while the loop serves a load that is there at once."""
    loop, timed = _timed(model, load, limits, "continuous")
    serve(loop, load.requests(math.inf, model.config.vocab_size))
    return StepCost.fitted(timed.points)


_ENDED = object()


def _timed(model: GPT, load: Load, limits: Limits, policy: str) -> tuple[Loop, Timed]:
    """A loop with blocks for as many of the longest requests as a batch has rows, on a clock that its steps move."""
    blocks = limits.max_rows * -(-(load.prompt + load.answer) // BLOCK)
    clock = VirtualClock()
    loop = loop_of(model, n_blocks=blocks, policy=policy, limits=limits, prefix_cache=False, clock=clock)
    loop.runner = timed = Timed(loop.runner, clock)
    return loop, timed


def _metrics(made: Mapping[str, Sequence[Answer]]) -> Metrics:
    return metrics([answer.times for answers in made.values() for answer in answers])
