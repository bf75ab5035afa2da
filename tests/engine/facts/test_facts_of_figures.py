"""Facts that figures draw: what is recorded agrees with itself."""

from __future__ import annotations

import math

import pytest
from recorded_facts import recorded

from engine.fact import marks_of
from engine.facts import delta, delta_curve, gqa, kv_factors, roofline_here, routing
from engine.ledger import read_ledger
from engine.units import Matrix


@pytest.mark.parametrize(("module", "name"), [(routing, "expert_load"), (roofline_here, "roofline_here")])
def test_the_recorded_run_keeps_the_claim_of_its_fact(module: object, name: str) -> None:
    marks = marks_of(getattr(module, name))
    assert marks is not None
    assert marks.claim is not None
    assert marks.claim(recorded(name))


def test_all_picks_of_a_layer_are_shared_among_its_experts() -> None:
    load = recorded("expert_load")
    shares = [load[f"expert_{i}"] for i in range(1, int(load.n_experts) + 1)]
    assert sum(shares) == pytest.approx(1, abs=1e-6)
    assert (load.busiest, load.quietest) == (max(shares), min(shares))
    assert load.even == 1 / load.n_experts
    assert max(shares) <= 1 / load.top_k, "a token picks an expert once"


def test_no_run_is_faster_than_the_roof_allows() -> None:
    run = recorded("roofline_here")
    assert run.ridge == pytest.approx(run.peak / run.bandwidth, rel=0.05)
    for name in ("decode_1", "decode_4", "prefill"):
        assert run[f"{name}_speed"] <= 1.05 * min(run.peak, run.bandwidth * run[name]), name
        assert 0 < run[f"{name}_of_memory"] <= 1.05, name
        assert 0 < run[f"{name}_of_peak"] <= 1.05, name


def test_the_curve_of_the_cache_crosses_the_state_at_the_break_even() -> None:
    curve = delta_curve.delta_curve()
    full, state = curve["Full attention"], curve["Delta only"]
    assert len(set(state.values())) == 1
    for length, memory in full.items():
        assert (memory > state[length]) == (float(length) >= delta.delta_break_even())


def test_the_factors_make_the_cache_that_the_estimator_gives() -> None:
    *factors, cache = kv_factors.kv_factors().values()
    assert math.prod(factors) == cache == gqa.gqa_estimate().gqa


def test_the_recorded_pattern_reads_the_past_only_and_all_of_it() -> None:
    pattern = read_ledger()["attention_pattern"].quantity
    assert isinstance(pattern, Matrix)
    for i, row in enumerate(pattern.values):
        assert sum(row) == pytest.approx(1, abs=0.005)
        assert not any(row[i + 1 :])
    it, dog = pattern.rows.index("it"), pattern.columns.index("dog")
    assert max(pattern.values[it]) == pattern.values[it][dog]
