"""Each script is a whole model, differs from its baseline where it says so only, and computes what the engine does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import torch
from lab_scripts import CONFIGS, PATHS, config_of, load, twins

from engine.decode import generate, generate_without_cache
from labs.inside import CacheView
from labs.marks import BASELINES, as_before, as_now

NAMES = sorted(PATHS)
CACHED = [name for name in NAMES if name != "gpt_ch04"]
SMALL = {"n_layers": 3, "d_model": 48, "d_ff": 64, "vocab_size": 97, "max_seq_len": 64, "n_heads": 4, "head_dim": 8}
SIZES = {
    "gpt_with_kv_gqa": {"n_kv_heads": 2},
    "gpt_with_kv_mla": {"kv_latent": 12, "rope_dim": 6},
    "gpt_with_kv_swa": {"window": 5, "n_local": 2},
    "gpt_with_kv_moe": {"n_experts": 8, "top_k": 2},
}
PROMPT = torch.tensor([[5, 17, 2, 81, 33, 64, 9], [1, 2, 3, 5, 8, 13, 21]])
N_NEW = 24
FP32 = 2e-5  # of the largest logit: another order of the same sums


def small(name: str):  # type: ignore[no-untyped-def]  # a script's module, a Shape and two models
    script = load(PATHS[name])
    shape = script.Shape(**SMALL, **SIZES.get(name, {}))
    return script, *twins(name, shape, script)


def text_of(name: str) -> str:
    return PATHS[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(BASELINES))
def test_without_its_marked_lines_a_script_is_its_baseline(name: str) -> None:
    baseline = as_now(text_of(BASELINES[name]))
    assert as_before(text_of(name), baseline) == baseline


def test_an_unmarked_change_is_seen() -> None:
    baseline = as_now(text_of("gpt_ch04"))
    changed = text_of("gpt_with_kv_cache").replace("dim=-1)", "dim=-2)", 1)
    assert as_before(changed, baseline) != baseline


def test_the_variants_baseline_is_the_cached_script_with_other_heads() -> None:
    """Its plain loop, its heads, its title and its fact are all that is not in both."""
    plain_loop = re.compile(r"@torch.inference_mode\(\)\ndef generate_text_simple\(.*?yield new\n", re.DOTALL)
    cached = plain_loop.sub("", text_of("gpt_with_kv_cache"))
    cached = cached.replace("n_heads: int = 12", "n_heads: int = 24").replace(
        "head_dim: int = 64", "head_dim: int = 32"
    )
    assert as_now(cached)[1:-1] == as_now(text_of("gpt_with_kv_mha"))[1:-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_script_is_read_from_top_to_bottom_and_needs_nothing_of_the_engine(name: str) -> None:
    assert len(text_of(name).splitlines()) <= 150
    imported = {
        node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(text_of(name)))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= {"dataclasses", "torch", "torch.nn.functional", "labs.script"}


@pytest.mark.parametrize("name", NAMES)
def test_a_script_has_the_shape_that_is_measured(name: str) -> None:
    assert config_of(name, load(PATHS[name]).Shape()) == CONFIGS[name]


@pytest.mark.parametrize("name", NAMES)
@torch.inference_mode()
def test_a_script_gives_the_engines_logits_and_tokens(name: str) -> None:
    script, model, engine = small(name)
    for length in (1, 2, PROMPT.shape[1]):
        ours, theirs = model(PROMPT[:, :length]), engine(PROMPT[:, :length], last_only=True)[:, 0]
        assert (ours - theirs).abs().max() <= FP32 * theirs.abs().max()
    loop = script.generate_text_simple if name == "gpt_ch04" else script.generate_text_simple_cached
    made = torch.cat(list(loop(model, PROMPT, N_NEW)), dim=1)
    assert torch.equal(made, generate_without_cache(engine, PROMPT, N_NEW)[:, PROMPT.shape[1] :])
    assert torch.equal(made, generate(engine, PROMPT, N_NEW)[:, PROMPT.shape[1] :])


@pytest.mark.parametrize("name", CACHED)
@torch.inference_mode()
def test_each_step_with_a_cache_gives_the_logits_without(name: str) -> None:
    _, model, engine = small(name)
    model.reset_cache(2, room=PROMPT.shape[1] + N_NEW)
    text = PROMPT
    for _ in range(N_NEW):
        read = text if text is PROMPT else text[:, -1:]
        logits = model(read, use_cache=True)
        for whole in (model(text), engine(text, last_only=True)[:, 0]):
            assert (logits - whole).abs().max() <= FP32 * whole.abs().max()
        text = torch.cat([text, logits.argmax(dim=-1, keepdim=True)], dim=1)


@pytest.mark.parametrize("name", CACHED)
def test_a_cache_holds_the_engines_bytes(name: str) -> None:
    script, model, engine = small(name)
    room = PROMPT.shape[1] + N_NEW - 1
    list(script.generate_text_simple_cached(model, PROMPT, N_NEW))
    assert CacheView(model).nbytes == engine.new_cache(batch_size=2, max_seq_len=room).nbytes


@pytest.mark.parametrize("name", CACHED)
def test_a_second_request_knows_nothing_of_the_first(name: str) -> None:
    script, model, _ = small(name)
    fresh = torch.cat(list(script.generate_text_simple_cached(model, PROMPT[1:], N_NEW)))
    broken_off = script.generate_text_simple_cached(model, PROMPT, N_NEW)
    next(broken_off), next(broken_off)
    again = torch.cat(list(script.generate_text_simple_cached(model, PROMPT[1:], N_NEW)))
    assert torch.equal(fresh, again)


def test_no_script_is_left_out() -> None:
    assert set(NAMES) == set(CONFIGS) == {*BASELINES, "gpt_ch04", "gpt_with_kv_mha"}
    assert all(Path(path).parent.parent.name == "ch04" for path in PATHS.values())
