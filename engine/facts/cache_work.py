"""What a text costs from its first token to its last, without a cache and with one: counted, not timed.

Projections, feed-forward and head are done once for each position that goes through the model, scores once for each
pair of a token and one that it may see. Without a cache each step repeats all of both.
"""

from __future__ import annotations

from engine.cost.flops import decode_flops, forward_flops
from engine.fact import computed
from engine.presets import preset
from engine.units import Count, Flops, Ratio, Series, Table

MODEL = preset("llama-3-8b")
TOKENS = 1024
LENGTHS = (128, 256, 512, 1024, 2048, 4096, 8192)


@computed()
def cache_work() -> Table:
    """A text of 1,024 tokens written one by one: positions and pairs computed, without and with a cache.

    `redundant` is the share of positions that had been computed before. `twice_…` is how many times as much the same
    takes for a text of twice the length.
    """
    positions, twice = _positions(TOKENS), _positions(2 * TOKENS)
    pairs, twice_pairs = _pairs(TOKENS), _pairs(2 * TOKENS)
    return Table(
        tokens=Count(TOKENS),
        positions_without=Count(positions),
        positions_with=Count(TOKENS),
        redundant=Ratio(1 - TOKENS / positions),
        pairs_without=Count(pairs),
        pairs_with=Count(positions),
        twice_positions_without=Ratio(twice / positions),
        twice_positions_with=Ratio(2),
        twice_pairs_without=Ratio(twice_pairs / pairs),
        twice_pairs_with=Ratio(twice / positions),
    )


@computed()
def cache_work_by_length() -> Series:
    """FLOPs to write a text of so many tokens one by one with Llama 3 8B, without a cache and with one.

    Each step runs the output head for its last position only.
    """
    without, cached = [0.0], [0.0]
    for length in range(1, LENGTHS[-1] + 1):
        step = decode_flops(MODEL, context=length)
        whole = forward_flops(MODEL, seq_len=length, causal=True, head=False).total + step.head
        without.append(without[-1] + whole)
        cached.append(cached[-1] + step.total)
    lines = {
        "no cache": tuple(without[length] for length in LENGTHS),
        "cache": tuple(cached[length] for length in LENGTHS),
    }
    return Series("tokens written", LENGTHS, Flops, lines)


@computed()
def cache_work_saved() -> Table:
    """How many times the FLOPs a text of 128, 1,024 and 8,192 tokens takes without a cache, with Llama 3 8B."""
    curves = cache_work_by_length()
    without, cached = curves.lines["no cache"], curves.lines["cache"]
    times = {length: Ratio(a / b) for length, a, b in zip(curves.x, without, cached, strict=True)}
    return Table(**{f"times_{length}": times[length] for length in (128, 1024, 8192)})


def _positions(tokens: int) -> int:
    """Positions that go through the model without a cache: 1 for the first token, 2 for the second."""
    return tokens * (tokens + 1) // 2


def _pairs(tokens: int) -> int:
    """Causal pairs of one head without a cache: a step of length L has L (L + 1) / 2 of them."""
    return tokens * (tokens + 1) * (tokens + 2) // 6
