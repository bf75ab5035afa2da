import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine import estimate

ROOT = Path(__file__).parents[2]


def test_a_cache_is_estimated_in_bytes():
    assert estimate.kv("llama-3-8b", seq_len=4096) == {
        "model": "llama-3-8b",
        "dtype": "bf16",
        "seq_len": 4096,
        "batch": 1,
        "policy": "ideal",
        "bytes": 536_870_912,
        "bytes_per_token": 131_072,
    }


def test_a_question_that_begins_with_what_if_changes_the_model():
    as_it_is = estimate.kv("llama-3-8b", seq_len=4096)["bytes"]
    assert estimate.kv("llama-3-8b", seq_len=4096, n_kv_heads=32)["bytes"] == 4 * as_it_is


def test_parameters_are_given_in_total_active_and_by_component():
    answer = estimate.params("mixtral-8x7b")
    assert (answer["total"], answer["active"]) == (46_702_792_704, 12_879_925_248)
    assert sum(answer["by_component"].values()) == answer["total"]
    assert answer["bytes"] == 2 * answer["total"]


def test_operations_are_given_for_the_prompt_and_for_one_token():
    answer = estimate.flops("gpt2-124m", seq_len=1024)
    assert answer["prefill"] == 291_648_307_200 == sum(answer["by_component"].values())
    assert answer["decode_per_token"] == 2 * (123_532_032 + 2 * 12 * 768 * 1024)


def test_the_roofline_says_what_binds_and_how_many_tokens_a_second_that_allows():
    answer = estimate.roofline("llama-3-8b", gpu="a100-80gb-sxm", seq_len=4096, batch=8)
    assert (answer["bound"], answer["prefill_bound"]) == ("memory", "compute")
    assert answer["tokens_per_s"] == pytest.approx(8 / answer["decode_s_per_token"])


def test_capacity_says_how_many_and_how_long():
    answer = estimate.capacity("llama-2-7b", gpu="rtx-4090", seq_len=2048)
    assert (answer["max_requests"], answer["max_seq_len"], answer["weights_fit"]) == (11, 4096, True)
    assert estimate.capacity("llama-2-13b", gpu="rtx-4090", seq_len=2048)["weights_fit"] is False


def test_capacity_counts_the_activations_of_what_is_read_at_once():
    ask = {"model": "llama-3-8b", "gpu": "l4", "seq_len": 4096}
    plain, busy = estimate.capacity(**ask), estimate.capacity(**ask, chunk=8192)
    assert plain["activation_bytes"] == 0
    assert busy["activation_bytes"] == estimate.activations("llama-3-8b", seq_len=8192)["bytes"]
    used = busy["weight_bytes"] + busy["activation_bytes"] + busy["max_requests"] * busy["request_bytes"]
    assert used <= 24e9 < used + busy["request_bytes"]
    assert busy["max_requests"] < plain["max_requests"]


def test_the_batch_that_makes_decoding_compute_bound_is_the_first_that_does():
    ask = {"model": "llama-3-8b", "gpu": "a100-80gb-sxm", "seq_len": 128}
    enough = estimate.roofline(**ask)["compute_bound_batch"]
    assert estimate.roofline(**ask, batch=enough - 1)["bound"] == "memory"
    assert estimate.roofline(**ask, batch=enough)["bound"] == "compute"
    assert 156 < enough < 300  # 312 TFLOP/s over 2,039 GB/s is 153 FLOPs a byte, and caches are read besides


def test_no_batch_is_large_enough_where_each_request_reads_a_long_cache_of_its_own():
    ask = {"model": "llama-2-7b", "gpu": "a100-80gb-sxm", "seq_len": 4096}
    assert estimate.roofline(**ask)["compute_bound_batch"] is None
    assert estimate.roofline(**ask, batch=10**9)["bound"] == "memory"


