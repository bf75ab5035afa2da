"""What the study day works out, by hand and as the models' authors state it."""

from __future__ import annotations

import pytest

from engine.facts.study_day import answer_on_the_clock, cache_growth_example, kv_factors_llama2_2k, transformer_shape


def test_the_cache_of_the_document_is_a_gibibyte_to_the_byte() -> None:
    factors = kv_factors_llama2_2k()
    assert {name: int(value) for name, value in factors.items()} == {
        "keys_and_values": 2,
        "n_layers": 32,
        "n_kv_heads": 32,
        "head_dim": 128,
        "tokens": 2048,
        "bytes_each": 2,
        "cache": 2**30,
    }


def test_gpt_2_is_as_its_authors_state() -> None:
    shape = transformer_shape()
    stated = {"n_layers": 12, "n_heads": 12, "head_dim": 64, "d_model": 768, "d_ff": 3072, "vocab_size": 50257}
    assert {name: int(shape[name]) for name in stated} == stated
    assert shape["wider"] == 4


def test_a_prompt_of_five_and_two_steps_are_counted() -> None:
    example = cache_growth_example()
    assert (int(example["computed_without"]), int(example["computed_with"])) == (5 + 6 + 7, 5 + 1 + 1)


def test_an_answer_waits_for_arithmetic_first_and_for_memory_then() -> None:
    clock = answer_on_the_clock()
    parameters, peak, bandwidth = 8.03e9, 312e12, 2.039e12
    assert float(clock["ttft"]) == float(clock["prefill_compute"]) > float(clock["prefill_memory"])
    assert float(clock["tpot"]) == float(clock["decode_memory"]) > float(clock["decode_compute"])
    assert float(clock["ttft"]) == pytest.approx(2 * (parameters - 1.05e9) * 512 / peak, rel=0.05)
    assert float(clock["tpot"]) == pytest.approx(2 * (parameters - 0.525e9) / bandwidth, rel=0.02)
