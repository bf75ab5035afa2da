"""`coursewright generate` and the model as an option of `estimate`, as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from command_line import ROOT, coursewright


# ---- generate -----------------------------------------------------------------------------------------
def test_a_real_model_answers_and_says_how_long_that_took():
    done = coursewright(
        "generate", "--model", "smollm2-135m", "Why is the sky blue?", "--max-new-tokens", "48", "--threads", "1"
    )
    assert done.returncode == 0
    answer, _, timed = done.stdout.rstrip("\n").rpartition("\n\n")
    assert "Rayleigh scattering" in answer
    assert timed.startswith("36 tokens read, first answer token after ")
    assert " (TTFT); 48 made, one every " in timed
    assert " (TPOT), " in timed
    assert timed.endswith("; ended by length")


@pytest.mark.parametrize("dtype", ["fp32", "kept"])
def test_an_answer_waits_for_no_package_that_it_does_not_need(dtype):
    program = (
        "import sys; sys.argv = ['coursewright', 'generate', 'Hi', '--max-new-tokens', '2', '--threads', '1', "
        f"'--dtype', {dtype!r}]\n"
        "import coursewright\n"
        "try:\n    coursewright.main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    slow = {"sympy", "torch._dynamo", "torch._inductor", "torch.distributed.tensor", "transformers", "jinja2"}
    assert not slow & set(done.stdout.splitlines()[-1].split())


def test_an_answer_as_json_is_one_object_and_nothing_else():
    done = coursewright(
        "generate", "The capital of France is", "--raw", "--stop", ".", "--temperature", "0.7", "--top-k", "2",
        "--top-p", "0.5", "--min-p", "0.5", "--repetition-penalty", "1.1", "--seed", "3", "--dtype", "bf16", "--json",
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert (found["model"], found["text"], found["ended"]) == ("smollm2-135m", " Paris", "stop string")
    assert (found["prompt_tokens"], found["new_tokens"], found["dtype"]) == (5, 2, "bf16")
    assert found["tokens_per_s"] == pytest.approx(1 / found["tpot_s"])
    assert found["ttft_s"] > 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["generate"], "Missing argument"),
        (["generate", "hi", "--model", "smollm"], "did you mean 'smollm2-135m'?"),
        (["generate", "hi", "--model", "models/none.gguf"], "neither a folder with a checkpoint nor a GGUF file"),
        (["generate", "hi", "--model", str(ROOT)], "config.json is missing"),
        (["generate", "hi", "--dtype", "fp4"], "unknown dtype to run in 'fp4'; did you mean 'fp32'?"),
        (["generate", "hi", "--top-k", "5"], "top_k=5 has no meaning at temperature 0"),
        (["generate", "hi", "--max-new-tokens", "9000"], "the model has 8192"),
        (["generate", "hi", "--threads", "0"], "'--threads': Input should be greater than or equal to 1"),
        (
            ["generate", "hi", "--seed", str(2**70)],
            "'--seed': Input should be less than or equal to 18446744073709551615",
        ),
        (["generate", "hi", "--temperature", "nan"], "'--temperature': Input should be less than or equal to 1000000"),
        (["generate", "hi", "--top-p", "0", "--temperature", "1"], "top_p=0.0 is not a share above 0, up to 1"),
        (["generate", "\udcff"], "the text has U+DCFF at letter 1, half of a surrogate pair alone"),
    ],
)
def test_what_cannot_be_generated_ends_with_two_and_the_reason(arguments, told):
    done = coursewright(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


# ---- estimate -----------------------------------------------------------------------------------------
def estimated(*arguments: str) -> dict:
    done = coursewright("estimate", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_cache_is_estimated_as_the_contract_says():
    found = estimated("kv", "--model", "llama-3-8b", "--seq-len", "4096", "--batch", "1", "--dtype", "bf16")
    expected = {
        "bytes": 536_870_912, "bytes_per_token": 131_072, "model": "llama-3-8b", "dtype": "bf16", "seq_len": 4096,
        "batch": 1,
    }  # fmt: skip
    assert found.items() >= expected.items()


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (["params"], {"total", "active"}),
        (["flops", "--seq-len", "64"], {"prefill", "decode_per_token", "by_component"}),
        (["roofline", "--seq-len", "64", "--gpu", "l4"], {"bound", "prefill_s", "decode_s_per_token", "tokens_per_s"}),
        (["capacity", "--seq-len", "64", "--gpu", "l4"], {"max_requests", "max_seq_len"}),
        (["activations", "--seq-len", "64"], {"bytes"}),
    ],
)
def test_every_estimate_has_the_fields_of_the_contract(arguments, fields):
    assert estimated(*arguments, "--model", "llama-3-8b").keys() >= fields


def test_several_lengths_and_batches_are_one_object_too():
    found = estimated("kv", "--model", "llama-3-8b", "--seq-len", "1024,4096", "--batch", "1,8")
    assert found["bytes"] == [[134_217_728, 1_073_741_824], [536_870_912, 4_294_967_296]]
    shown = coursewright("estimate", "kv", "llama-3-8b", "--seq-len", "1024,4096", "--batch", "1,8").stdout
    assert "134 MB · 1.07 GB | 537 MB · 4.29 GB" in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["kv", "gpt2-124m", "--seq-len", "8,x"], "--seq-len '8,x' is no whole number, nor several with commas"),
        (["kv", "--seq-len", "8"], "estimate kv needs a model, such as --model llama-3-8b"),
        (["kv", "gpt2-124m", "--model", "gpt2-124m", "--seq-len", "8"], "one model, not both 'gpt2-124m' and "),
        (["kv", "--model", "lama-3-8b", "--seq-len", "8"], "did you mean 'llama-3-8b'?"),
        (["kv", "--model", "llama-3-8b", "--seq-len", "-1"], "seq_len=-1 is not a positive whole number"),
        (["kv", "--model", "llama-3-8b", "--seq-len", "8", "--dtype", "f32"], "did you mean 'fp32'?"),
        (
            ["kv", "--model", "llama-3-8b", "--seq-len", "8", "--set", "n_kv_heads=5"],
            "is not a multiple of n_kv_heads=5",
        ),
        (
            ["kv", "--model", "mistral-7b-v0.1", "--seq-len", "8", "--set", "window=0"],
            "window=0 is not a positive whole",
        ),
    ],
)
def test_what_cannot_be_estimated_ends_with_two_and_the_reason(arguments, told):
    done = coursewright("estimate", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
