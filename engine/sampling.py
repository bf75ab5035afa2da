"""From logits to the next token. A sampler is a function: logits [B, 1, V] -> token ids [B, 1]."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from numbers import Integral, Real

import torch
from torch import Tensor

Sampler = Callable[[Tensor], Tensor]

SEEDS = (-(2**63), 2**64 - 1)
"""The least and the greatest that a random state takes."""

PENALTIES = (1e-6, 1e6)
COLDEST = torch.finfo(torch.float32).tiny
"""A lower temperature takes the likeliest token as surely, and would overflow."""


def greedy(logits: Tensor) -> Tensor:
    """The likeliest token, every time. [B, 1, V] -> [B, 1]"""
    return logits.argmax(dim=-1)


def sample(
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
    seed: int | None = None,
) -> Sampler:
    """A sampler that draws from `probabilities`, with a random state of its own: the same seed, the same text."""
    _check(temperature, top_k, top_p, min_p)
    if seed is not None and not (_is_a(Integral, seed) and SEEDS[0] <= seed <= SEEDS[1]):
        raise ValueError(f"seed={seed!r} is not a whole number from -2^63 to 2^64 - 1")
    state = torch.Generator()
    if seed is None:
        state.seed()
    else:
        state.manual_seed(int(seed))

    def draw(logits: Tensor) -> Tensor:
        weights = probabilities(logits, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
        drawn = torch.multinomial(weights.flatten(0, -2).cpu(), 1, generator=state)
        return drawn.view(logits.shape[:-1]).to(logits.device)

    return draw


def penalised(sampler: Sampler, penalty: float, prompts: Sequence[Sequence[int]]) -> Sampler:
    """A sampler that likes less what a row's text holds already: its prompt, and what was drawn for it since.

    CTRL's repetition penalty (arXiv 1909.05858, section 4.1): logits above 0 are divided by `penalty`, those below
    multiplied, once however often the token was there. It belongs to one request, as it remembers its tokens.
    """
    if not (_is_a(Real, penalty) and penalty > 0):
        raise ValueError(f"repetition penalty {penalty!r} is not above 0; 1 leaves the logits as they are")
    if not PENALTIES[0] <= penalty <= PENALTIES[1]:
        low, high = PENALTIES
        raise ValueError(
            f"repetition penalty {penalty!r} is not from {low:g} to {high:g}; 1 leaves the logits as they are"
        )
    seen = [set(prompt) for prompt in prompts]

    def draw(logits: Tensor) -> Tensor:
        logits = logits.clone()
        for row, said in enumerate(seen):
            ids = torch.tensor(sorted(said), dtype=torch.long, device=logits.device)
            now = logits[row, -1, ids]
            logits[row, -1, ids] = torch.where(now > 0, now / penalty, now * penalty)
        new = sampler(logits)
        for said, token in zip(seen, new[:, -1].tolist(), strict=True):
            said.add(token)
        return new

    return draw


def probabilities(
    logits: Tensor,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
) -> Tensor:
    """The distribution that is drawn from, [..., V]: sharpened by temperature, cut to `top_k`, `top_p`, `min_p`.

    `top_p` keeps the fewest likeliest tokens that hold at least that share (nucleus sampling, arXiv 1904.09751),
    one at the least. `min_p` keeps those that are at least that share as likely as the likeliest (arXiv 2407.01082).
    """
    _check(temperature, top_k, top_p, min_p)
    logits = logits.float()
    below = logits - logits.amax(dim=-1, keepdim=True)  # so that the likeliest is 0 however small the temperature
    weights = torch.softmax(below / max(temperature, COLDEST), dim=-1)
    ordered, ids = weights.sort(dim=-1, descending=True, stable=True)
    if top_k is not None:
        ordered[..., min(top_k, ordered.shape[-1]) :] = 0
    if top_p is not None:
        ordered = ordered / ordered.sum(dim=-1, keepdim=True)
        before = ordered.cumsum(dim=-1) - ordered
        beyond = before >= top_p
        beyond[..., 0] = False  # a share may be so small that it is 0 in the numbers of the weights
        ordered[beyond] = 0
    if min_p is not None:
        ordered[ordered < min_p * ordered[..., :1]] = 0
    kept = torch.zeros_like(weights).scatter(-1, ids, ordered)
    return kept / kept.sum(dim=-1, keepdim=True)


def _check(temperature: float, top_k: int | None, top_p: float | None, min_p: float | None) -> None:
    for name, value in (("temperature", temperature), ("top_p", top_p), ("min_p", min_p)):
        if value is not None and not _is_a(Real, value):
            raise ValueError(f"{name}={value!r} is no number")
    if top_k is not None and not _is_a(Integral, top_k):
        raise ValueError(f"top_k={top_k!r} is no whole number")
    if not temperature > 0:
        raise ValueError(f"temperature={temperature!r} is not above 0; its limit at 0 is `greedy`")
    if math.isinf(temperature):
        raise ValueError(f"temperature={temperature!r} is no finite number")
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k={top_k!r} keeps no token")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p={top_p!r} is not a share above 0, up to 1")
    if min_p is not None and not 0 <= min_p <= 1:
        raise ValueError(f"min_p={min_p!r} is not a share of the likeliest token's chance, from 0 to 1")


def _is_a(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
