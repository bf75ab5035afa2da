"""Every published shape, built on the meta device: what it would hold and count is what the formulas say."""

from dataclasses import replace
from functools import cache

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.cost.flops import forward_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.model import GPT
from engine.presets import PRESETS, preset

WITHOUT_EXPERTS = [name for name in PRESETS if preset(name).moe is None]  # which expert runs depends on the data
WHOLE = ["gpt2-124m", "mistral-7b-v0.1", "gemma-3-1b"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_cache_holds_the_bytes_that_are_estimated(name):
    """Of all layers; their feed-forward parts are narrow and without experts, for a cache holds nothing of them."""
    config = preset(name)
    length = min(6000, config.max_seq_len)  # beyond every window
    with torch.device("meta"):
        model = GPT(replace(config, d_ff=8, moe=None))
        held = model.new_cache(batch_size=2, max_seq_len=length, dtype=torch.bfloat16)
    assert held.nbytes == kv_cache_bytes(config, seq_len=length, batch=2, dtype="bf16", policy="engine")


@pytest.mark.parametrize("name", WITHOUT_EXPERTS)
def test_a_pass_counts_the_flops_that_are_estimated(name):
    """Counted on one layer and two of each kind; each further one of the kind adds what the second did."""
    config = preset(name)
    layers = {kind: config.kinds.count(kind) for kind in config.kinds}
    sizes = [
        replace(config, n_layers=number, layers=(kind, kind, *config.layers)) for kind in layers for number in (1, 2)
    ]
    counts = [counted(size) for size in sizes]
    assert counts == [forward_flops(size, seq_len=128).total for size in sizes]
    added = sum(
        number * (two - one) for number, one, two in zip(layers.values(), counts[::2], counts[1::2], strict=True)
    )
    assert 2 * counts[0] - counts[1] + added == forward_flops(config, seq_len=128).total


@pytest.mark.parametrize("name", WHOLE)
def test_a_pass_of_all_layers_counts_the_flops_that_are_estimated(name):
    assert counted(preset(name)) == forward_flops(preset(name), seq_len=128).total


@cache
def counted(config):
    with torch.device("meta"), torch.inference_mode(), FlopCounterMode(display=False) as counter:
        GPT(config).eval()(torch.zeros(1, 128, dtype=torch.long))
    return counter.get_total_flops()
