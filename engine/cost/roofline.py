"""How fast a step can be at best: bytes over bandwidth or operations over peak, whichever takes longer.

The roofline of Williams, Waterman and Patterson (CACM 52(4), 2009). A lower bound: a real step adds launches,
imperfect kernels and, between devices, communication. `overhead` adds a constant where one is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.config import ModelConfig
from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import kv_cache_bytes, state_bytes
from engine.cost.weights import weights_read
from engine.presets import Hardware
from engine.units import Bytes, Count, Flops, FlopsPerByte, Seconds

LARGEST_BATCH = 2**40
"""Beyond any machine: a step that memory still limits then is limited by the caches, not by the weights."""


@dataclass(frozen=True, kw_only=True)
class StepTime:
    """A step's lower bound and what it is made of. `weights` and `cache` are the bytes that move."""

    seconds: Seconds
    memory: Seconds
    compute: Seconds
    bound: Literal["memory", "compute"]
    intensity: FlopsPerByte
    weights: Bytes
    cache: Bytes


def decode_time(
    config: ModelConfig,
    hardware: Hardware,
    *,
    context: int,
    batch: int = 1,
    dtype: str = "bf16",
    cache_dtype: str | None = None,
    overhead: float = 0.0,
) -> StepTime:
    """One decode step: every weight it needs and every sequence's whole cache are read once.

    `cache_dtype` is the weights' own unless given. A recurrent state is written back, so it moves twice. Weights
    are read once for the whole batch, which is why batching pays.
    """
    kept = cache_dtype or dtype
    cache = kv_cache_bytes(config, seq_len=context, batch=batch, dtype=kept) + batch * state_bytes(config, dtype=kept)
    flops = decode_flops(config, context=context, batch=batch).total
    return _step(hardware, flops, weights_read(config, batch=batch, dtype=dtype), Bytes(cache), dtype, overhead)


def prefill_time(
    config: ModelConfig,
    hardware: Hardware,
    *,
    seq_len: int,
    batch: int = 1,
    dtype: str = "bf16",
    cache_dtype: str | None = None,
    overhead: float = 0.0,
) -> StepTime:
    """A prompt in one pass: causal scores, the head at the last position only, the cache written once."""
    cache = kv_cache_bytes(config, seq_len=seq_len, batch=batch, dtype=cache_dtype or dtype)
    body = forward_flops(config, seq_len=seq_len, batch=batch, causal=True, head=False).total
    head = decode_flops(config, context=1, batch=batch).head
    weights = weights_read(config, batch=batch * seq_len, dtype=dtype)
    return _step(hardware, Flops(body + head), weights, cache, dtype, overhead)


def compute_bound_batch(
    config: ModelConfig, hardware: Hardware, *, context: int, dtype: str = "bf16", cache_dtype: str | None = None
) -> Count | None:
    """The fewest sequences at once for which arithmetic limits a decode step; None if memory does for any number.

    Weights are read once for all, so they cost each sequence less the more there are; its cache is its own. Where
    reading that takes longer than its arithmetic, no batch is large enough.
    """

    def limited(batch: int) -> bool:
        step = decode_time(config, hardware, context=context, batch=batch, dtype=dtype, cache_dtype=cache_dtype)
        return step.bound == "compute"

    if limited(1):
        return Count(1)
    if not limited(LARGEST_BATCH):
        return None
    short, enough = 1, LARGEST_BATCH
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if limited(middle) else (middle, enough)
    return Count(enough)


def _step(hardware: Hardware, flops: Flops, weights: Bytes, cache: Bytes, dtype: str, overhead: float) -> StepTime:
    if dtype == "fp32":
        raise ValueError(
            f"dtype='fp32': only the bf16 peak of {hardware.name} is known; narrower weights compute in it"
        )
    memory = Seconds((weights + cache) / hardware.bandwidth)
    compute = Seconds(flops / hardware.tflops_bf16)
    return StepTime(
        seconds=Seconds(max(memory, compute) + overhead),
        memory=memory,
        compute=compute,
        bound="memory" if memory >= compute else "compute",
        intensity=FlopsPerByte(flops / (weights + cache)),
        weights=weights,
        cache=cache,
    )
