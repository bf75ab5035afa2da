"""The facts of blocks and of known beginnings: by hand, and beside what is published."""

from __future__ import annotations

import pytest

from engine.facts import paging, prefix_cache


def test_a_token_of_smollm2_takes_23040_bytes_and_a_block_sixteen_times_that() -> None:
    fact = paging.kv_block()
    assert fact.token == 2 * 30 * 3 * 64 * 2 == 23_040
    assert fact.block == 368_640


def test_the_waste_of_blocks_is_that_of_half_the_last_one() -> None:
    fact = paging.paging_waste()
    assert fact.counted == fact.wasted == 7.5
    assert [round(100 * fact[f"small_{n}"], 2) for n in (128, 512, 2048)] == [5.54, 1.44, 0.36]
    assert [round(100 * fact[f"large_{n}"], 1) for n in (128, 512, 2048)] == [49.9, 19.9, 5.9]
    assert fact.reserved == 0.9375
    assert paging.waste_by_length()["blocks of 16"][512] == fact.small_512


def test_in_blocks_less_than_4_percent_is_wasted_and_reserved_more_than_half() -> None:
    """arXiv 2309.06180, section 1: of what earlier systems reserve, 20.4% to 38.2% hold tokens."""
    fact = paging.paging_load()
    assert fact.used_paged > 0.96
    assert fact.used_reserved < 0.382
    assert fact.more == pytest.approx(fact.used_paged / fact.used_reserved)


def test_answers_to_one_prompt_share_all_but_its_last_block() -> None:
    fact = paging.paging_fork()
    full, own = 250 // 16, -(-314 // 16) - 250 // 16
    assert fact.shared == full + 4 * own
    assert fact.apart == 4 * (full + own)
    assert fact.copies == 3


def test_the_hit_rates_are_their_formula() -> None:
    chat, questions = prefix_cache.prefix_hits(), prefix_cache.prefix_questions()
    assert (chat.found, chat.asked) == (3840, 4352)
    assert round(chat.hit_rate, 5) == 0.88235
    assert (questions.found, questions.asked, questions.computed) == (4000, 6300, 2300)
    assert round(questions.hit_rate, 3) == 0.635
    assert all(fact.hit_rate == fact.formula for fact in (chat, questions))


def test_large_blocks_find_less_of_the_same_beginning() -> None:
    found = list(prefix_cache.hit_rate_by_block()["found"].values())
    assert found == sorted(found, reverse=True)
    assert found[-1] == 0


def test_vllms_example_finds_two_blocks_and_then_three() -> None:
    fact = prefix_cache.prefix_example()
    assert (fact.found_1, fact.found_2, fact.taken_2, fact.evicted) == (8, 12, 8, 1)
