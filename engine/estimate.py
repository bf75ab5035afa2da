"""What a model will cost, as plain numbers: what the command line's `estimate` prints, as a table or as JSON.

A model is a preset's name and, where a question begins with "what if", fields that differ from it. Bytes, seconds
and counts are in the base of their unit. Raises ValueError, with the reason, for what cannot be.
"""

from __future__ import annotations

from typing import Any

from engine.config import ModelConfig
from engine.cost.activations import activation_bytes
from engine.cost.capacity import max_requests, max_seq_len, request_bytes, reserve_for, working_bytes
from engine.cost.dtypes import require_positive
from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.cost.narrow import held_bytes
from engine.cost.parameters import parameters
from engine.cost.roofline import compute_bound_batch, decode_time, prefill_time
from engine.cost.weights import weight_bytes
from engine.parallel.share import share
from engine.presets import hardware, preset
from engine.sweep import Answer, swept

GPU = "a100-80gb-sxm"  # the card of the course, where none is named


@swept
def kv(
    model: str, *, seq_len: int, batch: int = 1, dtype: str = "bf16", policy: str = "ideal", **changes: Any
) -> Answer:
    """What `batch` sequences of `seq_len` tokens keep between two steps."""
    config = shape(model, **changes)
    check_length(config, model, seq_len)
    kept = kv_cache_bytes(config, seq_len=seq_len, batch=batch, dtype=dtype, policy=policy)
    return {
        "model": model,
        "dtype": dtype,
        "seq_len": seq_len,
        "batch": batch,
        "policy": policy,
        "bytes": plain(kept),
        "bytes_per_token": plain(bytes_per_token(config, dtype=dtype)),
    }


def params(model: str, *, dtype: str = "bf16", **changes: Any) -> Answer:
    """How many parameters there are, how many one token meets, and what all weigh."""
    config = shape(model, **changes)
    count = parameters(config)
    parts = ("embedding", "attention", "feed_forward", "router", "norm", "head")
    return {
        "model": model,
        "dtype": dtype,
        "total": plain(count.total),
        "active": plain(count.active),
        "by_component": {part: plain(getattr(count, part)) for part in parts},
        "bytes": plain(weight_bytes(config, dtype=dtype)),
    }


@swept
def flops(model: str, *, seq_len: int, batch: int = 1, causal: bool = False, **changes: Any) -> Answer:
    """Operations of a prompt of `seq_len` tokens, and of one token made when that many are in sight.

    `by_component` splits the prompt's, with the head at every position.
    """
    config = shape(model, **changes)
    check_length(config, model, seq_len)
    prompt = forward_flops(config, seq_len=seq_len, batch=batch, causal=causal)
    parts = ("attention_scores", "attention_projections", "feed_forward", "head")
    return {
        "model": model,
        "seq_len": seq_len,
        "batch": batch,
        "causal": causal,
        "prefill": plain(prompt.total),
        "decode_per_token": plain(decode_flops(config, context=seq_len).total),
        "by_component": {part: plain(getattr(prompt, part)) for part in parts},
    }


@swept
def activations(
    model: str, *, seq_len: int, batch: int = 1, dtype: str = "bf16", cached: int = 0, **changes: Any
) -> Answer:
    """What a pass over `seq_len` new tokens behind `cached` ones holds for itself at its peak, its last logits made."""
    config = shape(model, **changes)
    check_length(config, model, seq_len + cached)
    peak = activation_bytes(config, seq_len=seq_len, batch=batch, cached=cached, dtype=dtype)
    return {
        "model": model,
        "dtype": dtype,
        "seq_len": seq_len,
        "batch": batch,
        "cached": cached,
        "bytes": plain(peak),
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
    check_length(config, model, seq_len)
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
    cache_dtype: str | None = None,
    group: int | None = None,
    reserve: float = 0.0,
    chunk: int = 0,
    cards: int = 1,
    shared: int = 0,
    users: int | None = None,
    **changes: Any,
) -> Answer:
    """How many requests of `seq_len` tokens fit beside the weights, and how long `batch` requests can be.

    Beside them stand the activations of `chunk` tokens that are read at once, and the `reserve`, a share of it all.
    With several `cards`, which share the model's heads, bytes are of one of them. The first `shared` tokens are kept
    once for all. With `users` it is also the other way round: the shares kept free with which just so many fit.
    """
    config, device = shape(model, **changes), hardware(gpu)
    check_length(config, model, seq_len)
    require_positive(cards=cards)
    part = config if cards == 1 else share(config, 0, cards).own
    room: dict[str, Any] = {"dtype": dtype, "cache_dtype": cache_dtype, "group": group, "chunk": chunk}
    weights, kept = held_bytes(part, dtype=dtype, group=group), cache_dtype or dtype
    once, each = request_bytes(part, seq_len=seq_len, dtype=kept, shared=shared)
    found: Answer = {
        "model": model,
        "hardware": gpu,
        "cards": cards,
        "dtype": dtype,
        "cache_dtype": kept,
        "seq_len": seq_len,
        "batch": batch,
        "reserve": reserve,
        "chunk": chunk,
        "shared": shared,
        "weight_bytes": plain(weights),
        "request_bytes": plain(each),
        "shared_bytes": plain(once),
        "activation_bytes": plain(working_bytes(part, chunk=chunk, dtype=dtype)),
        "weights_fit": bool(weights <= device.memory * (1 - reserve)),
        "max_requests": plain(max_requests(part, device, seq_len=seq_len, reserve=reserve, shared=shared, **room)),
        "max_seq_len": plain(max_seq_len(part, device, batch=batch, reserve=reserve, **room)),
    }
    if users is not None:
        above, up_to = reserve_for(part, device, requests=users, seq_len=seq_len, shared=shared, **room)
        found |= {"users": users, "reserve_above": float(above), "reserve_up_to": float(up_to)}
    return found


def shape(model: str, **changes: Any) -> ModelConfig:
    """A preset with other fields: `shape("llama-2-7b", n_kv_heads=8)`."""
    return preset(model).replace(**changes)


def check_length(config: ModelConfig, model: str, seq_len: int) -> None:
    """Learned positions end; rotary ones go on past the training length, at the price of quality only."""
    if config.position == "learned" and seq_len > config.max_seq_len:
        raise ValueError(f"seq_len={seq_len} is beyond the {config.max_seq_len} positions that {model} has learned")


def plain(number: float) -> int | float:
    """A whole number without a point, for JSON."""
    return int(number) if number == int(number) else float(number)
