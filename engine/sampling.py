"""From logits to the next token. A sampler is a function: logits [B, 1, V] -> token ids [B, 1]."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Sampler = Callable[[Tensor], Tensor]


def greedy(logits: Tensor) -> Tensor:
    """The likeliest token, every time. [B, 1, V] -> [B, 1]"""
    return logits.argmax(dim=-1)


def sample(
    *, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None, seed: int | None = None
) -> Sampler:
    """A sampler that draws from `probabilities`, with a random state of its own: the same seed, the same text."""
    _check(temperature, top_k, top_p)
    state = torch.Generator()
    if seed is None:
        state.seed()
    else:
        state.manual_seed(seed)

    def draw(logits: Tensor) -> Tensor:
        weights = probabilities(logits, temperature=temperature, top_k=top_k, top_p=top_p)
        drawn = torch.multinomial(weights.flatten(0, -2).cpu(), 1, generator=state)
        return drawn.view(logits.shape[:-1]).to(logits.device)

    return draw


def probabilities(
    logits: Tensor, *, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Tensor:
    """The distribution that is drawn from, [..., V]: sharpened by temperature, cut to `top_k`, then to `top_p`.

    `top_p` keeps the fewest likeliest tokens that hold at least that share (nucleus sampling, arXiv 1904.09751),
    one at the least.
    """
    _check(temperature, top_k, top_p)
    weights = torch.softmax(logits.float() / temperature, dim=-1)
    ordered, ids = weights.sort(dim=-1, descending=True, stable=True)
    if top_k is not None:
        ordered[..., top_k:] = 0
    if top_p is not None:
        ordered = ordered / ordered.sum(dim=-1, keepdim=True)
        before = ordered.cumsum(dim=-1) - ordered
        ordered[before >= top_p] = 0
    kept = torch.zeros_like(weights).scatter(-1, ids, ordered)
    return kept / kept.sum(dim=-1, keepdim=True)


def _check(temperature: float, top_k: int | None, top_p: float | None) -> None:
    if not temperature > 0:
        raise ValueError(f"temperature={temperature!r} is not above 0; its limit at 0 is `greedy`")
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k={top_k!r} keeps no token")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p={top_p!r} is not a share above 0, up to 1")
