"""Batching policies measured on a small model, beside what the simulation predicts."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import torch

from engine.config import ModelConfig
from engine.fact import Settings, measured
from engine.model import GPT
from engine.serving.race import POLICIES, Load, race, step_cost
from engine.serving.scheduler import Limits
from engine.units import Count, Ratio, Seconds, Table, TokensPerSecond

SHAPE = ModelConfig(
    n_layers=4, n_heads=8, n_kv_heads=4, head_dim=64, d_model=512, d_ff=1536, vocab_size=4096, max_seq_len=64
)  # fmt: skip
LOAD = Load(n=20, prompt=16, answer=24, share=0.8, seed=3)
LIMITS = Limits(max_rows=8, max_tokens=64)
SERVED = Settings(
    model="4-layer Llama shape of 17M weights, random",
    dtype="fp32",
    batch=LIMITS.max_rows,
    prompt="1 to 16 any tokens",
    new_tokens=LOAD.answer,
    threads=1,
    seed=3,
)


@measured(
    claim=lambda t: t["throughput_over_naive"] > 1 and t["ttft_p95_under_naive"] > 1,
    settings=SERVED,
    repeats=3,
    warm_up=0,
)
def batching_run() -> Table:
    """The same requests served naively, in static batches and continuously: throughput, waits, and what was predicted.

    Throughput with all requests there at once; waits when they come at a rate that continuous batching serves.
    """
    model = small_model()
    cost = step_cost(model, replace(LOAD, seed=4), LIMITS)
    full, coming = (race(model, load, LIMITS, cost) for load in (replace(LOAD, share=math.inf), LOAD))
    fields: dict[str, Count | Ratio | Seconds | TokensPerSecond] = {
        "requests": Count(LOAD.n), "rows": Count(LIMITS.max_rows), "step": Seconds(cost.step),
        "token": Seconds(cost.token), "row": Seconds(cost.row),
    }  # fmt: skip
    for name in POLICIES:
        fields[f"throughput_{name}"] = full.measured[name].throughput
        fields[f"ttft_p95_{name}"] = coming.measured[name].ttft.p95
    for name in ("naive", "static"):
        for kind, there, here in (
            ("", full.measured, coming.measured),
            ("_predicted", full.predicted, coming.predicted),
        ):
            fields[f"throughput_over_{name}{kind}"] = Ratio(there["continuous"].throughput / there[name].throughput)
            fields[f"ttft_p95_under_{name}{kind}"] = Ratio(here[name].ttft.p95 / here["continuous"].ttft.p95)
    return Table(**fields)


@cache
def small_model() -> GPT:
    torch.manual_seed(SERVED.seed)
    return GPT(SHAPE).eval()
