"""What the roofline and the trade-off map say, worked out by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from engine.facts import cache_reuse, hardware, roofline, settings, tradeoff
from engine.facts.complexity import BEYOND_MHA
from engine.facts.path_gates import path_gates
from engine.facts.run_bytes import run_bytes
from engine.tokenizer import gpt2_tokenizer

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("MHA", "GQA", "MLA", "SWA", "MoE", "Delta mix")


# ---- counts of work ---------------------------------------------------------------------------------
def test_the_drawn_example_computes_22_positions_or_7() -> None:
    table = cache_reuse.cache_reuse_example()
    assert table.computed_without == 4 + 5 + 6 + 7
    assert table.computed_with == 4 + 1 + 1 + 1


def test_the_benchmark_run_repeats_99_percent_of_its_work() -> None:
    table = cache_reuse.cache_reuse_run()
    assert table.computed_without == sum(range(4, 204))
    assert table.computed_with == 203
    assert round(table.redundant, 2) == 0.99


def test_the_prompt_has_the_tokens_that_the_counts_use() -> None:
    assert gpt2_tokenizer().encode(settings.PROMPT) == [15496, 11, 314, 716]
    assert settings.PROMPT_TOKENS == 4


# ---- roofline ---------------------------------------------------------------------------------------
def test_an_a100_does_153_operations_while_it_reads_a_byte() -> None:
    assert hardware.a100_ridge() == pytest.approx(312e12 / 2039e9)
    assert hardware.a100_40gb_bandwidth() == 1555e9


def test_decoding_waits_for_memory_and_a_prompt_for_arithmetic() -> None:
    table = roofline.roofline_llama()
    assert table.decode_1 < table.decode_32 < table.ridge < table.prefill


def test_a_step_reads_all_weights_but_the_embedding() -> None:
    table = roofline.decode_step()
    assert table.weights == 2 * (8_030_261_248 - 128_256 * 4096)
    assert table.cache == 536_870_912
    assert table.memory == pytest.approx((table.weights + table.cache) / 2039e9)


def test_short_texts_turn_compute_bound_at_the_stated_batch_and_long_ones_never() -> None:
    table = roofline.decode_turns_compute_bound()
    short, long = (roofline.decode_intensity_by_batch().lines[name] for name in ("256 tokens", "4,096 tokens"))
    assert 64 < table.batch < 256  # the neighbours in the series, one on either side of the ridge
    assert short[3] < hardware.a100_ridge() < short[4]
    assert max(long) < table.long_context_limit < hardware.a100_ridge()


# ---- trade-off --------------------------------------------------------------------------------------
def by_name(line: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(NAMES, line, strict=True))


def test_all_series_of_the_map_name_the_same_designs() -> None:
    series = [
        tradeoff.tradeoff_memory(),
        tradeoff.tradeoff_latency(),
        tradeoff.tradeoff_complexity(),
        tradeoff.tradeoff_quality_risk(),
    ]
    assert {line.x for line in series} == {NAMES}
    assert {len(line.lines) for line in series} == {1}


def test_the_maps_caches_follow_from_the_shapes() -> None:
    memory = by_name(tradeoff.tradeoff_memory().lines["cache a sequence"])
    tokens, layer_token = 32768, 2 * 32 * 128 * 2
    assert memory["MHA"] == memory["MoE"] == 32 * layer_token * tokens
    assert memory["GQA"] == memory["MHA"] / 4
    assert memory["MLA"] == 32 * 576 * 2 * tokens
    assert memory["SWA"] == layer_token * (5 * tokens + 27 * 1024)
    state = 32 * 128 * 128 * 4 + 3 * 32 * 128 * 4 * 2
    assert memory["Delta mix"] == 8 * layer_token * tokens + 24 * state


def test_mha_takes_its_weights_and_its_cache_over_the_bandwidth() -> None:
    latency = by_name(tradeoff.tradeoff_latency().lines["one decode step"])
    weights = 2 * (6_738_415_616 - 32_000 * 4096)
    assert latency["MHA"] == pytest.approx((weights + 17_179_869_184) / 2039e9)
    assert max(latency, key=latency.__getitem__) == "MHA"
    # MoE reads a quarter of the feed-forward weights (and its router) and the whole cache.
    saved = 0.75 * 2 * 32 * 3 * 4096 * 11008 - 2 * 32 * 4096 * 8
    assert latency["MoE"] == pytest.approx(latency["MHA"] - saved / 2039e9)


def test_the_order_of_steps_turns_with_the_length_of_the_text() -> None:
    short, long = (
        by_name(fact().lines["one decode step"])
        for fact in (tradeoff.tradeoff_latency_short, tradeoff.tradeoff_latency)
    )
    assert (min(short, key=short.__getitem__), max(short, key=short.__getitem__)) == ("MoE", "Delta mix")
    assert (min(long, key=long.__getitem__), max(long, key=long.__getitem__)) == ("MLA", "MHA")
    together = tradeoff.tradeoff_batch()
    assert together.moe_alone < 0.6
    assert 0.99 < together.moe < 1  # sixteen users wake nearly all experts


def test_what_a_run_reads_allows_a_gain_from_smaller_matrices() -> None:
    read = run_bytes()
    assert read.weights_mha - read.weights_gqa == 4 * 12 * 2 * 768 * (768 - 4 * 32)  # fp32, 12 layers, keys and values
    assert read.gqa_allowed == pytest.approx(read.mha / read.gqa)
    assert read.gqa_cache_ratio == 6


def test_the_gates_of_the_path_are_those_that_its_lab_asks_for() -> None:
    asked = tomllib.loads((ROOT / "labs" / "ch04" / "CH4B-LAB-APP-B.toml").read_text(encoding="utf-8"))["gates"]
    share = {"%": 100, "×": 1}
    limits = [gate.get("at_least", gate.get("at_most")) / share[gate["unit"]] for gate in asked]
    assert limits == [float(goal) for goal in path_gates().values()]


def test_complexity_counts_what_is_named_and_nothing_twice() -> None:
    counts = by_name(tradeoff.tradeoff_complexity().lines["tensors and operations"])
    assert counts["MHA"] == 0
    assert counts["GQA"] < counts["SWA"] < counts["MoE"] < counts["MLA"] < counts["Delta mix"]
    for added in BEYOND_MHA.values():
        assert len({*added.tensors, *added.operations}) == added.count


def test_thresholds_part_the_designs_they_are_for() -> None:
    limits = tradeoff.tradeoff_thresholds()
    for field in ("memory", "latency", "complexity", "quality_risk"):
        assert limits[f"{field}_mid"] < limits[f"{field}_high"]
    memory = by_name(tradeoff.tradeoff_memory().lines["cache a sequence"])
    ratios = {name: size / memory["MHA"] for name, size in memory.items()}
    assert ratios["MLA"] < ratios["SWA"] < limits.memory_mid < ratios["GQA"] < limits.memory_high <= ratios["MoE"]
