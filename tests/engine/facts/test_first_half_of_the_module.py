"""What the module's first half shows beside others' facts: work with and without a cache, sets, a tile, a guess."""

import random

import pytest

from engine.facts.cache_work import cache_work, next_token_flops, next_token_saved
from engine.facts.flash_versions import flash_versions_stated
from engine.facts.guess_rule import guess_rule, guess_rule_shares
from engine.facts.kernel_price import paging_kernel_stated
from engine.facts.kv_cache import kv_cache_gqa_4k, kv_cache_mha_4k
from engine.facts.kv_sets import kv_cache_128k, kv_factors_8b, kv_sets
from engine.facts.prefix_cache import prefix_example
from engine.facts.score_tile import score_tile_10k


def test_work_is_counted_as_one_counts_it_step_by_step() -> None:
    told, tokens = cache_work(), 1024
    positions = sum(range(1, tokens + 1))
    pairs = sum(row for length in range(1, tokens + 1) for row in range(1, length + 1))
    assert (told["positions_without"], told["positions_with"]) == (positions, tokens)
    assert (told["pairs_without"], told["pairs_with"]) == (pairs, positions)
    assert told["redundant"] == pytest.approx((tokens - 1) / (tokens + 1))
    assert round(told["twice_positions_without"], 2) == 4
    assert told["twice_pairs_without"] == pytest.approx(8, rel=0.01)


def test_the_work_of_a_step_is_twice_the_weights_that_it_uses_and_the_pairs() -> None:
    """Llama 3 8B: 7.5 billion weights but for the input embedding, and 4 · 4,096 FLOPs for each pair and layer."""
    weights, pair = 7_504_658_432, 4 * 4096
    curves = next_token_flops()
    for length, step in curves["cache"].items():
        assert step == pytest.approx(2 * weights + 32 * pair * int(length), rel=2e-3)
    assert next_token_saved()["times"] == pytest.approx(next_token_saved()["without"] / next_token_saved()["cached"])
    assert curves["no cache"][8192] / curves["no cache"][1024] > 8  # positions grow as the text, pairs as its square


def test_the_factors_of_llamas_cache_make_what_is_recorded_elsewhere() -> None:
    told = kv_factors_8b()
    assert told["cache"] == 2 * 32 * 8 * 128 * 4096 * 2 == kv_cache_gqa_4k()
    sets = kv_sets()
    assert (sets["mha"], sets["gqa"]) == (kv_cache_mha_4k(), kv_cache_gqa_4k())
    assert [sets[f"{way}_matrices"] for way in ("mha", "gqa", "mqa")] == [96, 48, 34]
    assert kv_cache_128k()["shared"] == 32 * kv_cache_gqa_4k()
    assert kv_cache_128k()["too_much"] == 4


def test_a_tile_and_what_it_needs_fit_the_chip_that_it_was_made_for() -> None:
    """Algorithm 1: queries, keys, values and outputs have a quarter of the chip each."""
    told = score_tile_10k()
    assert told["n_keys"] * 128 * 2 <= told["chip"] / 4
    assert told["n_queries"] * told["n_keys"] * 2 == told["tile"]
    assert told["tiles"] >= told["head"] / told["tile"]


def test_what_is_kept_and_drawn_instead_is_what_the_rule_gives_when_it_is_played() -> None:
    """A hundred thousand guesses, by the paper's words and none of our code."""
    matrix, chance = guess_rule(), random.Random(1)
    draft, target = (
        dict(zip(matrix.columns, matrix.values[matrix.rows.index(row)], strict=True)) for row in ("draft", "target")
    )
    more = [max(0.0, target[word] - draft[word]) for word in matrix.columns]
    came, kept, plays = dict.fromkeys(matrix.columns, 0), 0, 100_000
    for _ in range(plays):
        (word,) = chance.choices(matrix.columns, [draft[each] for each in matrix.columns])
        if chance.random() < target[word] / draft[word]:
            kept += 1
        else:
            (word,) = chance.choices(matrix.columns, more)
        came[word] += 1
    assert kept / plays == pytest.approx(guess_rule_shares()["stays"], abs=0.01)
    assert {word: times / plays for word, times in came.items()} == pytest.approx(target, abs=0.01)
    assert guess_rule_shares()["greedy"] == draft["sea"]


def test_vllms_example_asks_for_fourteen_tokens() -> None:
    assert prefix_example()["asked_1"] == 14


def test_what_papers_state_is_as_they_state_it() -> None:
    assert dict(paging_kernel_stated()) == {"least": 0.20, "most": 0.26}
    assert [flash_versions_stated()[name] for name in ("second", "third_least", "third_most")] == [2, 1.5, 2]
