"""Blocks are shared, copied, given back and found again, and none is ever lost."""

import random
from collections import Counter

import pytest

from engine.serving.blocks import BlockPool, OutOfBlocksError
from engine.serving.prefix import PrefixCache


class Memory:
    """Sequences written through their tables into plain lists: what a cache's tensors would hold."""

    def __init__(self, pool: BlockPool) -> None:
        self.pool, self.cells = pool, [[-1] * pool.block_size for _ in range(pool.n_blocks)]

    def write(self, table: list[int], start: int, tokens: list[int]) -> None:
        for source, target in self.pool.extend(table, start, start + len(tokens)):
            self.cells[target] = list(self.cells[source])
        for at, token in enumerate(tokens, start):
            self.cells[table[at // self.pool.block_size]][at % self.pool.block_size] = token

    def read(self, table: list[int], length: int) -> list[int]:
        return [token for block in table for token in self.cells[block]][:length]


def check(pool: BlockPool, memory: Memory, live: list[tuple[list[int], list[int]]]) -> None:
    readers = Counter(block for table, _ in live for block in table)
    assert [pool.readers(block) for block in range(pool.n_blocks)] == [readers[b] for b in range(pool.n_blocks)]
    assert set(pool.free_queue) == set(range(pool.n_blocks)) - set(readers)
    for table, text in live:
        assert len(table) == pool.blocks_for(len(text))
        assert memory.read(table, len(text)) == text


@pytest.mark.parametrize(("size", "seed"), [(1, 0), (3, 1), (4, 2)])
def test_ten_thousand_random_acts_lose_no_block_and_no_sequence_sees_anothers_tokens(size: int, seed: int) -> None:
    chance, pool = random.Random(seed), BlockPool(24, size)
    memory, prefixes = Memory(pool), PrefixCache(pool)
    live: list[tuple[list[int], list[int]]] = []
    refused = found = 0
    for act in range(10_000):
        kind = chance.choice(["begin", "append", "append", "fork", "free", "rewrite"])
        if kind == "begin":
            text = [chance.randrange(2) for _ in range(chance.randint(1, 5 * size))]
            if (table := prefixes.take(text)) is None:
                refused += 1
                continue
            start = len(table) * size
            assert start < len(text)
            assert memory.read(table, start) == text[:start]
            found += start
            memory.write(table, start, text[start:])
            live.append((table, text))
            prefixes.keep(table, text)
        elif live:
            which = chance.randrange(len(live))
            table, text = live[which]
            if kind == "free":
                del live[which]
                pool.free(table)
                assert table == []
            elif kind == "fork":
                live.append((pool.share(table), list(text)))
            else:
                start = len(text) if kind == "append" else chance.randrange(len(text))
                more = len(text) - start + chance.randint(kind == "append", 2 * size)
                new = [chance.randrange(2) for _ in range(more)]
                before = (list(table), pool.free_queue)
                try:
                    memory.write(table, start, new)
                except OutOfBlocksError:
                    refused += 1
                    assert (table, pool.free_queue) == before
                    continue
                text[start:] = new
                prefixes.keep(table, text)
        if act % 10 == 0:
            check(pool, memory, live)
    assert refused
    assert found
    for table, _ in live:
        pool.free(table)
    check(pool, memory, [])


def test_a_fork_that_goes_on_copies_the_last_block_and_the_other_keeps_it() -> None:
    pool = BlockPool(6, 4)
    first: list[int] = []
    assert pool.extend(first, 0, 6) == []
    second = pool.share(first)
    assert pool.lacking(second, 6, 7) == 1
    assert pool.extend(second, 6, 7) == [(1, 2)]
    assert pool.lacking(first, 6, 7) == 0
    assert pool.extend(first, 6, 7) == []
    assert (first, second) == ([0, 1], [0, 2])


def test_a_fork_on_the_edge_of_a_block_copies_nothing() -> None:
    pool = BlockPool(6, 4)
    first: list[int] = []
    pool.extend(first, 0, 8)
    second = pool.share(first)
    assert pool.extend(second, 8, 9) == []
    assert (first, second) == ([0, 1], [0, 1, 2])


def test_a_fork_that_writes_whole_blocks_anew_copies_none_and_leaves_those_behind_shared() -> None:
    pool = BlockPool(8, 4)
    first: list[int] = []
    pool.extend(first, 0, 12)
    second = pool.share(first)
    assert pool.extend(second, 4, 8) == []
    assert (first, second) == ([0, 1, 2], [0, 3, 2])
    assert [pool.readers(block) for block in range(4)] == [2, 1, 2, 1]


def test_what_does_not_fit_is_said_before_anything_is_taken() -> None:
    pool = BlockPool(3, 4)
    table: list[int] = []
    pool.extend(table, 0, 8)
    with pytest.raises(OutOfBlocksError, match=r"^tokens 8 to 17 need 3 blocks more, and 1 are free$"):
        pool.extend(table, 8, 17)
    assert (table, pool.free_queue) == ([0, 1], (2,))
    pool.allocate()
    with pytest.raises(OutOfBlocksError, match="all 3 blocks are in use"):
        pool.allocate()


def test_giving_a_table_back_twice_is_an_error() -> None:
    pool = BlockPool(3, 4)
    pool.free([pool.allocate()])
    with pytest.raises(ValueError, match=r"^block 0 is free already: its table was given back twice$"):
        pool.free([0])


@pytest.mark.parametrize(("sizes", "said"), [((0, 4), "n_blocks=0"), ((4, 0), "block_size=0")])
def test_a_pool_of_nothing_is_refused(sizes: tuple[int, int], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said} holds no token; 1 or more is needed$"):
        BlockPool(*sizes)
