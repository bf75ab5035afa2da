"""What users ask of a server in an experiment: how long their prompts and answers are, and when they come."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from engine.serving.request import Request


def poisson(rate: float, seed: int) -> Iterator[float]:
    """Arrivals that know nothing of each other, so many a second on average; all at 0 for an infinite rate."""
    state, now = random.Random(seed), 0.0
    while True:
        now += state.expovariate(rate) if rate != math.inf else 0.0
        yield now


def uniform_lengths(n: int, longest: int, seed: int) -> list[int]:
    """1 to `longest` tokens, each length as often as any other as far as `n` allows, in any order."""
    lengths = [1 + i * longest // n for i in range(n)]
    random.Random(seed).shuffle(lengths)
    return lengths


def long_tailed_lengths(n: int, mean: float, seed: int) -> list[int]:
    """Lengths of which most are short and few are long: an answer ends at each token with the same chance.

    Each part of that distribution comes as often as n allows, in any order.
    """
    lengths = [1 + int(-mean * math.log(1 - (i + 0.5) / n)) for i in range(n)]
    random.Random(seed).shuffle(lengths)
    return lengths


def requests(
    prompts: Sequence[int], answers: Sequence[int], *, rate: float = math.inf, vocab_size: int = 1, seed: int = 0
) -> list[Request]:
    """Requests of these lengths of prompt and answer, with any tokens for prompts, that come `rate` a second."""
    state, arrivals = random.Random(seed), poisson(rate, seed)
    return [
        Request(
            id=str(i), prompt=tuple(state.randrange(vocab_size) for _ in range(prompt)), max_new_tokens=answer,
            arrives=next(arrivals),
        )
        for i, (prompt, answer) in enumerate(zip(prompts, answers, strict=True))
    ]  # fmt: skip
