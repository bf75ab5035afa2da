"""Policies race with the same requests; who is quicker is asserted by `make bench` alone."""

import math
from dataclasses import replace

import pytest
import torch

from engine.config import ModelConfig
from engine.model import GPT
from engine.serving.race import POLICIES, Load, race, step_cost
from engine.serving.scheduler import Limits
from engine.serving.simulate import StepCost

LOAD = Load(n=6, prompt=6, answer=6, share=0.8, seed=1)
LIMITS = Limits(max_rows=3, max_tokens=16)


def small(d_model: int) -> GPT:
    torch.manual_seed(0)
    return GPT(
        ModelConfig(
            n_layers=2, n_heads=d_model // 32, n_kv_heads=1, head_dim=32, d_model=d_model, d_ff=2 * d_model,
            vocab_size=64, max_seq_len=64,
        )
    ).eval()  # fmt: skip


def test_all_policies_make_the_same_tokens_of_requests_that_come_in_time():
    found = race(small(64), LOAD, LIMITS, StepCost(step=1e-3))
    assert list(found.measured) == list(found.predicted) == list(POLICIES)
    lengths = sum(request.max_new_tokens for request in LOAD.requests(math.inf, 64))
    assert {one.tokens for one in (*found.measured.values(), *found.predicted.values())} == {lengths}
    assert found.rate == pytest.approx(0.8 * 6 / 8e-3, rel=0.5)


def test_a_step_costs_something():
    found = step_cost(small(64), LOAD, LIMITS)
    assert found.step + found.token + found.row > 0


@pytest.mark.timing
def test_continuous_batching_serves_more_than_naive_and_static_and_its_users_wait_less():
    model = small(512)
    limits = Limits(max_rows=8, max_tokens=64)
    load = Load(n=24, prompt=16, answer=24, share=0.8, seed=3)
    cost = step_cost(model, load, limits)
    full, coming = (race(model, one, limits, cost).measured for one in (replace(load, share=math.inf), load))
    assert full["continuous"].throughput > 1.5 * full["naive"].throughput
    assert full["continuous"].throughput > full["static"].throughput
    assert coming["continuous"].ttft.p95 < min(coming["static"].ttft.p95, coming["naive"].ttft.p95)
