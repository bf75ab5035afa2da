"""What users of a server would wait, simulated: each asks again when answered, steps of the roofline's cost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engine.cost.flops import decode_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.narrow import read_bytes
from engine.economics.pace import talking
from engine.economics.plans import MARGIN
from engine.measure import TokenTimes
from engine.readiness.levels import SPREAD, Expected
from engine.readiness.needs import Needs
from engine.readiness.options import Option
from engine.serving.answer import Answer
from engine.serving.blocks import BLOCK, BlockPool
from engine.serving.clock import VirtualClock
from engine.serving.loop import Loop
from engine.serving.metrics import percentile
from engine.serving.request import Request
from engine.serving.scheduler import Limits, Scheduler
from engine.serving.simulate import ANY, CostOnly, StepCost
from engine.units import Seconds

CALLS, SEED, CHUNK = 240, 1, 512
"""Calls of a simulation, its seed, and the tokens that a step reads."""


def expected(needs: Needs, option: Option) -> Expected | None:
    """The waits of one server's users, every step `MARGIN` times the roofline's. None for a job.

    Lengths vary by `SPREAD`, as in the load test. What a prefix cache finds of a prompt is not read; its cache is.
    """
    if needs.job or option.plan is None:
        return None
    times = closed(option, max(CALLS, 5 * option.users))[option.users :]
    began, ended = times[0].start, times[-1].start  # all users are there, none has stopped asking
    good = [one for one in times if one.ttft <= needs.first and (len(one.stamps) < 2 or one.tpot <= needs.token)]
    in_time = sum(began <= one.stamps[-1] < ended for one in good)
    return Expected(
        calls=len(times),
        first=Seconds(percentile([one.ttft for one in times], 95)),
        token=Seconds(percentile([one.tpot for one in times if len(one.stamps) > 1], 95)),
        goodput=in_time / (ended - began) * option.servers,
    )


def closed(option: Option, calls: int) -> list[TokenTimes]:
    """So many calls of an option's users, who begin one after another and ask again when they are answered."""
    clock, coming = VirtualClock(), _requests(option, calls)
    answers = list[Answer]()
    limits = Limits(max_rows=option.users, max_tokens=max(CHUNK, option.users))
    blocks = 2 * option.users * (2 * option.use.load.length // BLOCK + 1)
    loop = Loop(
        Scheduler(BlockPool(blocks, BLOCK), policy="continuous", limits=limits),
        CostOnly(step_cost(option), clock), clock=clock, choose=lambda logits, sampler, logprobs: ANY,
    )  # fmt: skip
    apart = MARGIN * option.pace.gap * option.use.load.new_tokens / option.users  # an answer's time has all of them
    begun = ready = 0
    while len(answers) < calls or not loop.idle:
        if begun < option.users and begun * apart <= clock():
            begun, ready = begun + 1, ready + 1
        for request in islice(coming, ready):
            answers.append(loop.add(replace(request, arrives=clock()))[0])
        ready = 0
        if loop.idle:
            clock.wait(begun * apart)
        else:
            ready = sum(bool(piece.finish) for piece in loop.step())
    return [answer.times for answer in answers]


def step_cost(option: Option) -> StepCost:
    """Seconds of a step on an option's cards: weights, each token's arithmetic, each row's cache, times `MARGIN`."""
    setup, context = option.setup, option.use.load.context
    weights = read_bytes(setup.part, batch=1, dtype=setup.dtype, group=setup.group)
    cache = kv_cache_bytes(setup.part, seq_len=context, dtype=setup.cache_dtype or setup.dtype)
    return StepCost(
        step=MARGIN * (weights / setup.card.bandwidth + talking(setup, 1)),
        token=MARGIN * decode_flops(setup.part, context=context).total / setup.card.tflops_bf16,
        row=MARGIN * cache / setup.card.bandwidth,
    )


def _requests(option: Option, calls: int) -> Iterator[Request]:
    state, load = random.Random(SEED), option.use.load
    for call in range(calls):
        prompt, answer = (
            max(1, round(n * state.uniform(1 - SPREAD, 1 + SPREAD))) for n in (load.prompt, load.new_tokens)
        )
        own = tuple(state.randrange(2**30) for _ in range(max(1, prompt - load.found)))
        yield Request(id=str(call), prompt=own, max_new_tokens=answer)
