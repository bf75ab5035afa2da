"""What fits beside the weights: how many requests of one length, or how long a request."""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.activations import activation_bytes
from engine.cost.dtypes import require_positive
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.weights import weight_bytes
from engine.presets import Hardware
from engine.units import Bytes, Count

COMPUTED_IN = ("fp32", "bf16", "fp16")


def max_requests(
    config: ModelConfig,
    hardware: Hardware,
    *,
    seq_len: int,
    dtype: str = "bf16",
    reserve: float = 0.0,
    cache_dtype: str | None = None,
    chunk: int = 0,
) -> Count:
    """Requests of `seq_len` tokens whose caches fit together beside the weights; none if the weights don't fit.

    `reserve` is the share of the memory kept for the runtime, and for activations unless `chunk` says how many
    tokens a pass reads at once: then their activations are counted too.
    """
    free = _free(config, hardware, dtype, reserve) - working_bytes(config, chunk=chunk, dtype=dtype)
    request = kv_cache_bytes(config, seq_len=seq_len, dtype=cache_dtype or dtype)
    return Count(max(0, int(free // request)))


def max_seq_len(
    config: ModelConfig,
    hardware: Hardware,
    *,
    batch: int = 1,
    dtype: str = "bf16",
    reserve: float = 0.0,
    cache_dtype: str | None = None,
    chunk: int = 0,
) -> Count:
    """The longest that `batch` requests can be together, no longer than the model's own `max_seq_len`."""
    require_positive(batch=batch)
    free = _free(config, hardware, dtype, reserve) - working_bytes(config, chunk=chunk, dtype=dtype)
    fits, too_long = 0, config.max_seq_len + 1
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if kv_cache_bytes(config, seq_len=middle, batch=batch, dtype=cache_dtype or dtype) <= free:
            fits = middle
        else:
            too_long = middle
    return Count(fits)


def working_bytes(config: ModelConfig, *, chunk: int, dtype: str = "bf16") -> Bytes:
    """What a pass over `chunk` tokens holds for itself; quantised weights are computed with in bf16. Nothing for 0."""
    if chunk == 0:
        return Bytes(0)
    return activation_bytes(config, seq_len=chunk, dtype=dtype if dtype in COMPUTED_IN else "bf16")


def _free(config: ModelConfig, hardware: Hardware, dtype: str, reserve: float) -> float:
    if not 0 <= reserve < 1:
        raise ValueError(f"reserve={reserve!r} is not a share of the memory, from 0 up to 1")
    return hardware.memory * (1 - reserve) - weight_bytes(config, dtype=dtype)
