"""The facts of the nine ways, of masks and of bugs, by hand or by a rule that holds on any machine."""

from __future__ import annotations

from engine.attention.bugs.bug_table import BUGS
from engine.facts import attention_limits, mask_keeping, ways_agree

MIB = 2**20


def test_the_ways_agree() -> None:
    fact = ways_agree.ways_equal()
    assert (fact.ways, fact.causal, fact.gradient_ways) == (9, 9, 8)
    assert fact.outputs <= 1e-6
    assert fact.gradients <= 1e-6


def test_the_public_mask_sees_the_future_alone() -> None:
    fact = ways_agree.inverted_mask()
    assert fact.right == 0
    assert fact.inverted > 0.3
    assert fact.inverted_future == 1
    assert fact.blind == 1


def test_the_score_matrix_grows_with_the_square() -> None:
    fact = ways_agree.score_bytes()
    assert (fact.head_1k, fact.head_4k) == (4 * MIB, 64 * MIB)
    assert (fact.heads_1k, fact.heads_4k) == (48 * MIB, 768 * MIB)
    assert fact.more == fact.longer**2 == 16


def test_a_mask_in_fp32_is_four_times_one_in_bool() -> None:
    fact = mask_keeping.mask_bytes()
    assert (fact.fp32, fact.bool) == (4 * MIB, MIB)
    assert (fact.fp32_layers, fact.bool_layers) == (48 * MIB, 12 * MIB)
    assert fact.state_dict_without == 4 * 4 * 768**2
    assert fact.state_dict_with - fact.state_dict_without == fact.fp32


def test_only_buffers_move_and_only_kept_ones_are_saved() -> None:
    assert dict(mask_keeping.buffer_moves()) == {
        "moves_attribute": 0, "moves_saved": 1, "moves_not_saved": 1,
        "saved_attribute": 0, "saved_saved": 1, "saved_not_saved": 0,
        "casts_attribute": 0, "casts_saved": 1, "casts_not_saved": 1, "casts_bool": 0,
    }  # fmt: skip


def test_fp16_ends_at_65504() -> None:
    fact = attention_limits.fp16_limits()
    assert fact.largest == (2 - 2**-10) * 2**15 == 65504
    assert fact.score == 65536 > fact.largest > fact.scaled_score == 8192
    assert (fact.score_overflow, fact.scaled_first_fits, fact.minus_1e9_finite, fact.fill_refused) == (1, 1, 0, 1)


def test_a_row_without_keys_is_nan_or_even() -> None:
    fact = attention_limits.masked_row()
    assert (fact.nan_cells, fact.nan_cells_1e9, fact.weight_1e9) == (4, 0, 0.25)
    assert (fact.nan_tokens, fact.nan_tokens_next) == (1, 4)


def test_every_bug_has_its_amount() -> None:
    fact = attention_limits.attention_bugs()
    assert set(fact) == set(BUGS)
    assert min(fact.values()) > 0.1
