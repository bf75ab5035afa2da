"""What a prefix cache finds: counted in the pool, beside the formula, and vLLM's published example.

N requests share P tokens and have q of their own; blocks hold B. All but the first find the shared blocks that are
full: (N − 1) · ⌊P / B⌋ · B of N · (P + q) tokens.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.fact import computed
from engine.serving.blocks import BlockPool
from engine.serving.prefix import PrefixCache
from engine.units import Count, Ratio, Series, Table

BLOCK = 16
VLLM = "vLLM, docs/design/prefix_caching.md, Example"


class Shared(NamedTuple):
    """Requests that begin alike."""

    requests: int
    shared: int
    own: int


CHAT = Shared(requests=16, shared=256, own=16)
QUESTIONS = Shared(requests=3, shared=2000, own=100)


@computed()
def prefix_hits() -> Table:
    """16 requests that share 256 tokens and have 16 of their own: tokens found in blocks of 16, and their share."""
    return hits(CHAT)


@computed()
def prefix_questions() -> Table:
    """Three questions of 100 tokens about one text of 2,000: what is found of it, and what has to be computed."""
    return hits(QUESTIONS)


@computed()
def hit_rate_by_block() -> Series:
    """Share of tokens found by the size of a block: 16 requests that share 250 tokens and have 16 of their own.

    Only full blocks are found, so large ones find less of the same text.
    """
    sizes, load = (1, 4, 16, 64, 128, 256), CHAT._replace(shared=250)
    return Series("tokens a block", sizes, Ratio, {"found": tuple(counted(load, size).hit_rate for size in sizes)})


@computed(source=VLLM)
def prefix_example() -> Table:
    """vLLM's example, ten blocks of four tokens: what requests 1 and 2 find of request 0, and what that evicts.

    Request 0 has `known` tokens in the end, request 1 has 14 of which the first `alike` are the same, request 2 has 29,
    of which 12 are.
    """
    pool = BlockPool(10, 4)
    prefixes = PrefixCache(pool)
    zero, alike = list(range(17)), 10
    tables = [_read(prefixes, text) for text in (zero, [*zero[:alike], *range(20, 24)])]
    for table in tables:
        pool.free(table)
    known = [block for block in pool.free_queue if pool.key(block) is not None]
    found, two = prefixes.found, [*zero[:12], *range(30, 47)]
    table = _read(prefixes, two)
    return Table(
        blocks=Count(pool.n_blocks),
        block_size=Count(pool.block_size),
        known=Count(len(zero)),
        alike=Count(alike),
        asked_1=Count(alike + 4),
        found_1=Count(found),
        found_2=Count(prefixes.found - found),
        taken_2=Count(len(table)),
        evicted=Count(len(set(known) & set(table[3:]))),
    )


def hits(load: Shared) -> Table:
    """What is asked for and found, and by the formula."""
    prefixes = counted(load, BLOCK)
    full = load.shared // BLOCK * BLOCK
    return Table(
        requests=Count(load.requests),
        shared=Count(load.shared),
        own=Count(load.own),
        block_size=Count(BLOCK),
        asked=Count(prefixes.asked),
        found=Count(prefixes.found),
        computed=Count(prefixes.asked - prefixes.found),
        hit_rate=prefixes.hit_rate,
        formula=Ratio((load.requests - 1) * full / (load.requests * (load.shared + load.own))),
    )


def counted(load: Shared, block_size: int) -> PrefixCache:
    """A prefix cache that has seen all requests, one after another."""
    prefixes = PrefixCache(BlockPool(load.requests * (load.shared + load.own), block_size))
    for request in range(load.requests):
        own = range((request + 1) * 100_000, (request + 1) * 100_000 + load.own)
        _read(prefixes, [*range(load.shared), *own])
    return prefixes


def _read(prefixes: PrefixCache, text: list[int]) -> list[int]:
    """The table of a text that is taken in whole."""
    table = prefixes.take(text)
    assert table is not None
    prefixes.pool.extend(table, len(table) * prefixes.pool.block_size, len(text))
    prefixes.keep(table, text)
    return table
