"""Designs on long texts: bytes against real models and caches, and what the runs are made of. No clock is read."""

from __future__ import annotations

import pytest
import torch

from engine.cost.parameters import parameters
from engine.facts.long_runs import filled_cache, hold, matched, random_model
from engine.facts.long_shapes import (
    BASE,
    DESIGNS,
    DTYPE,
    EQUAL_ACTIVE,
    EQUAL_TOTAL,
    LENGTHS,
    LONG_STEPS,
    bytes_read,
    long_bytes,
    long_cache,
)
from engine.model import GPT

ALL = {**DESIGNS, "equal active": EQUAL_ACTIVE}
EXPERTS = ("gate", "up", "down")


def small(config):
    """The same design in few layers and a small vocabulary, so that it runs at once."""
    window = None if config.window is None else 3
    return config.replace(n_layers=len(config.layers), vocab_size=64, window=window, max_seq_len=32)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("context", LENGTHS.values())
def test_a_step_reads_the_weights_that_it_meets_and_the_cache_that_is_held(name, context):
    config = ALL[name]
    with torch.device("meta"):
        model = GPT(config)
    held = model.new_cache(batch_size=1, max_seq_len=context).nbytes
    assert DTYPE == "fp32"
    weights = sum(weight.nbytes for part, weight in model.named_parameters() if part != "tokens.weight")
    if config.moe is not None:
        idle = 1 - config.moe.top_k / config.moe.n_experts
        experts = [getattr(block.feed_forward, part).nbytes for block in model.blocks for part in EXPERTS]
        weights -= idle * sum(experts)
    assert bytes_read(config, context) == held + weights


def test_the_latent_keeps_to_the_byte_what_four_sets_keep_and_the_window_is_what_is_said():
    kept = long_cache()
    assert kept.mla == kept.gqa == kept.mha / 6
    assert kept.mqa == kept.mha / 24
    assert kept.moe == kept.mha == kept.a_token * kept.seq_len
    assert kept.swa == kept.mha / 6 + 10 * kept.mha / 12 * 512 / 16384
    assert (kept.gqa_kv_heads, kept.swa_window, kept.mla_numbers) == (4, 512, 256)


def test_the_more_queries_share_a_number_the_more_arithmetic_a_byte_asks_for():
    kept = long_cache()
    by_hand = {"mha": 2 / 4, "gqa": 6 * 2 / 4, "mqa": 24 * 2 / 4, "mla": 24 * 2 * (256 + 224) / 256 / 4}
    assert {name: kept[f"{name}_flops_a_byte"] for name in by_hand} == by_hand


def test_fewer_bytes_count_for_more_the_longer_the_text_and_experts_for_less():
    table = long_bytes()
    for name in ("gqa", "mqa", "swa", "mla", "hybrid", "delta"):
        assert 1 < table[f"{name}_gain_2k"] < table[f"{name}_gain_8k"] < table[f"{name}_gain_16k"], name
    assert table.moe_gain_2k > table.moe_gain_8k > table.moe_gain_16k > 1
    assert table.mha_16k / table.gqa_16k == table.gqa_gain_16k


def test_experts_are_matched_in_all_parameters_or_in_those_at_work():
    dense, total, active = (parameters(config) for config in (BASE, EQUAL_TOTAL, EQUAL_ACTIVE))
    assert total.total - total.router == dense.total
    assert active.active - active.router == dense.active
    assert total.router == active.router == 12 * 8 * 768


def test_the_settings_say_what_the_runs_do():
    assert all(f"{length:,}" in LONG_STEPS.prompt for length in LENGTHS.values())
    assert (LONG_STEPS.dtype, BASE.n_heads, BASE.position, BASE.ffn) == ("fp32", 24, "rope", "swiglu")


@pytest.mark.parametrize("name", ALL)
def test_matched_models_share_every_weight_but_those_of_what_is_changed(name):
    base = random_model(small(BASE).replace(n_layers=small(ALL[name]).n_layers), seed=1)
    model = matched(base, small(ALL[name]))
    theirs = dict(base.named_parameters())
    changed = ".feed_forward." if model.config.moe else ".attention."
    for part, weight in model.named_parameters():
        shared = part in theirs and weight.data_ptr() == theirs[part].data_ptr()
        assert shared or changed in part, part
        assert weight.isfinite().all()
        assert weight.std() > 0 or weight.numel() == 1 or "norm" in part, part


@pytest.mark.parametrize("name", ALL)
@torch.inference_mode()
def test_a_step_on_a_filled_cache_sees_as_many_tokens_as_it_is_told(name):
    torch.manual_seed(2)
    config = small(ALL[name])
    model = matched(random_model(config, seed=2), config)
    kept = filled_cache(model, 16)
    assert all(tensor.any() for tensor in kept.tensors())
    other = kept.fork()
    for layer, kind in zip(other.layers, config.kinds, strict=True):
        if kind in ("full", "latent"):
            for tensor in layer.tensors():
                tensor[:, :, 6:] = 9.0  # beyond what counts
    new, logits = torch.ones(1, 1, dtype=torch.long), []
    for cache in (kept, other):
        hold(cache, 5)
        logits.append(model(new, cache, last_only=True))
        assert cache.lengths.tolist() == [6]
    assert torch.equal(*logits)
    assert logits[0].isfinite().all()
    shorter = filled_cache(model, 16)
    hold(shorter, 4)
    assert not torch.equal(model(new, shorter, last_only=True), logits[0])
