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
    config = preset(name)
    length = min(6000, config.max_seq_len)  # beyond every window
    with torch.device("meta"):
        held = GPT(config).new_cache(batch_size=2, max_seq_len=length, dtype=torch.bfloat16)
    assert held.nbytes == kv_cache_bytes(config, seq_len=length, batch=2, dtype="bf16", policy="engine")


@pytest.mark.parametrize("name", WITHOUT_EXPERTS)
def test_a_pass_counts_the_flops_that_are_estimated(name):
    """Counted on the pattern of layers once and twice; each further one adds what the second did."""
    config, every = preset(name), len(preset(name).layers)
    more, rest = divmod(config.n_layers, every)
    sizes = [replace(config, n_layers=layers) for layers in (every, 2 * every, every + rest)]
    counts = [counted(size) for size in sizes]
    assert counts == [forward_flops(size, seq_len=128).total for size in sizes]
    first, second, top = counts
    assert top + (more - 1) * (second - first) == forward_flops(config, seq_len=128).total


@pytest.mark.parametrize("name", WHOLE)
def test_a_pass_of_all_layers_counts_the_flops_that_are_estimated(name):
    assert counted(preset(name)) == forward_flops(preset(name), seq_len=128).total


@cache
def counted(config):
    with torch.device("meta"), torch.inference_mode(), FlopCounterMode(display=False) as counter:
        GPT(config).eval()(torch.zeros(1, 128, dtype=torch.long))
    return counter.get_total_flops()
