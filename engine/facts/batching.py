"""Batching policies on a virtual clock: what static batches pay, and what users wait, by policy and load."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from engine.fact import computed
from engine.facts.hardware import A100
from engine.facts.kv_cache import LLAMA_3_8B
from engine.serving.blocks import BlockPool
from engine.serving.load import long_tailed_lengths, requests, uniform_lengths
from engine.serving.metrics import gaps
from engine.serving.request import Request
from engine.serving.scheduler import Limits
from engine.serving.simulate import Outcome, StepCost, simulate
from engine.units import Count, Ratio, Seconds, Series, Table, TokensPerSecond

BATCHES = (4, 8, 16, 64)
SEED = 1
STEP = StepCost(step=1.0)

# What Llama 3 8B takes on an A100 at best, each row behind 512 tokens.
CONTEXT = 512
COST = StepCost.at_best(LLAMA_3_8B, A100, context=CONTEXT)
ROWS = Limits(max_rows=16, max_tokens=512, window=0.25)
REQUESTS, PROMPT, ANSWER = 120, 512, 64
RATES = (0.5, 1, 2, 4, 8, 16)
RATE = 16
SHARES = (0.25, 0.5, 0.75, 1.0)
POLICIES = {
    "naive": ("static", 1),
    "static": ("static", 16),
    "dynamic": ("dynamic", 16),
    "continuous": ("continuous", 16),
}


@computed(source="E[max of B] / E: 2B / (B + 1) for uniform lengths, 1 + 1/2 + … + 1/B for exponential ones")
def static_batching_paid() -> Series:
    """Rows a static batch holds over rows in which it makes a token, by rows of the batch: simulated and by formula.

    All rows are held until the longest answer is made. Uniform lengths cannot cost twice what is needed, however
    large the batch; long tails do.
    """
    return Series(
        "rows of the batch",
        BATCHES,
        Ratio,
        {
            "uniform, simulated": tuple(_paid(batch, _uniform) for batch in BATCHES),
            "2B / (B + 1)": tuple(2 * batch / (batch + 1) for batch in BATCHES),
            "long tail, simulated": tuple(_paid(batch, _long_tailed) for batch in BATCHES),
            "1 + 1/2 + … + 1/B": tuple(sum(1 / i for i in range(1, batch + 1)) for batch in BATCHES),
        },
    )


def _paid(batch: int, lengths: Callable[[int], list[int]]) -> float:
    """With so many batches that chance moves it by a few percent."""
    answers = lengths(max(1000, 24 * batch))
    outcome = simulate(requests([1] * len(answers), answers), STEP, policy="static", limits=Limits(max_rows=batch))
    return outcome.paid_over_needed


def _uniform(n: int) -> list[int]:
    return uniform_lengths(n, 100, SEED)


def _long_tailed(n: int) -> list[int]:
    return long_tailed_lengths(n, 30.0, SEED)


@computed(source="arXiv 2309.06180, Orca (OSDI 2022) for the policies; a simulation with roofline step times")
def batching_policies() -> Table:
    """Llama 3 8B on an A100 at best, at a load that continuous batching alone serves: throughput, waits and gaps.

    Prompts of uniform lengths up to `prompt`, answers of `answer` tokens on average with a long tail; naive serving
    has one row. Where a policy serves less than what comes, its queue and its waits grow with `requests`: what they
    are over continuous batching's is of a run of so many.
    """
    found = {name: _simulated(name, RATE) for name in POLICIES}
    fields: dict[str, TokensPerSecond | Seconds | Ratio | Count] = {
        "rate": Count(RATE), "rows": Count(ROWS.max_rows), "requests": Count(REQUESTS), "prompt": Count(PROMPT),
        "answer": Count(ANSWER), "step": Seconds(COST.step), "window": Seconds(ROWS.window),
    }  # fmt: skip
    for name, outcome in found.items():
        fields |= {
            f"throughput_{name}": outcome.metrics.throughput,
            f"ttft_p50_{name}": outcome.metrics.ttft.p50,
            f"ttft_p95_{name}": outcome.metrics.ttft.p95,
            f"tpot_{name}": outcome.metrics.tpot.mean,
            f"held_{name}": Ratio(outcome.paid_over_needed),
        }
    best = found["continuous"].metrics
    for name in ("naive", "static", "dynamic"):
        fields[f"throughput_over_{name}"] = Ratio(best.throughput / found[name].metrics.throughput)
        fields[f"ttft_p95_under_{name}"] = Ratio(found[name].metrics.ttft.p95 / best.ttft.p95)
    return Table(**fields)


@computed()
def batching_throughput() -> Series:
    """Tokens a second by batching policy and by requests that come a second: Llama 3 8B on an A100 at best."""
    lines = {name: tuple(_simulated(name, rate).metrics.throughput for rate in RATES) for name in POLICIES}
    return Series("requests a second", RATES, TokensPerSecond, lines)


@computed()
def batching_ttft() -> Series:
    """The wait for the first token that one in twenty passes, by policy and load: Llama 3 8B on an A100 at best.

    Of a run of 120 requests: beyond what a policy serves (`batching_throughput`) waits grow with their number.
    """
    lines = {name: tuple(_simulated(name, rate).metrics.ttft.p95 for rate in RATES) for name in POLICIES}
    return Series("requests a second", RATES, Seconds, lines)


@cache
def _simulated(name: str, rate: float) -> Outcome:
    policy, rows = POLICIES[name]
    limits = Limits(max_rows=rows, max_tokens=ROWS.max_tokens, window=ROWS.window)
    return simulate(_asked(rate), COST, policy=policy, limits=limits)


def _asked(rate: float) -> list[Request]:
    prompts = uniform_lengths(REQUESTS, PROMPT, SEED)
    answers = long_tailed_lengths(REQUESTS, float(ANSWER), SEED)
    return requests(prompts, answers, rate=rate, vocab_size=LLAMA_3_8B.vocab_size, seed=SEED)


@computed(source="Sarathi-Serve, arXiv 2403.02310: chunked prefills beside decoding")
def chunked_prefill() -> Table:
    """An answer that is being made while a prompt of 8,000 tokens comes: its longest gap, whole prompt or chunks.

    Llama 3 8B on an A100, where a step reads the weights and then computes: hidden behind one another the chunks
    would cost the prompt's own user less. Each token is counted as behind 512, so the long prompt is too cheap.
    """
    prompt, chunk = 8000, 512
    talk, document = requests([1, prompt], [200, 1], vocab_size=LLAMA_3_8B.vocab_size)
    asked = [talk, Request(id="document", prompt=document.prompt, max_new_tokens=1, arrives=0.5)]
    whole, chunked = (
        simulate(asked, COST, limits=Limits(max_rows=2, max_tokens=budget)).times for budget in (2 * prompt, chunk)
    )
    gap_whole, gap_chunked = Seconds(max(gaps(whole[0]))), Seconds(max(gaps(chunked[0])))
    return Table(
        prompt=Count(prompt),
        chunk=Count(chunk),
        step=Seconds(COST(1, 1)),
        gap_whole=gap_whole,
        gap_chunked=gap_chunked,
        gap_shorter=Ratio(gap_whole / gap_chunked),
        ttft_whole=whole[1].ttft,
        ttft_chunked=chunked[1].ttft,
        ttft_longer=Ratio(chunked[1].ttft / whole[1].ttft),
    )


@computed(source="vLLM, arXiv 2309.06180, section 4.5: preemption by recomputation")
def preemption_rereads() -> Series:
    """Tokens read over those that are needed when a batch has fewer blocks, by blocks as a share of all it could use.

    What is given back is read again, the tokens made among them.
    """
    n, prompt, answer, size, rows = 32, 64, 128, 16, 16
    asked = requests([prompt] * n, [answer] * n)
    most = rows * -(-(prompt + answer - 1) // size)
    needed = n * (prompt + answer - 1)
    read = tuple(
        simulate(asked, STEP, limits=Limits(max_rows=rows), pool=BlockPool(round(share * most), size)).counts.tokens
        for share in SHARES
    )
    return Series("blocks, as a share of what all rows need", SHARES, Ratio, {"read": tuple(r / needed for r in read)})
