"""How much of a cache's memory holds tokens: in blocks, and where the longest answer is reserved beforehand.

Counted in the pool that serves (`engine.serving.blocks`), beside the formula: the last block of a sequence is half
empty on average, so (block_size − 1) / 2 tokens are wasted, whatever its length.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from engine.cost.kv_cache import bytes_per_token
from engine.fact import computed
from engine.presets import preset
from engine.serving.blocks import BlockPool
from engine.units import Bytes, Count, Number, Ratio, Series, Table

SMALL = preset("smollm2-135m")
PAPER = "Kwon et al., PagedAttention, 2023, arXiv:2309.06180"
BLOCK, LARGE_BLOCK = 16, 256  # vLLM's default; nano-vllm's least
RESERVED = 2048
LENGTHS = (128, 512, 2048)
REQUESTS, SEED = 256, 123
ANSWERS, PROMPT, NEW = 4, 250, 64


@computed(source=f"{PAPER}, section 4")
def kv_block() -> Table:
    """Bytes that SmolLM2-135M keeps of one token in bf16, and those of a block of 16 tokens."""
    token = bytes_per_token(SMALL)
    return Table(
        n_layers=Count(SMALL.n_layers),
        n_kv_heads=Count(SMALL.n_kv_heads),
        head_dim=Count(SMALL.head_dim),
        token=token,
        block_size=Count(BLOCK),
        block=Bytes(BLOCK * token),
    )


@computed(source=f"{PAPER}, section 3.1", atol=1e-12)
def paging_waste() -> Table:
    """Share of a cache's memory that holds no token, by the length of a sequence: last blocks of 16 and of 256 tokens.

    `reserved` is that of an answer of 128 tokens where room for 2,048 is set aside. `counted` are the tokens wasted in
    a block of 16 on average, counted in the pool over one sequence of every length from 113 to 128.
    """
    fields: dict[str, Count | Number | Ratio] = {
        "block_size": Count(BLOCK),
        "large_block": Count(LARGE_BLOCK),
        "wasted": Number((BLOCK - 1) / 2),
        "counted": Number(sum(wasted(range(113, 129), BLOCK)) / 16),
    }
    for length in LENGTHS:
        fields |= {
            f"tokens_{length}": Count(length),
            f"small_{length}": expected_waste(length, BLOCK),
            f"large_{length}": expected_waste(length, LARGE_BLOCK),
        }
    return Table(**fields, longest=Count(RESERVED), reserved=Ratio(1 - LENGTHS[0] / RESERVED))


@computed(source=f"{PAPER}, section 3.1", atol=1e-12)
def waste_by_length() -> Series:
    """Share of memory that holds no token by the length of a sequence: blocks of 16, of 256, and 2,048 reserved."""
    lengths = (32, 64, 128, 256, 512, 1024, 2048)
    return Series(
        "tokens in the sequence", lengths, Ratio,
        {
            "2,048 reserved": tuple(Ratio(1 - length / RESERVED) for length in lengths),
            "blocks of 256": tuple(expected_waste(length, LARGE_BLOCK) for length in lengths),
            "blocks of 16": tuple(expected_waste(length, BLOCK) for length in lengths),
        },
    )  # fmt: skip


@computed(source=f"{PAPER}, section 3.1", atol=1e-12)
def paging_load() -> Table:
    """256 requests of uneven length, some long: what share of memory holds tokens in blocks of 16, and reserved.

    Lengths are drawn with a log-normal tail, median 256 tokens, up to the 2,048 that are reserved for each. `more` is
    how many times as many sequences the same memory holds in blocks.
    """
    lengths = request_lengths()
    tokens, blocks = sum(lengths), sum(blocks_of(lengths, BLOCK))
    return Table(
        requests=Count(REQUESTS),
        tokens=Count(tokens),
        mean=Number(tokens / REQUESTS),
        blocks=Count(blocks),
        used_paged=Ratio(tokens / (blocks * BLOCK)),
        used_reserved=Ratio(tokens / (REQUESTS * RESERVED)),
        more=Ratio(REQUESTS * RESERVED / (blocks * BLOCK)),
    )


@computed(source=f"{PAPER}, section 4.4", atol=1e-12)
def paging_fork() -> Table:
    """Four answers of 64 tokens to one prompt of 250: blocks where the prompt is shared, and where each has its own.

    The prompt's last block is not full, so all answers but the last to write copy it.
    """
    pool = BlockPool(1024, BLOCK)
    first: list[int] = []
    pool.extend(first, 0, PROMPT)
    tables = [first, *(pool.share(first) for _ in range(ANSWERS - 1))]
    copies = sum(len(pool.extend(table, at, at + 1)) for at in range(PROMPT, PROMPT + NEW) for table in tables)
    shared, apart = pool.n_blocks - pool.n_free, ANSWERS * pool.blocks_for(PROMPT + NEW)
    return Table(
        answers=Count(ANSWERS),
        prompt=Count(PROMPT),
        new_tokens=Count(NEW),
        shared=Count(shared),
        apart=Count(apart),
        copies=Count(copies),
        saved=Ratio(1 - shared / apart),
    )


def expected_waste(length: int, block_size: int) -> Ratio:
    """Of the memory of a sequence, what its last block wastes: half of it, on average over lengths near this one."""
    wasted = (block_size - 1) / 2
    return Ratio(wasted / (length + wasted))


def blocks_of(lengths: Sequence[int], block_size: int) -> list[int]:
    """The blocks that sequences of these lengths take."""
    pool, taken = BlockPool(-(-sum(lengths) // block_size) + len(lengths), block_size), []
    for length in lengths:
        table: list[int] = []
        pool.extend(table, 0, length)
        taken.append(len(table))
    return taken


def wasted(lengths: Sequence[int], block_size: int) -> list[int]:
    """Tokens for which each sequence has room and no use."""
    taken = blocks_of(lengths, block_size)
    return [blocks * block_size - length for blocks, length in zip(taken, lengths, strict=True)]


def request_lengths() -> list[int]:
    """Tokens of each request, prompt and answer, drawn with a seed."""
    chance = random.Random(SEED)
    return [min(RESERVED, max(1, round(256 * chance.lognormvariate(0, 0.8)))) for _ in range(REQUESTS)]
