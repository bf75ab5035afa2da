"""Making text, a token at a time: without a cache, with one, and as a stream with the time of every token."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.cache.kv_cache import KVCache
from engine.model import GPT
from engine.sampling import Sampler, greedy
from engine.watch.not_finite import from_finite_logits


@torch.inference_mode()
@from_finite_logits
def generate_without_cache(
    model: GPT,
    ids: Tensor,
    n_new: int,
    sampler: Sampler = greedy,
) -> Tensor:
    """The prompt and `n_new` tokens more, reading everything again for each. ids [B, T] -> [B, T + n_new]"""
    check_room(model, ids, n_new)
    for _ in range(n_new):
        logits = model(ids, last_only=True)
        new = sampler(logits)
        ids = torch.cat([ids, new], dim=1)
    return ids


@torch.inference_mode()
@from_finite_logits
def generate(
    model: GPT,
    ids: Tensor,
    n_new: int,
    cache: KVCache | None = None,
    sampler: Sampler = greedy,
) -> Tensor:
    """The prompt and `n_new` tokens more, reading each token once. ids [B, T] -> [B, T + n_new]

    The first pass reads the prompt, each later one the token before. A `cache` that already holds the beginning
    of the text is gone on with: then `ids` is what it has not seen. The last token made is not in it.
    """
    cache = room_for(model, ids, n_new, cache)
    new = ids
    for _ in range(n_new):
        logits = model(new, cache, last_only=True)
        new = sampler(logits)
        ids = torch.cat([ids, new], dim=1)
    return ids


@dataclass(frozen=True, slots=True)
class Emitted:
    """One new token of each row, and when it was there: seconds since the request came in."""

    ids: tuple[int, ...]
    at: float


@from_finite_logits
def stream(
    model: GPT,
    ids: Tensor,
    n_new: int,
    cache: KVCache | None = None,
    sampler: Sampler = greedy,
    *,
    lengths: Sequence[int] | None = None,
) -> Iterator[Emitted]:
    """As `generate`, but each token as soon as it is made. `lengths` lets rows of unequal prompts go together."""
    began = time.perf_counter()
    cache = room_for(model, ids, n_new, cache)
    new = ids
    for _ in range(n_new):
        with torch.inference_mode():
            new = sampler(model(new, cache, lengths=lengths, last_only=True))
        lengths = None
        yield Emitted(tuple(new[:, 0].tolist()), time.perf_counter() - began)


@from_finite_logits
def stream_without_cache(model: GPT, ids: Tensor, n_new: int, sampler: Sampler = greedy) -> Iterator[Emitted]:
    """As `generate_without_cache`, but each token as soon as it is made."""
    began = time.perf_counter()
    check_room(model, ids, n_new)
    for _ in range(n_new):
        with torch.inference_mode():
            new = sampler(model(ids, last_only=True))
            ids = torch.cat([ids, new], dim=1)
        yield Emitted(tuple(new[:, 0].tolist()), time.perf_counter() - began)


def room_for(model: GPT, ids: Tensor, n_new: int, cache: KVCache | None) -> KVCache:
    """The cache if it has room for a prompt and `n_new` tokens, of which the last is never read; or a new one.

    Raises ValueError before any work if there is too little room.
    """
    if cache is None:
        check_room(model, ids, n_new)
        positions = max(1, ids.shape[1] + n_new - 1)
        try:
            return model.new_cache(batch_size=ids.shape[0], max_seq_len=positions)
        except (MemoryError, RuntimeError):  # the second is what torch raises
            raise ValueError(f"a cache of {positions:,} positions needs more memory than there is") from None
    held = int(cache.lengths.max())
    needed = held + ids.shape[1] + n_new - 1
    if needed > cache.max_seq_len:
        raise ValueError(
            f"{held} cached tokens, {ids.shape[1]} more and {n_new} new ones need {needed} positions; "
            f"the cache has {cache.max_seq_len}"
        )
    return cache


def check_room(model: GPT, ids: Tensor, n_new: int) -> None:
    """Raises ValueError before any work if the text would outgrow the model."""
    if n_new < 0:
        raise ValueError(f"n_new={n_new} tokens cannot be made")
    needed, room = ids.shape[1] + n_new - 1, model.config.max_seq_len
    if needed > room:
        raise ValueError(f"{ids.shape[1]} tokens and {n_new} new ones need {needed} positions; the model has {room}")
