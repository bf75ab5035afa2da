"""The loop without a model: the same scheduler on a clock of its own, which steps move by what they would take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.cost.roofline import decode_time
from engine.measure import TokenTimes
from engine.presets import Hardware
from engine.sampling import Sampler
from engine.serving.blocks import BLOCK, BlockPool, Copy
from engine.serving.clock import Clock, VirtualClock
from engine.serving.draw import Token
from engine.serving.loop import Loop, serve
from engine.serving.metrics import Metrics, metrics
from engine.serving.request import Request
from engine.serving.scheduler import Counts, Limits, Scheduler, Work


@dataclass(frozen=True, kw_only=True, slots=True)
class StepCost:
    """Seconds of a step: what it costs at all (reading the weights), of each token, and of each row's cache."""

    step: float
    token: float = 0.0
    row: float = 0.0

    def __call__(self, tokens: int, rows: int) -> float:
        reading = self.step + self.row * rows
        return reading + self.token * tokens

    @classmethod
    def at_best(cls, config: ModelConfig, hardware: Hardware, *, context: int, dtype: str = "bf16") -> StepCost:
        """By the roofline of one decode step behind `context` tokens, its reading and its arithmetic one by one."""
        alone = decode_time(config, hardware, context=context, dtype=dtype)
        return cls(
            step=alone.weights / hardware.bandwidth, token=float(alone.compute), row=alone.cache / hardware.bandwidth
        )

    @classmethod
    def fitted(cls, points: Sequence[tuple[int, int, float]]) -> StepCost:
        """Through measured (tokens, rows, seconds), by least squares of what each is off by as a share of itself.

        A part that would come out below 0 is left out. Raises ValueError for fewer points than parts.
        """
        if len(points) < 3:
            raise ValueError(f"{len(points)} points do not tell a step's cost from a token's and a row's; take 3")
        seconds = torch.tensor([taken for *_, taken in points], dtype=torch.float64)
        parts = torch.tensor([[1, tokens, rows] for tokens, rows, _ in points], dtype=torch.float64)
        used = [0, 1, 2]
        while True:
            share = parts[:, used] / seconds[:, None]
            found = torch.linalg.lstsq(share, torch.ones_like(seconds)[:, None], driver="gelsd").solution[:, 0]
            if bool((found >= 0).all()):
                break
            del used[int(found.argmin())]
        step, token, row = torch.zeros(3, dtype=torch.float64).index_put((torch.tensor(used),), found).tolist()
        return cls(step=step, token=token, row=row)


class CostOnly:
    """A runner that reads nothing and lets the time pass that reading would take."""

    max_seq_len = 2**31
    vocab_size = 2**31

    def __init__(self, cost: StepCost, clock: Clock) -> None:
        self.cost, self.clock = cost, clock

    def __call__(self, work: Sequence[Work], copies: Sequence[Copy]) -> list[Tensor]:
        taken = self.cost(sum(one.count for one in work), len(work))
        self.clock.wait(self.clock() + taken)
        return [torch.empty(0)] * len(work)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave: when each answer's tokens came, and what all steps took."""

    times: tuple[TokenTimes, ...]
    counts: Counts
    start: float

    @property
    def metrics(self) -> Metrics:
        return metrics(self.times, start=self.start)

    @property
    def paid_over_needed(self) -> float:
        """Rows that batches held, step by step, over those that an answer was made in."""
        return self.counts.held / self.counts.rows


def simulate(
    asked: Iterable[Request],
    cost: StepCost,
    *,
    policy: str = "continuous",
    limits: Limits | None = None,
    pool: BlockPool | None = None,
) -> Outcome:
    """What a server would give and take. Answers run to their `max_new_tokens`; blocks are no limit without a `pool`.

    Raises ValueError for a request that could never be served.
    """
    asked, clock = list(asked), VirtualClock()
    blocks = sum(-(-request.positions // BLOCK) * request.n for request in asked)
    scheduler = Scheduler(pool or BlockPool(blocks, BLOCK), policy=policy, limits=limits)
    loop = Loop(scheduler, CostOnly(cost, clock), clock=clock, choose=_any_token)
    answers = serve(loop, asked)
    times = tuple(answer.times for made in answers.values() for answer in made)
    return Outcome(times, scheduler.counts, start=min(request.arrives for request in asked))


def _any_token(logits: Tensor, sampler: Sampler, logprobs: int | None) -> Token:
    return ANY


ANY = Token(0)