# ---- several at once ------------------------------------------------------------------------------------
def test_several_lengths_give_a_list_of_what_each_gives_alone():
    lengths = [1, 1000, 4096]
    both = estimate.kv("gemma-3-4b", seq_len=lengths, dtype="int8")
    assert both["bytes"] == [estimate.kv("gemma-3-4b", seq_len=n, dtype="int8")["bytes"] for n in lengths]
    assert (both["model"], both["seq_len"], both["batch"], both["dtype"]) == ("gemma-3-4b", lengths, 1, "int8")


def test_lengths_and_batches_give_a_row_for_each_length():
    ask = {"model": "mixtral-8x7b", "gpu": "h200"}
    table = estimate.roofline(**ask, seq_len=[64, 512, 4096], batch=(1, 8))
    assert (table["seq_len"], table["batch"], table["hardware"]) == ([64, 512, 4096], [1, 8], "h200")
    for row, seq_len in zip(table["decode_s_per_token"], [64, 512, 4096], strict=True):
        assert row == [estimate.roofline(**ask, seq_len=seq_len, batch=batch)["decode_s_per_token"] for batch in (1, 8)]
    assert json.loads(json.dumps(table)) == table


def test_a_list_of_one_stays_a_list_and_an_empty_one_is_refused():
    assert estimate.kv("llama-3-8b", seq_len=[4096])["bytes"] == [536_870_912]
    with pytest.raises(ValueError, match="batch is an empty list"):
        estimate.kv("llama-3-8b", seq_len=1, batch=[])
    with pytest.raises(ValueError, match="seq_len=0 is not a positive whole number"):
        estimate.kv("llama-3-8b", seq_len=[1, 0])


@pytest.mark.parametrize("model", ["gpt2-124m", "mistral-7b-v0.1", "deepseek-v3", "qwen3-next-80b-a3b", "gemma-3-4b"])
def test_every_kind_of_model_is_answered_in_plain_json(model):
    gpu = {"gpu": "h200", "seq_len": 1000}
    answers = [
        estimate.kv(model, seq_len=1000, dtype="int4"),
        estimate.params(model),
        estimate.flops(model, seq_len=1000),
        estimate.roofline(model, **gpu),
        estimate.capacity(model, **gpu, chunk=100),
        estimate.activations(model, seq_len=100, cached=10),
    ]
    assert json.loads(json.dumps(answers)) == answers


LLAMA = {"model": "llama-3-8b", "seq_len": 8}


@pytest.mark.parametrize(
    ("ask", "changes", "message"),
    [
        (estimate.kv, {"model": "lama-3-8b"}, "unknown model 'lama-3-8b'; did you mean 'llama-3-8b'"),
        (estimate.kv, {"seq_len": 0}, "seq_len=0 is not a positive whole number"),
        (estimate.kv, {"batch": 0}, "batch=0 is not a positive whole number"),
        (estimate.kv, {"dtype": "f16"}, "unknown dtype 'f16'; did you mean 'fp16'"),
        (estimate.kv, {"n_kv_heads": 5}, "n_heads=32 is not a multiple of n_kv_heads=5"),
        (estimate.kv, {"n_head": 5}, "unknown field of ModelConfig 'n_head'; did you mean 'n_heads'"),
        (estimate.flops, {"model": "gpt2-124m", "seq_len": 1025}, "seq_len=1025 is beyond the 1024 positions"),
        (estimate.roofline, {"gpu": "h100"}, "unknown hardware 'h100'; did you mean 'h100-"),
        (estimate.capacity, {"gpu": "l4", "reserve": 1}, "reserve=1 is not a share of the memory"),
    ],
)  # fmt: skip
def test_impossible_questions_are_refused_with_the_reason_and_the_nearest_name(ask, changes, message):
    with pytest.raises(ValueError, match=message):
        ask(**{**LLAMA, **changes})


def test_an_estimate_needs_no_torch():
    code = "import sys, engine.estimate; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
