"""Each asset runs alone, with flags of its own, and says what is wrong with them."""

import argparse
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from lab_scripts import load
from warm_start import warm

from engine.presets import preset
from labs.lab import typed
from labs.shape import shape_of

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(
    path for path in (ROOT / "labs").glob("*/*/*.py") if not path.with_suffix(".ipynb").exists()
)  # fmt: skip


def run(path: str | Path, *flags: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **({"COURSEWRIGHT_LAB_OUTPUT": str(folder)} if folder else {})}
    return warm().run([str(ROOT / path), *flags], variables, ROOT, None)


def run_here(path: str | Path, *flags: str) -> int:
    """The exit code of a script that ends with one, in this process, which has imported PyTorch already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [str(ROOT / path), *flags])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(ROOT / path), run_name="__main__")
    return int(end.value.code or 0)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_an_asset_explains_itself(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_here(path, "--help") == 0
    assert "--json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "flags", "says"),
    [
        ("labs/ch04/04_gqa/memory_estimator_gqa.py", ("--n-kv-heads", "5"), "not a multiple of n_kv_heads=5"),
        ("labs/ch04/05_mla/memory_estimator_mla.py", ("--seq-len", "0"), "seq_len=0"),
        ("labs/ch04/06_swa/memory_estimator_swa.py", ("--local", "0"), "--local=0"),
        ("labs/ch04/07_moe/memory_estimator_moe.py", ("--top-k", "9"), "top_k=9 is more than n_experts=8"),
        ("labs/ch04/07_moe/gpt_with_kv_moe.py", ("--top-k", "9"), "top_k=9 is more than n_experts=8"),
        ("labs/ch04/04_gqa/gpt_with_kv_gqa.py", ("--n-kv-heads", "5"), "n_heads=24 is not a multiple of n_kv_heads=5"),
        ("labs/ch04/06_swa/gpt_with_kv_swa.py", ("--window", "0"), "--window=0"),
        ("labs/ch04/03_kv-cache/gpt_ch04.py", ("--new-tokens", "1022"), "do not fit in 1,024 positions"),
        ("labs/ch04/03_kv-cache/gpt_with_kv_cache.py", ("--new-tokens", "1"), "--new-tokens=1"),
        ("labs/ch04/03_kv-cache/gpt_with_kv_cache.py", ("--threads", "100000"), "--threads=100000 must be from 1 to"),
        ("labs/ch04/03_kv-cache/gpt_ch04.py", ("--n-layers", "1", "--max-seq-len", "4"), "takes 12 positions"),
        ("labs/ch04/04_gqa/gpt_with_kv_gqa.py", ("--n-layers", "1", "--max-seq-len", "4"), "takes 12 positions"),
        ("labs/ch04/04_gqa/gpt_with_kv_gqa.py", ("--n-layers", "1", "--vocab-size", "9"), "tokenizer's 50,257 tokens"),
        ("labs/ch04/05_mla/gpt_with_kv_mla.py", ("--rope-dim", "3"), "--rope-dim=3 is odd"),
        ("labs/ch05/01_main-chapter-code/gpt_train.py", ("--d-model", "30"), "--d-model=30"),
        ("labs/inference/07_parallel/two_processes.py", ("--ranks", "3"), "n_heads=4 cannot be shared evenly"),
        ("labs/inference/07_parallel/two_processes.py", ("--split", "layers", "--ranks", "5"), "pipeline of 5 ranks"),
        ("labs/inference/07_parallel/split_or_copies.py", ("--cards", "5"), "cannot be shared evenly by 5 ranks"),
        ("labs/inference/07_parallel/split_or_copies.py", ("--card", "h100"), "did you mean"),
        ("labs/inference/08_exercise/benchmark.py", ("--new-tokens", "1"), "--new-tokens=1"),
        ("labs/inference/08_exercise/benchmark.py", ("--only", "tile"), "did you mean 'tiled'?"),
        ("labs/inference/09_server/naive_server.py", ("--rate", "0"), "rate=0.0 is not above 0"),
        ("labs/inference/11_arrivals/arrivals.py", ("--rate", "0"), "--rate=0.0: nobody comes"),
        ("labs/inference/13_shared-prompt/shared_prompt.py", ("--model", "smollm"), "smollm2-135m"),
        ("labs/inference/14_cost/what_it_costs.py", ("--card", "h100"), "did you mean"),
        ("labs/inference/14_cost/what_it_costs.py", ("--model", "llama-3-70b"), "not one request of 2048 tokens fits"),
        ("labs/inference/08_exercise/benchmark.py", ("--text-tokens", "1000"), "not from 2 to the text's 512 tokens"),
    ],
)  # fmt: skip
def test_impossible_settings_end_with_the_reason_and_exit_code_2(
    path: str, flags: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_here(path, *flags) == 2
    assert says in capsys.readouterr().err


def test_an_estimator_gives_the_closed_form_for_the_learners_settings() -> None:
    flags = ("--model", "llama-3-8b", "--seq-len", "4096", "--json")
    rows = {
        row["name"]: row for row in json.loads(run("labs/ch04/04_gqa/memory_estimator_gqa.py", *flags).stdout)["rows"]
    }
    # Llama 3 8B by hand: keys and values × layers × K/V sets × numbers a head × bytes × tokens
    assert rows["cache_with_GQA"]["value"] == 2 * 32 * 8 * 128 * 2 * 4096
    assert rows["cache_with_MHA"]["value"] == 4 * rows["cache_with_GQA"]["value"]
    assert not any(row["verdict"] for row in rows.values())


def test_without_flags_an_asset_sets_deck_beside_here_and_gives_a_verdict() -> None:
    report = json.loads(run("labs/ch04/04_gqa/memory_estimator_gqa.py", "--json").stdout)
    assert report["rows"]
    assert {row["verdict"] for row in report["rows"]} == {"same"}
    assert all(row["deck"] == row["here"] for row in report["rows"])


def test_a_plot_is_saved_as_png_and_svg(tmp_path: Path) -> None:
    done = run("labs/ch04/04_gqa/plot_memory_estimates_gqa.py", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plot_memory_estimates_gqa.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "plot_memory_estimates_gqa.svg").read_text(encoding="utf-8")


def test_generation_is_timed_with_the_learners_settings() -> None:
    flags = ("--n-layers", "1", "--new-tokens", "4", "--json")
    rows = {
        row["name"]: row for row in json.loads(run("labs/ch04/03_kv-cache/gpt_with_kv_cache.py", *flags).stdout)["rows"]
    }
    assert rows["time_per_output_token"]["value"] > 0
    # one layer; four positions of the prompt and three of the answer, whose last token is never read; 4-byte numbers
    assert rows["cache"]["value"] == 2 * 7 * 768 * 4
    assert not any(row["deck"] for row in rows.values()), "the deck says nothing of these settings"


def test_training_lowers_the_loss_below_a_uniform_guess() -> None:
    flags = ("--steps", "20", "--n-layers", "1", "--d-model", "64", "--n-heads", "4", "--n-kv-heads", "2", "--json")
    rows = {
        row["name"]: row
        for row in json.loads(run("labs/ch05/01_main-chapter-code/gpt_train.py", *flags).stdout)["rows"]
    }
    assert rows["validation_loss"]["value"] < rows["a_uniform_guess"]["value"] - 0.5
    assert abs(rows["validation_loss"]["value"] - rows["training_loss"]["value"]) < 0.5


def test_the_real_model_shows_real_text_its_loss_and_its_attention(tmp_path: Path) -> None:
    flags = ("--prompt", "The capital of France is", "--new-tokens", "3", "--attention", "3")
    done = run("labs/ch04/03_kv-cache/real_model.py", *flags, "--json", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert "Paris" in report["note"]
    losses = [row["value"] for row in report["rows"] if row["name"] == "loss_on_the_prompt"]
    assert 0 < losses[0] < 10.8, "a uniform guess over 49,152 tokens costs 10.8 nats"
    assert (tmp_path / "real_model.png").exists()


def test_a_layer_that_is_not_there_is_named(tmp_path: Path) -> None:
    flags = ("--new-tokens", "2", "--attention", "30", "--out", str(tmp_path))
    done = run("labs/ch04/03_kv-cache/real_model.py", *flags)
    assert done.returncode == 2
    assert "layer=30 is not one of the model's 0 to 29" in done.stderr


SHAPED = [path for path in SCRIPTS if path.stem.startswith("memory_estimator") and "add_shape" in path.read_text()]


@pytest.mark.parametrize("model", ["llama-2-7b", "llama-3-8b", "gpt2-124m"])
@pytest.mark.parametrize("path", SHAPED, ids=lambda path: path.stem)
def test_a_flag_counts_though_it_is_the_labs_own_default_and_another_models_not(path: Path, model: str) -> None:
    lab = load(path).LAB
    parser = argparse.ArgumentParser()
    lab.options(parser)
    defaults = vars(parser.parse_args([]))
    own = preset(model)
    for name in ("n_layers", "n_heads", "n_kv_heads", "head_dim", "d_model"):
        given = ["--model", model, f"--{name.replace('_', '-')}", str(defaults[name])]
        args = parser.parse_args(given)
        args.given = typed(parser, given)
        heads = {"n_heads": own.n_heads, "n_kv_heads": own.n_kv_heads, name: defaults[name]}
        if heads["n_heads"] % heads["n_kv_heads"]:
            with pytest.raises(ValueError, match=f"{name}={defaults[name]}"):
                shape_of(args, own)
        else:
            longest = max(own.max_seq_len, args.seq_len)
            assert shape_of(args, own) == own.replace(**{name: defaults[name]}, max_seq_len=longest)


def test_eight_sets_of_a_model_that_has_more_are_eight() -> None:
    flags = ("--model", "llama-2-7b", "--n-kv-heads", "8", "--json")
    report = json.loads(run("labs/ch04/04_gqa/memory_estimator_gqa.py", *flags).stdout)
    assert {row["name"]: row["here"] for row in report["rows"]}["times_smaller"] == "4×"
