"""One process against two that share every layer, on one machine: the same tokens, and what is sent for them."""

from __future__ import annotations

import time
from dataclasses import replace

import torch

from engine.cost.weights import weights_read
from engine.decode import stream
from engine.fact import measured
from engine.facts.decode_speed import prompt, timed, warm_model
from engine.facts.settings import DECODE_124M
from engine.parallel.ring import all_reduce, bytes_sent
from engine.parallel.share import share
from engine.parallel.team import Team
from engine.parallel.tensor import TensorParallel
from engine.parallel.worker import Rank
from engine.presets import KV_LAB
from engine.units import Bytes, Count, Ratio, Seconds, Table

RANKS = 2
SUMS = 50
PARALLEL_124M = replace(
    DECODE_124M, model=f"{DECODE_124M.model}, whole and shared by two processes", new_tokens=32
)  # fmt: skip


@measured(
    claim=lambda t: t["same_tokens"] >= 1 and t["sent"] == t["formula"],
    settings=PARALLEL_124M,
    repeats=3,
    warm_up=0,
)
def parallel_run() -> Table:
    """Decoding 32 tokens in one process, and in two on the same machine that share heads and units of every layer.

    What a rank sends a token, counted, and by the formula: two sums a layer; `messages` a step. `expected` is the
    speed-up that a rank's part of the weights and the time of a sum alone would give.
    """
    n_new, ids = PARALLEL_124M.new_tokens, prompt()
    model = warm_model(KV_LAB)
    text, one = timed(stream(model, ids, n_new))
    with Team(RANKS, fresh=True) as team:
        parallel = TensorParallel(team, model)
        parallel.generate(ids, 4)  # the first calls are slow
        two = parallel.generate(ids, n_new)
        a_sum = max(team.call(_a_sum, KV_LAB.d_model))
    read = ids.shape[1] + n_new - 1
    sums = 2 * KV_LAB.n_layers
    part = weights_read(share(KV_LAB, 0, RANKS).own, dtype="fp32") / weights_read(KV_LAB, dtype="fp32")
    return Table(
        ranks=Count(RANKS),
        one=one.tokens_per_second,
        two=two.times.tokens_per_second,
        speedup=Ratio(one.tpot / two.times.tpot),
        expected=Ratio(one.tpot / (part * one.tpot + sums * a_sum)),
        part=Ratio(part),
        sums=Count(sums),
        a_sum=Seconds(a_sum),
        same_tokens=Ratio(sum(a == (b,) for a, b in zip(text, two.tokens[0].tolist(), strict=True)) / n_new),
        sent=Bytes(sum(two.sent) / RANKS / read),
        formula=Bytes(sums * bytes_sent(KV_LAB.d_model * 4, RANKS)),
        messages=Count(sum(two.messages) / RANKS / n_new),
        cache_one=Bytes(model.new_cache(batch_size=1, max_seq_len=read).nbytes),
        cache_rank=two.cache[0],
    )


def _a_sum(rank: Rank, width: int) -> float:
    """Seconds that one sum of so many numbers over all ranks takes, the mean of many one after another."""
    x = torch.zeros(1, 1, width)
    all_reduce(x, rank.wire)
    began = time.perf_counter()
    for _ in range(SUMS):
        all_reduce(x, rank.wire)
    return (time.perf_counter() - began) / SUMS
