"""The beginning of a text is found again by those who may, whole blocks of it, and never all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.serving.blocks import BlockPool
from engine.serving.prefix import PrefixCache, block_key, root_key

TOKENS = st.lists(st.integers(0, 2), min_size=1, max_size=24)


def read(prefixes: PrefixCache, text: list[int], salt: str = "") -> list[int]:
    """A text taken in whole, computed and named."""
    table = prefixes.take(text, salt)
    assert table is not None
    prefixes.pool.extend(table, len(table) * prefixes.pool.block_size, len(text))
    prefixes.keep(table, text, salt)
    return table


def test_vllms_worked_example_comes_out_step_by_step() -> None:
    """docs/design/prefix_caching.md of vLLM at 01ff8bff, "Example": times 1 to 7."""
    pool = BlockPool(10, 4)
    prefixes = PrefixCache(pool)
    zero = list(range(100, 115))

    table_0 = read(prefixes, zero)  # time 1: 15 tokens, three full blocks, a fourth with 3 of 4
    assert table_0 == [0, 1, 2, 3]
    assert [pool.key(block) is not None for block in table_0] == [True, True, True, False]

    pool.extend(table_0, 15, 17)  # time 3: block 3 is full and cached, block 4 is taken
    zero += [115, 116]
    prefixes.keep(table_0, zero)
    assert table_0 == [0, 1, 2, 3, 4]
    assert pool.key(3) is not None

    one = [*zero[:10], 200, 201, 202, 203]  # time 4: 14 tokens, 10 of them the same: two blocks are found
    assert prefixes.match(one) == [0, 1]
    table_1 = read(prefixes, one)
    assert table_1 == [0, 1, 5, 6]
    assert [pool.readers(block) for block in range(7)] == [2, 2, 1, 1, 1, 1, 1]

    pool.free(table_0)  # time 5: 0 and 1 are still read
    assert pool.free_queue == (7, 8, 9, 4, 3, 2)

    pool.free(table_1)  # time 6
    assert pool.free_queue == (7, 8, 9, 4, 3, 2, 6, 5, 1, 0)

    two = zero[:12] + list(range(300, 317))  # time 7: 29 tokens, 12 of them as in request 0
    table_2 = prefixes.take(two)
    assert table_2 == [0, 1, 2]
    assert pool.free_queue == (7, 8, 9, 4, 3, 6, 5)
    pool.extend(table_2, 12, 29)
    assert table_2 == [0, 1, 2, 7, 8, 9, 4, 3]
    assert prefixes.match(zero) == [0, 1, 2]  # block 3 has gone to another


def test_a_second_block_of_one_name_takes_the_firsts_place() -> None:
    """Both requests compute the same, as in "Duplicated blocks" of that document."""
    pool = BlockPool(8, 4)
    prefixes = PrefixCache(pool)
    text = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    first, second = prefixes.take(text), prefixes.take(text)
    assert first == second == []
    for table in (first, second):
        pool.extend(table, 0, len(text))
        prefixes.keep(table, text)
    assert (first, second) == ([0, 1, 2], [3, 4, 5])
    assert prefixes.match(text) == [0, 1]
    pool.free(first)
    other = [pool.allocate() for _ in range(4)]
    assert other == [6, 7, 2, 1]
    assert prefixes.match(text) == [0, 4]


@pytest.mark.parametrize("length", [1, 4, 5, 8, 9])
def test_a_text_that_is_known_wholly_has_its_last_token_computed(length: int) -> None:
    prefixes = PrefixCache(BlockPool(8, 4))
    text = list(range(length))
    read(prefixes, text)
    assert len(prefixes.match(text)) * 4 == (length - 1) // 4 * 4


@given(first=TOKENS, second=TOKENS, size=st.integers(1, 5), freed=st.booleans())
def test_what_is_found_is_the_common_beginning_in_whole_blocks(
    first: list[int], second: list[int], size: int, freed: bool
) -> None:
    pool = BlockPool(64, size)
    prefixes = PrefixCache(pool)
    table = read(prefixes, first)
    common = next(n for n in range(len(first), -1, -1) if first[:n] == second[:n])
    blocks = min(common, len(second) - 1) // size
    expected = table[:blocks]
    if freed:
        pool.free(table)
    assert prefixes.match(second) == expected


@given(text=TOKENS, salts=st.lists(st.text(), min_size=2, max_size=2, unique=True))
def test_another_salt_finds_nothing(text: list[int], salts: list[str]) -> None:
    prefixes = PrefixCache(BlockPool(64, 1))
    read(prefixes, text, salts[0])
    assert prefixes.match(text, salts[1]) == []
    assert len(prefixes.match(text, salts[0])) == len(text) - 1


@given(text=TOKENS, size=st.integers(1, 4), data=st.data())
def test_a_text_that_is_kept_bit_by_bit_is_found_as_one_kept_at_once(
    text: list[int], size: int, data: st.DataObject
) -> None:
    prefixes, table = PrefixCache(BlockPool(64, size)), list[int]()
    done = 0
    while done < len(text):
        more = data.draw(st.integers(1, len(text) - done))
        prefixes.pool.extend(table, done, done + more)
        done += more
        prefixes.keep(table, text[:done])
    assert prefixes.match([*text, 0]) == table[: len(text) // size]


def test_names_go_by_all_that_stands_before() -> None:
    assert block_key(root_key("a"), [1, 2]) == block_key(root_key("a"), (1, 2))
    assert block_key(root_key("a"), [1, 2]) != block_key(root_key("b"), [1, 2])
    assert block_key(root_key("a"), [1, 2]) != block_key(block_key(root_key("a"), [0, 0]), [1, 2])


def test_without_room_nothing_is_taken_or_counted() -> None:
    pool = BlockPool(4, 4)
    prefixes = PrefixCache(pool)
    pool.free(read(prefixes, list(range(8))))
    held = [pool.allocate() for _ in range(2)]
    assert prefixes.take(list(range(13))) is None  # 0 and 1 are free, known, and all that is left
    assert pool.free_queue == (1, 0)
    pool.free(held)
    assert prefixes.take(list(range(13))) == [0, 1]
    assert (prefixes.asked, prefixes.found) == (21, 8)


def test_what_is_written_over_is_no_longer_found() -> None:
    pool = BlockPool(4, 2)
    prefixes = PrefixCache(pool)
    table = read(prefixes, [1, 2, 3, 4, 5])
    pool.extend(table, 3, 4)  # token 3 is taken back, and another will stand there
    assert prefixes.match([1, 2, 3, 4, 5]) == table[:1]


def test_a_cache_that_is_off_finds_nothing() -> None:
    prefixes = PrefixCache(BlockPool(8, 2), enabled=False)
    read(prefixes, [1, 2, 3, 4, 5])
    assert prefixes.match([1, 2, 3, 4, 5]) == []
    assert prefixes.hit_rate == 0
