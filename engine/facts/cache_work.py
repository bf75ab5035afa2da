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
LENGTHS = (1024, 2048, 3072, 4096, 5120, 6144, 7168, 8192)


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
def next_token_flops() -> Series:
    """FLOPs of the next token behind so long a text with Llama 3 8B, itself among it: without a cache and with one.

    Each step runs the output head for its last position only.
    """
    lines = {
        "no cache": tuple(float(_whole(length)) for length in LENGTHS),
        "cache": tuple(float(_step(length)) for length in LENGTHS),
    }
    return Series("tokens so far", LENGTHS, Flops, lines)


@computed()
def next_token_saved() -> Table:
    """How many times the FLOPs without a cache: of token 1,024 of Llama 3 8B, and of a text of as many tokens."""
    whole = sum(_whole(length) for length in range(1, TOKENS + 1))
    cached = sum(_step(length) for length in range(1, TOKENS + 1))
    return Table(
        tokens=Count(TOKENS),
        without=_whole(TOKENS),
        cached=_step(TOKENS),
        times=Ratio(_whole(TOKENS) / _step(TOKENS)),
        text_times=Ratio(whole / cached),
    )


def _whole(length: int) -> Flops:
    """A step that computes the whole text."""
    return Flops(
        forward_flops(MODEL, seq_len=length, causal=True, head=False).total + decode_flops(MODEL, context=1).head
    )


def _step(length: int) -> Flops:
    """A step that computes its last token."""
    return decode_flops(MODEL, context=length).total


def _positions(tokens: int) -> int:
    """Positions that go through the model without a cache: 1 for the first token, 2 for the second."""
    return tokens * (tokens + 1) // 2


def _pairs(tokens: int) -> int:
    """Causal pairs of one head without a cache: a step of length L has L (L + 1) / 2 of them."""
    return tokens * (tokens + 1) * (tokens + 2) // 6
