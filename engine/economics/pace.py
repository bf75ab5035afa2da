"""How fast requests are served that come one after another without end: the most tokens a second, by the roofline.

```
 gap   = step + batch · prompt / n      seconds from one token of a request to its next
 rate  = batch / gap                    tokens a second of all requests together
```
`batch` requests are in work at any time, each of `n` new tokens. In the time in which a request makes its n tokens,
each of the others is replaced once, so its steps wait for `batch` prompts. Upper bounds of the rate: no step is slower
than the roofline, nothing waits for the scheduler, and messages between cards are the only thing on top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.cost.capacity import BLOCK
from engine.cost.dtypes import require_positive
from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.narrow import read_bytes
from engine.cost.roofline import decode_time
from engine.economics.setup import Setup
from engine.parallel.cost import sums
from engine.units import Count, Seconds, TokensPerSecond


@dataclass(frozen=True, kw_only=True)
class Load:
    """Requests alike: tokens of the prompt, new tokens, and how many of the prompt a prefix cache has already.

    What is found is not computed and is kept once; each request's steps read it all the same.
    """

    prompt: int
    new_tokens: int
    shared: int = 0

    def __post_init__(self) -> None:
        require_positive(prompt=self.prompt, new_tokens=self.new_tokens)
        if not 0 <= self.shared < self.prompt:
            raise ValueError(f"shared={self.shared} of {self.prompt} tokens: the last one at least is computed")

    @property
    def length(self) -> int:
        """Tokens of a request at its end, for which room is kept."""
        return self.prompt + self.new_tokens

    @property
    def found(self) -> int:
        """Tokens in whole blocks of what is shared."""
        return self.shared // BLOCK * BLOCK

    @property
    def context(self) -> int:
        """Tokens in sight of a new one, in the middle of the answer."""
        return self.prompt + self.new_tokens // 2


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What `batch` requests at once get and make. `bound` is what limits a step."""

    batch: Count
    prompt: Seconds
    step: Seconds
    gap: Seconds
    rate: TokensPerSecond
    bound: Literal["memory", "compute"]


def pace(setup: Setup, load: Load, batch: int) -> Pace:
    """The steady state of `batch` requests."""
    step, bound = step_time(setup, load.context, batch)
    prompt = prompt_time(setup, load)
    gap = Seconds(step + batch * prompt / load.new_tokens)
    rate = TokensPerSecond(batch / gap)
    return Pace(batch=Count(batch), prompt=prompt, step=step, gap=gap, rate=rate, bound=bound)


def step_time(setup: Setup, context: int, batch: int) -> tuple[Seconds, Literal["memory", "compute"]]:
    """One new token of each request, and what limits it: `decode_time` with weights in groups, and messages on top."""
    kept = setup.cache_dtype or setup.dtype
    step = decode_time(setup.part, setup.card, context=context, batch=batch, dtype=setup.dtype, cache_dtype=kept)
    weights = read_bytes(setup.part, batch=batch, dtype=setup.dtype, group=setup.group)
    memory = (weights + step.cache) / setup.card.bandwidth
    bound: Literal["memory", "compute"] = "memory" if memory >= step.compute else "compute"
    return Seconds(max(memory, step.compute) + talking(setup, batch)), bound


def prompt_time(setup: Setup, load: Load) -> Seconds:
    """One prompt behind what is found of it: operations of the whole less those of the beginning; weights read once."""
    part, new = setup.part, load.prompt - load.found
    whole = forward_flops(part, seq_len=load.prompt, causal=True, head=False).total + decode_flops(part, context=1).head
    known = forward_flops(part, seq_len=load.found, causal=True, head=False).total if load.found else 0
    cache = kv_cache_bytes(part, seq_len=load.prompt, dtype=setup.cache_dtype or setup.dtype)
    memory = (read_bytes(part, batch=new, dtype=setup.dtype, group=setup.group) + cache) / setup.card.bandwidth
    return Seconds(max((whole - known) / setup.card.tflops_bf16, memory) + talking(setup, new))


def talking(setup: Setup, tokens: int) -> Seconds:
    """Messages between cards for so many tokens. Nothing for one card."""
    if setup.link is None:
        return Seconds(0)
    return sums(setup.model, setup.link, size=setup.cards, tokens=tokens)


def largest(setup: Setup, load: Load, *, limit: float | None = None) -> Count:
    """The most requests at once that fit, and with a `limit` whose gap is no longer. 0 if not even one does."""
    fit = int(setup.users(load.length, shared=load.shared))
    if limit is None or not fit or pace(setup, load, fit).gap <= limit:
        return Count(fit)
    good, bad = 0, fit
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if pace(setup, load, middle).gap <= limit else (good, middle)
    return Count(good)
