"""The facts against figures that others have published, typed here by hand and nowhere else."""

from __future__ import annotations

import pytest

from engine.cost.flops import forward_flops
from engine.facts import capacity, delta, flops, gqa, kv_cache, mla, moe, roofline, window

GB = 1e9


def rounded(value: float, scale: float = GB) -> float:
    return round(value / scale, 2)


# ---- estimators of the public labs ------------------------------------------------------------------
def test_gqa_with_eight_sets_takes_a_quarter_of_17_gigabytes() -> None:
    table = gqa.gqa_estimate()
    assert (rounded(table.mha), rounded(table.gqa)) == (17.18, 4.29)
    assert (table.ratio, table.saved) == (4, 0.75)


def test_mla_takes_a_quarter_with_the_head_rounded_up() -> None:
    table = mla.mla_estimate()
    assert (rounded(table.mha), rounded(table.mla)) == (3.25, 0.81)


def test_a_window_in_five_layers_of_six_saves_with_and_without_gqa() -> None:
    table = window.window_estimate()
    sizes = [rounded(table[name]) for name in ("mha", "gqa", "mha_window", "gqa_window")]
    assert sizes == [17.18, 4.29, 3.14, 0.78]


def test_a_window_as_long_as_the_text_saves_nothing() -> None:
    table = window.window_short_text()
    assert table.mha == table.mha_window


def test_eight_experts_hold_what_the_dense_layer_holds_and_two_are_active() -> None:
    table = moe.moe_estimate()
    assert (table.dense, table.expert, table.router) == (308_281_344, 38_535_168, 57_344)
    assert table.active == 77_127_680
    assert table.kept - table.router == table.dense
    assert round(table.active_share, 2) == 0.25


def test_mixtral_reads_nearly_all_experts_from_a_batch_of_eight() -> None:
    line = moe.experts_read().lines["experts read"]
    assert [round(n, 1) for n in line[:4]] == [2, 3.5, 5.5, 7.2]


def test_the_delta_state_is_constant_and_the_mix_takes_a_quarter() -> None:
    table = delta.delta_estimate()
    assert rounded(table.mha) == 51.54
    assert round(table.state_bf16 / 1e6, 1) == 25.2
    assert round(table.mixed_bf16 / GB, 1) == 12.9
    assert round(table.ratio_bf16, 2) == 3.99
    assert table.state > 2 * table.state_bf16  # fp32, and the convolution's inputs
    lines = delta.delta_by_length().lines
    assert len(set(lines["Delta only"])) == 1


def test_the_cache_outgrows_the_delta_state_at_the_break_even() -> None:
    tokens, state = delta.delta_break_even(), delta.delta_estimate().state
    a_token = 48 * 2 * 2048 * 2
    assert (tokens - 1) * a_token <= state < tokens * a_token


# ---- FLOPs ------------------------------------------------------------------------------------------
def test_gpt2_needs_292_billion_operations_for_its_window() -> None:
    table = flops.gpt2_flops()
    assert table.total == 291_648_307_200
    shares = (table.feed_forward_share, table.attention_share, table.head_share)
    assert [round(100 * share, 1) for share in shares] == [39.8, 33.1, 27.1]


@pytest.mark.parametrize(
    ("name", "linear", "whole"),
    [("small", 5.1e11, 5.833e11), ("medium", 1.4e12, 1.654e12), ("large", 3.2e12, 3.549e12), ("xl", 6.4e12, 7.013e12)],
)
def test_the_gpt2_family_with_and_without_the_attention_products(name: str, linear: float, whole: float) -> None:
    assert flops.gpt2_family_flops()[name] == pytest.approx(whole, rel=2e-4)
    # The published figures show two digits, cut or rounded.
    assert flops.gpt2_family_linear_flops()[name] == pytest.approx(linear, rel=0.04)


def test_shares_add_up_to_one_at_every_length() -> None:
    lines = flops.flops_by_length().lines
    assert [sum(column) for column in zip(*lines.values(), strict=True)] == pytest.approx([1] * 5)


