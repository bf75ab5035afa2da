"""From a row of logits to a token, by what one answer asks for alone: no other row has a say in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.reply import Sampling
from engine.sampling import Sampler


@dataclass(frozen=True, slots=True)
class Token:
    """A token drawn. `logprob` and `top`, the likeliest with theirs, are of the model's own distribution."""

    id: int
    logprob: float | None = None
    top: tuple[tuple[int, float], ...] = ()


def draw(logits: Tensor, sampler: Sampler, logprobs: int | None = None) -> Token | None:
    """The next token of one answer, logits [V]; None where they are not finite, so that none can be chosen."""
    if not bool(logits.amax().isfinite()):
        return None
    token = int(sampler(logits[None, None]))
    if logprobs is None:
        return Token(token)
    logs = torch.log_softmax(logits.float(), dim=-1)
    values, ids = logs.topk(min(logprobs, len(logs)))
    return Token(token, float(logs[token]), tuple(zip(ids.tolist(), values.tolist(), strict=True)))


def sampler_of(sampling: Sampling, prompt: Sequence[int], index: int) -> Sampler:
    """The sampler of a request's answer number `index`, with a random state of its own.

    The first draws by the seed that was given, so that it is what it would be alone; each other by a seed made of
    both numbers. Raises ValueError for settings that contradict one another.
    """
    if index and sampling.seed is not None:
        name = f"{sampling.seed} {index}".encode()
        sampling = replace(sampling, seed=int.from_bytes(hashlib.sha256(name).digest()[:8]))
    return sampling.sampler(prompt)
