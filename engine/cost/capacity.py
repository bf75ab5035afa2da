"""What fits beside the weights: how many requests of one length, or how long a request, or what has to stay free.

One card's memory is asked for. Of a model that several cards share, its shape is one card's part of it.
"""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.activations import activation_bytes
from engine.cost.dtypes import require_positive
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.narrow import held_bytes
from engine.presets import Hardware
from engine.units import Bytes, Count, Ratio

COMPUTED_IN = ("fp32", "bf16", "fp16")
BLOCK = 16
"""Tokens of a block, as vLLM has them: of a shared beginning only whole ones are kept once."""


def max_requests(
    config: ModelConfig,
    hardware: Hardware,
    *,
    seq_len: int,
    dtype: str = "bf16",
    reserve: float = 0.0,
    cache_dtype: str | None = None,
    chunk: int = 0,
    group: int | None = None,
    shared: int = 0,
) -> Count:
    """Requests of `seq_len` tokens whose caches fit together beside the weights; none if the weights don't fit.

    `reserve` is the share of the memory kept for the runtime, and for activations unless `chunk` says how many
    tokens a pass reads at once: then their activations are counted too. The first `shared` tokens are the same
    for all, and the whole blocks of them are kept once.
    """
    free = _free(config, hardware, dtype, group, reserve) - working_bytes(config, chunk=chunk, dtype=dtype)
    once, each = request_bytes(config, seq_len=seq_len, dtype=cache_dtype or dtype, shared=shared)
    return Count(max(0, int((free - once) // each)))


def request_bytes(config: ModelConfig, *, seq_len: int, dtype: str = "bf16", shared: int = 0) -> tuple[Bytes, Bytes]:
    """What all requests keep once of the `shared` tokens that they begin with, and what each keeps beside that.

    Raises ValueError for layers that forget: a window or a state of one request is none of another's.
    """
    whole = kv_cache_bytes(config, seq_len=seq_len, dtype=dtype)
    if not 0 <= shared < seq_len:
        raise ValueError(
            f"shared={shared} is no beginning of {seq_len} tokens, of which one at least is a request's own"
        )
    if shared < BLOCK:
        return Bytes(0), whole
    if forgetful := sorted(set(config.kinds) - {"full", "latent"}):
        raise ValueError(f"layers of kind {forgetful[0]!r} share no beginning; those that keep every token do")
    once = kv_cache_bytes(config, seq_len=shared // BLOCK * BLOCK, dtype=dtype)
    return once, Bytes(whole - once)


def reserve_for(
    config: ModelConfig,
    hardware: Hardware,
    *,
    requests: int,
    seq_len: int,
    dtype: str = "bf16",
    cache_dtype: str | None = None,
    chunk: int = 0,
    group: int | None = None,
    shared: int = 0,
) -> tuple[Ratio, Ratio]:
    """The question the other way round: from more than which share kept free only so many requests fit, up to which.

    Raises ValueError where they do not fit even with nothing kept free.
    """
    require_positive(requests=requests)
    free = _free(config, hardware, dtype, group, 0.0) - working_bytes(config, chunk=chunk, dtype=dtype)
    once, each = request_bytes(config, seq_len=seq_len, dtype=cache_dtype or dtype, shared=shared)
    left = free - once - requests * each
    if left < 0:
        fit = max(0, int((free - once) // each))
        raise ValueError(f"{requests} requests of {seq_len} tokens do not fit on {hardware.name}; {fit} do")
    return Ratio(max(0.0, (left - each) / hardware.memory)), Ratio(left / hardware.memory)


def max_seq_len(
    config: ModelConfig,
    hardware: Hardware,
    *,
    batch: int = 1,
    dtype: str = "bf16",
    reserve: float = 0.0,
    cache_dtype: str | None = None,
    chunk: int = 0,
    group: int | None = None,
) -> Count:
    """The longest that `batch` requests can be together, no longer than the model's own `max_seq_len`."""
    require_positive(batch=batch)
    free = _free(config, hardware, dtype, group, reserve) - working_bytes(config, chunk=chunk, dtype=dtype)
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


def _free(config: ModelConfig, hardware: Hardware, dtype: str, group: int | None, reserve: float) -> float:
    if not 0 <= reserve < 1:
        raise ValueError(f"reserve={reserve!r} is not a share of the memory, from 0 up to 1")
    return hardware.memory * (1 - reserve) - held_bytes(config, dtype=dtype, group=group)