def test_from_its_half_on_attention_is_most_of_the_work() -> None:
    half = int(flops.attention_half())
    below, there = (forward_flops(flops.GPT2.replace(max_seq_len=n), seq_len=n) for n in (half - 1, half))
    assert below.attention_scores <= below.total / 2
    assert there.attention_scores > there.total / 2


def test_the_lab_model_has_a_head_of_its_own_and_reads_hardly_any_cache() -> None:
    lab = flops.lab_model()
    assert lab.parameters == 163_009_536
    assert lab.cache_read == 203 * 12 * 2 * 768 * 4
    assert lab.cache_share < 0.03


def test_a_perfect_attention_kernel_gives_gpt2_fifteen_percent() -> None:
    assert round(flops.attention_kernel_bound(), 2) == 1.15


# ---- caches and seats -------------------------------------------------------------------------------
def test_llama_3_caches_eight_sets_not_thirty_two() -> None:
    assert kv_cache.kv_cache_gqa_4k() == 536_870_912
    assert kv_cache.kv_cache_mha_4k() == 4 * kv_cache.kv_cache_gqa_4k()
    assert kv_cache.kv_bytes_per_token().llama_3_8b == 131_072
    assert kv_cache.kv_bytes_per_token().llama_2_7b == 524_288


def test_llama_2_at_2048_tokens_takes_exactly_one_gibibyte() -> None:
    assert kv_cache.kv_cache_llama2_2k() == 2**30


def test_latent_attention_keeps_less_than_gqa_and_more_than_mqa() -> None:
    table = mla.cached_values()
    assert (table.gqa, table.mla, table.mqa) == (2048, 576, 256)
    assert (table.latent, table.rotary, table.equal_sets) == (512, 64, 2.25)


def test_of_deepseeks_published_saving_mla_is_the_first_step_of_three() -> None:
    steps = mla.deepseek_saving_steps()
    assert [round(100 * steps[name], 1) for name in ("mla", "fewer_layers", "fewer_bits")] == [71.9, 82.2, 93.3]
    assert round(steps.fewer_bits, 3) == mla.deepseek_v2_saving_stated()


def test_sixteen_chats_caches_outgrow_llama_3s_weights_inside_its_window() -> None:
    step = roofline.chats_step()
    a_token = step.caches_full / step.full
    assert a_token == 16 * kv_cache.kv_bytes_per_token().llama_3_8b
    assert (step.even - 1) * a_token < step.weights <= step.even * a_token
    assert step.caches_short < step.weights < step.caches_full


def test_mixtral_keeps_what_it_does_not_use() -> None:
    mixtral = moe.mixtral()
    assert mixtral.weights == 2 * mixtral.total
    assert mixtral.dense_weights == 2 * mixtral.active


def test_deepseek_v2_keeps_82_percent_less_a_token_than_the_67b_model() -> None:
    table = mla.deepseek_cache()
    assert (table.gqa_67b, table.mla_v2) == (389_120, 69_120)
    assert round(100 * table.saved, 1) == 82.2


def test_mistral_holds_its_window_and_no_more() -> None:
    assert window.mistral_window().cache_window == 536_870_912


def test_qwen3_next_holds_a_fixed_state_beside_a_small_cache() -> None:
    table = delta.qwen3_next()
    assert (table.per_token, table.state, table.convolution) == (24_576, 75_497_472, 2_359_296)
    assert (table.delta_layers, table.full_layers) == (36, 12)


def test_a_24_gigabyte_card_serves_nine_users_of_llama_2_and_26_of_llama_3() -> None:
    table = capacity.capacity_24gb()
    assert (table.llama_2_7b_2k, table.llama_2_7b_4k, table.llama_3_8b_2k) == (9, 4, 26)


def test_weights_in_16_bits_tell_what_fits_on_a_card() -> None:
    table = capacity.weights_16_bit()
    assert [round(size / GB) for size in table.values()] == [13, 26, 16, 141]
