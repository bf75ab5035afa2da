"""How many token positions a model computes without and with a cache: exact sums."""

from __future__ import annotations

from engine.fact import computed
from engine.facts.settings import DECODE_124M, PROMPT_TOKENS
from engine.units import Count, Ratio, Table


def positions_without_cache(prompt: int, steps: int) -> int:
    """Each pass reads the prompt and all that came after it: the first pass, then one for each step."""
    return sum(prompt + step for step in range(steps + 1))


def positions_with_cache(prompt: int, steps: int) -> int:
    """The first pass reads the prompt; each step reads the newest token alone."""
    return prompt + steps


def reuse(prompt: int, steps: int) -> Table:
    without, cached = positions_without_cache(prompt, steps), positions_with_cache(prompt, steps)
    return Table(
        prompt=Count(prompt),
        steps=Count(steps),
        computed_without=Count(without),
        computed_with=Count(cached),
        redundant=Ratio(1 - cached / without),
    )


@computed()
def cache_reuse_example() -> Table:
    """Token positions computed for a 4-token prompt and 3 more steps, without and with a cache."""
    return reuse(prompt=4, steps=3)


@computed()
def cache_reuse_run() -> Table:
    """The same counts for the benchmark run: its prompt, then one step for each further token."""
    return reuse(prompt=PROMPT_TOKENS, steps=DECODE_124M.new_tokens - 1)
