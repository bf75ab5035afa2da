"""A server that answers one client at a time, and ours, under one load: what users wait, and what was predicted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import torch

from engine.decode import stream
from engine.fact import Settings, measured
from engine.facts.real_model import smollm2
from engine.load.arrivals import Open
from engine.load.call import Call, make_calls
from engine.load.definitions import vllm
from engine.load.drive import Target, drive
from engine.load.record import Record
from engine.measure import TokenTimes
from engine.server.beside import MODEL, other, ours
from engine.server.naive import naive_server
from engine.serving import race
from engine.serving.metrics import Metrics, metrics, percentile
from engine.serving.request import Request
from engine.serving.scheduler import Limits
from engine.serving.simulate import StepCost, simulate
from engine.units import Count, Number, Ratio, Seconds, Table, TokensPerSecond

N, WORDS, ANSWER, SPREAD = 12, 16, 32, 0.5
SHARE = 0.9
LIMITS = Limits(max_rows=8, max_tokens=256)
ONE = Limits(max_rows=1, max_tokens=256)
SERVED = Settings(
    model="SmolLM2-135M-Instruct, its file's 4 bits widened",
    dtype="fp32",
    batch=LIMITS.max_rows,
    prompt="8 to 24 words, 12 clients by Poisson arrivals",
    new_tokens=ANSWER,
    threads=1,
    seed=1,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What comes, when, and how long a step takes here without a server around it."""

    calls: Sequence[Call]
    requests: Sequence[Request]
    arrivals: Open
    predicted: tuple[Metrics, Metrics]


@measured(
    claim=lambda t: t["throughput_over"] > 1 and t["ttft_p95_under"] > 1 and t["ttft_p50_under"] > 1,
    settings=SERVED,
    repeats=3,
    warm_up=0,
)
def server_run() -> Table:
    """SmolLM2 behind a server that takes one client after the other, and behind ours: the same Poisson arrivals.

    They come at nine tenths of the rate that continuous batching serves by the simulation, whose step times are
    measured here without a server; what it says of both is `_predicted`. `same_texts` is the share of equal answers.
    """
    it = asked()
    with other(naive_server(smollm2(), MODEL)) as base_url:
        naive = loaded(base_url, it)
    with ours(smollm2(), rows=LIMITS.max_rows, tokens=LIMITS.max_tokens) as base_url:
        batched = loaded(base_url, it)
    waits = {name: vllm(records)["ttft"] for name, records in (("naive", naive), ("ours", batched))}
    made = sum(call.answer_tokens for call in it.calls)
    rates = {"naive": made / duration(naive), "ours": made / duration(batched)}
    alone, together = it.predicted
    fields: dict[str, Count | Number | Ratio | Seconds | TokensPerSecond] = {
        "requests": Count(N), "rows": Count(LIMITS.max_rows), "answer": Count(ANSWER),
        "prompt": Count(sum(len(one.prompt) for one in it.requests) / N), "rate": Number(it.arrivals.rate, digits=3),
    }  # fmt: skip
    for name, seconds in waits.items():
        fields |= {f"throughput_{name}": TokensPerSecond(rates[name])}
        fields |= {f"ttft_p{share}_{name}": Seconds(percentile(seconds, share)) for share in (50, 95)}
    return Table(
        **fields,
        throughput_over=Ratio(rates["ours"] / rates["naive"]),
        throughput_over_predicted=Ratio(together.throughput / alone.throughput),
        ttft_p50_under=Ratio(fields["ttft_p50_naive"] / fields["ttft_p50_ours"]),
        ttft_p50_under_predicted=Ratio(alone.ttft.p50 / together.ttft.p50),
        ttft_p95_under=Ratio(fields["ttft_p95_naive"] / fields["ttft_p95_ours"]),
        ttft_p95_under_predicted=Ratio(alone.ttft.p95 / together.ttft.p95),
        same_texts=Ratio(sum(a.text == b.text for a, b in zip(naive, batched, strict=True)) / N),
    )


@cache
def asked() -> Asked:
    """The load, and what the simulation makes of it."""
    model = smollm2()
    assert model.tokenizer is not None
    calls = make_calls(
        N, prompt_words=WORDS, answer_tokens=ANSWER, spread=SPREAD, shared_words=0, seed=SERVED.seed
    )  # fmt: skip
    prompts = [tuple(model.tokenizer.encode(call.prompt)) for call in calls]
    cost = race.step_cost(model, race.Load(n=8, prompt=WORDS, answer=ANSWER, share=1.0, seed=SERVED.seed), LIMITS)
    at_once = simulate(_requests(calls, prompts, [0.0] * N), cost, limits=LIMITS).metrics
    arrivals = Open(rate=SHARE * N / at_once.duration)
    requests = _requests(calls, prompts, [*arrivals.times(N, SERVED.seed)])
    alone = simulate(requests, _cost_alone(prompts[0]), policy="static", limits=ONE).metrics
    return Asked(
        calls=calls,
        requests=requests,
        arrivals=arrivals,
        predicted=(alone, simulate(requests, cost, limits=LIMITS).metrics),
    )


def _cost_alone(prompt: Sequence[int]) -> StepCost:
    """What the naive server's steps take, no other text in them: processor time, as `race.step_cost` has it."""
    taken = []
    for new in (1, 1, ANSWER):  # the first is slow
        began = time.process_time()
        list(stream(smollm2(), torch.tensor([prompt]), new))
        taken.append(time.process_time() - began)
    _, first, all_of_them = taken
    step = (all_of_them - first) / (ANSWER - 1)
    return StepCost(step=step, token=max(0.0, first - step) / len(prompt))


def _requests(calls: Sequence[Call], prompts: Sequence[tuple[int, ...]], times: Sequence[float]) -> list[Request]:
    return [
        Request(id=str(i), prompt=prompt, max_new_tokens=call.answer_tokens, arrives=at)
        for i, (call, prompt, at) in enumerate(zip(calls, prompts, times, strict=True))
    ]


def loaded(base_url: str, it: Asked) -> list[Record]:
    """What each client saw. Raises ValueError where one was not answered."""
    records = asyncio.run(drive(Target(base_url=base_url, model=MODEL), it.calls, it.arrivals, seed=SERVED.seed))
    if wrong := [record.error for record in records if not record.is_complete]:
        raise ValueError(f"{len(wrong)} of {len(records)} calls had no whole answer: {wrong[0]}")
    return records


def duration(records: Sequence[Record]) -> Seconds:
    """From the first call to the last word."""
    return metrics([TokenTimes(start=one.sent, stamps=one.chunks) for one in records]).duration
