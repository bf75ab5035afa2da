"""Speculative sampling as the papers print it: no cache, no tensors, every distribution read from the whole text.

Leviathan et al., arXiv:2211.17192, algorithm 1. The tests hold `decode.rounds` to it, draw for draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from engine.speculate.chance import Chance

Distribution = Callable[[Sequence[int]], list[float]]
"""What may come behind a text, one chance a token."""


def step(target: Distribution, draft: Distribution, prefix: Sequence[int], gamma: int, chance: Chance) -> list[int]:
    """SpeculativeDecodingStep: from 1 to γ + 1 tokens behind a prefix."""
    guesses: list[int] = []
    q: list[list[float]] = []
    for _ in range(gamma):
        q.append(draft([*prefix, *guesses]))
        guesses.append(chance.pick(torch.tensor(q[-1])))
    p = [target([*prefix, *guesses[:i]]) for i in range(gamma + 1)]
    n = gamma
    for i, x in enumerate(guesses):
        if not chance.happens(min(1.0, p[i][x] / q[i][x])):
            n = i
            break
    last = p[n]
    if n < gamma:
        more = [max(0.0, a - b) for a, b in zip(p[n], q[n], strict=True)]
        last = [value / sum(more) for value in more]
    return [*guesses[:n], chance.pick(torch.tensor(last))]
