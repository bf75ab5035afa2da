"""What a model will cost, as plain numbers: what the command line's `estimate` prints, as a table or as JSON.

A model is a preset's name and, where a question begins with "what if", fields that differ from it. Bytes, seconds
and counts are in the base of their unit. Raises ValueError, with the reason, for what cannot be.
"""

from __future__ import annotations

from typing import Any

from engine.config import ModelConfig
from engine.cost.activations import activation_bytes
from engine.cost.capacity import max_requests, max_seq_len, working_bytes
from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.cost.parameters import parameters
from engine.cost.roofline import compute_bound_batch, decode_time, prefill_time
from engine.cost.weights import weight_bytes
from engine.presets import hardware, preset
from engine.sweep import Answer, swept

GPU = "a100-80gb-sxm"  # the card of the course, where none is named


@swept
def kv(
    model: str, *, seq_len: int, batch: int = 1, dtype: str = "bf16", policy: str = "ideal", **changes: Any
) -> Answer:
    """What `batch` sequences of `seq_len` tokens keep between two steps."""
    config = shape(model, **changes)
    _check_length(config, model, seq_len)
    kept = kv_cache_bytes(config, seq_len=seq_len, batch=batch, dtype=dtype, policy=policy)
    return {
        "model": model,
        "dtype": dtype,
        "seq_len": seq_len,
        "batch": batch,
        "policy": policy,
        "bytes": _plain(kept),
        "bytes_per_token": _plain(bytes_per_token(config, dtype=dtype)),
    }


def params(model: str, *, dtype: str = "bf16", **changes: Any) -> Answer:
    """How many parameters there are, how many one token meets, and what all weigh."""
    config = shape(model, **changes)
    count = parameters(config)
    parts = ("embedding", "attention", "feed_forward", "router", "norm", "head")
    return {
        "model": model,
        "dtype": dtype,
        "total": _plain(count.total),
        "active": _plain(count.active),
        "by_component": {part: _plain(getattr(count, part)) for part in parts},
        "bytes": _plain(weight_bytes(config, dtype=dtype)),
    }


@swept
def flops(model: str, *, seq_len: int, batch: int = 1, causal: bool = False, **changes: Any) -> Answer:
    """Operations of a prompt of `seq_len` tokens, and of one token made when that many are in sight.

    `by_component` splits the prompt's, with the head at every position.
    """
    config = shape(model, **changes)
    _check_length(config, model, seq_len)
    prompt = forward_flops(config, seq_len=seq_len, batch=batch, causal=causal)
    parts = ("attention_scores", "attention_projections", "feed_forward", "head")
    return {
        "model": model,
        "seq_len": seq_len,
        "batch": batch,
        "causal": causal,
        "prefill": _plain(prompt.total),
        "decode_per_token": _plain(decode_flops(config, context=seq_len).total),
        "by_component": {part: _plain(getattr(prompt, part)) for part in parts},
    }


@swept
def activations(
    model: str, *, seq_len: int, batch: int = 1, dtype: str = "bf16", cached: int = 0, **changes: Any
) -> Answer:
    """What a pass over `seq_len` new tokens behind `cached` ones holds for itself at its peak, its last logits made."""
    config = shape(model, **changes)
    _check_length(config, model, seq_len + cached)
    peak = activation_bytes(config, seq_len=seq_len, batch=batch, cached=cached, dtype=dtype)
    return {
        "model": model,
        "dtype": dtype,
        "seq_len": seq_len,
        "batch": batch,
        "cached": cached,
        "bytes": _plain(peak),
        "bytes_per_new_token": float(peak) / (seq_len * batch),
    }


@swept
def roofline(
    model: str,
    *,
    seq_len: int,
    gpu: str = GPU,
    batch: int = 1,
    dtype: str = "bf16",
    overhead: float = 0.0,
    **changes: Any,
) -> Answer:
    """The least time of a prompt and of one step, and the most tokens a second of all requests together.

    `bound` is what limits the step: memory or compute. `compute_bound_batch` is the batch from which compute does, or
    None if memory always will.
    """
    config, device = shape(model, **changes), hardware(gpu)
    _check_length(config, model, seq_len)
    step = decode_time(config, device, context=seq_len, batch=batch, dtype=dtype, overhead=overhead)
    enough = compute_bound_batch(config, device, context=seq_len, dtype=dtype)
    prompt = prefill_time(config, device, seq_len=seq_len, batch=batch, dtype=dtype, overhead=overhead)
    return {
        "model": model,
        "hardware": gpu,
        "dtype": dtype,
        "seq_len": seq_len,
        "batch": batch,
        "bound": step.bound,
        "intensity": float(step.intensity),
        "compute_bound_batch": None if enough is None else int(enough),
        "prefill_bound": prompt.bound,
        "prefill_intensity": float(prompt.intensity),
        "prefill_s": float(prompt.seconds),
        "decode_s_per_token": float(step.seconds),
        "tokens_per_s": batch / float(step.seconds),
    }


@swept
def capacity(
    model: str,
    *,
    seq_len: int,
    gpu: str = GPU,
    batch: int = 1,
    dtype: str = "bf16",
    reserve: float = 0.0,
    chunk: int = 0,
    **changes: Any,
) -> Answer:
    """How many requests of `seq_len` tokens fit beside the weights, and how long `batch` requests can be.

    Beside them stand the activations of `chunk` tokens that are read at once, and the `reserve`, a share of it all.
    """
    config, device = shape(model, **changes), hardware(gpu)
    _check_length(config, model, seq_len)
    room: dict[str, Any] = {"dtype": dtype, "reserve": reserve, "chunk": chunk}
    return {
        "model": model,
        "hardware": gpu,
        "dtype": dtype,
        "seq_len": seq_len,
        "batch": batch,
        "reserve": reserve,
        "chunk": chunk,
        "weight_bytes": _plain(weight_bytes(config, dtype=dtype)),
        "request_bytes": _plain(kv_cache_bytes(config, seq_len=seq_len, dtype=dtype)),
        "activation_bytes": _plain(working_bytes(config, chunk=chunk, dtype=dtype)),
        "weights_fit": bool(weight_bytes(config, dtype=dtype) <= device.memory * (1 - reserve)),
        "max_requests": _plain(max_requests(config, device, seq_len=seq_len, **room)),
        "max_seq_len": _plain(max_seq_len(config, device, batch=batch, **room)),
    }


def shape(model: str, **changes: Any) -> ModelConfig:
    """A preset with other fields: `shape("llama-2-7b", n_kv_heads=8)`."""
    return preset(model).replace(**changes)


def _check_length(config: ModelConfig, model: str, seq_len: int) -> None:
    """Learned positions end; rotary ones go on past the training length, at the price of quality only."""
    if config.position == "learned" and seq_len > config.max_seq_len:
        raise ValueError(f"seq_len={seq_len} is beyond the {config.max_seq_len} positions that {model} has learned")


def _plain(number: float) -> int | float:
    """A whole number without a point, for JSON."""
    return int(number) if number == int(number) else float(number)
