"""From where a delta state is the smaller one, against caches counted token by token."""

from __future__ import annotations

import pytest

from engine.cost.kv_cache import kv_cache_bytes
from engine.facts import delta
from engine.facts.delta_crossing import LAB_SETS, WIDE_SETS, crossing, delta_crossing, delta_crossing_wide
from engine.facts.long_shapes import BASE, DESIGNS


def counted(state, attention, dtype):
    """Tokens until the cache is larger than the state, one by one."""
    tokens, kept = 1, kv_cache_bytes(state, seq_len=1, dtype=dtype)
    while kv_cache_bytes(attention, seq_len=tokens, dtype=dtype) <= kept:
        tokens += 1
    return tokens


@pytest.mark.parametrize("sets", LAB_SETS)
def test_the_lab_models_state_is_passed_where_counting_says(sets):
    found = delta_crossing().lines["tokens"][LAB_SETS.index(sets)]
    assert found == counted(DESIGNS["delta"], BASE.replace(n_kv_heads=sets), "fp32")


@pytest.mark.parametrize("sets", WIDE_SETS)
def test_wide_heads_are_passed_where_counting_says(sets):
    found = delta_crossing_wide()[f"sets_{sets}"]
    assert found == counted(delta.DELTA, delta.FULL.replace(n_kv_heads=sets), "bf16")


def test_with_a_set_a_head_it_is_the_break_even_that_is_shown_elsewhere():
    assert delta_crossing_wide().sets_16 == delta.delta_break_even() == 135


def test_qwen3_next_keeps_less_in_a_delta_layer_from_1057_tokens():
    state_a_layer = (75_497_472 + 2_359_296) / 36  # of its report's sizes; keys and values of 2 sets of 256 in bf16
    assert delta_crossing_wide().qwen3_next == state_a_layer // (2 * 2 * 256 * 2) + 1 == 1057


def test_whole_models_cross_where_their_layers_do():
    mixed, full = delta.QWEN3_NEXT, delta.QWEN3_NEXT.replace(layers=("full",), delta=None)
    at = int(delta_crossing_wide().qwen3_next)
    for tokens, is_smaller in ((at - 1, False), (at, True)):
        assert (kv_cache_bytes(mixed, seq_len=tokens) < kv_cache_bytes(full, seq_len=tokens)) is is_smaller
    assert crossing(mixed.replace(layers=("delta",)), full, "bf16") == at
