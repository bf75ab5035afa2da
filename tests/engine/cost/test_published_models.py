"""Every published shape, built on the meta device: what it would hold and count is what the formulas say."""

from functools import cache

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.cost.flops import forward_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.model import GPT
from engine.presets import PRESETS, preset

WITHOUT_EXPERTS = [name for name in PRESETS if preset(name).moe is None]  # which expert runs depends on the data


@cache
def built(name):
    with torch.device("meta"):
        return GPT(preset(name)).eval().to(torch.bfloat16)


@pytest.mark.parametrize("name", PRESETS)
def test_a_cache_holds_the_bytes_that_are_estimated(name):
    config = preset(name)
    length = min(6000, config.max_seq_len)  # beyond every window
    with torch.device("meta"):
        held = built(name).new_cache(batch_size=2, max_seq_len=length)
    assert held.nbytes == kv_cache_bytes(config, seq_len=length, batch=2, dtype="bf16", policy="engine")


@pytest.mark.parametrize("name", WITHOUT_EXPERTS)
def test_a_pass_counts_the_flops_that_are_estimated(name):
    config = preset(name)
    with torch.device("meta"), torch.inference_mode(), FlopCounterMode(display=False) as counter:
        built(name)(torch.zeros(1, 128, dtype=torch.long))
    assert counter.get_total_flops() == forward_flops(config, seq_len=128).total
