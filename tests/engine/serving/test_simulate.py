"""What the virtual clock says is held to published formulas and to what can be worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.presets import hardware, preset
from engine.serving.blocks import BlockPool
from engine.serving.load import long_tailed_lengths, poisson, requests, uniform_lengths
from engine.serving.metrics import gaps
from engine.serving.scheduler import Limits
from engine.serving.simulate import StepCost, simulate

SECOND = StepCost(step=1.0)


@pytest.mark.parametrize(("batch", "published"), [(4, 1.60), (8, 1.78), (16, 1.88), (64, 1.97)])
def test_static_batches_of_uniform_lengths_pay_the_published_share(batch, published):
    lengths = uniform_lengths(max(400, 12 * batch), 100, seed=1)
    found = simulate(requests([1] * len(lengths), lengths), SECOND, policy="static", limits=Limits(max_rows=batch))
    assert found.paid_over_needed == pytest.approx(published, rel=0.04)
    assert 2 * batch / (batch + 1) == pytest.approx(published, abs=0.005)


def test_long_tails_pay_the_harmonic_number_which_is_beyond_two():
    """The longest of B exponential lengths is 1 + 1/2 + … + 1/B times their mean."""
    lengths = long_tailed_lengths(100 * 16, 20.0, seed=1)
    found = simulate(requests([1] * len(lengths), lengths), SECOND, policy="static", limits=Limits(max_rows=16))
    assert found.paid_over_needed == pytest.approx(sum(1 / i for i in range(1, 17)), rel=0.1)


def test_continuous_batching_pays_what_it_needs_and_ends_sooner():
    asked = requests([1] * 64, uniform_lengths(64, 60, seed=1))
    limits = Limits(max_rows=8)
    static, continuous = (simulate(asked, SECOND, policy=name, limits=limits) for name in ("static", "continuous"))
    assert continuous.paid_over_needed == 1
    assert continuous.metrics.tokens == static.metrics.tokens
    assert continuous.metrics.duration < static.metrics.duration / 1.4


def test_one_request_takes_what_the_step_cost_says():
    cost = StepCost(step=1.0, token=0.1, row=0.01)
    found = simulate(requests([10], [3]), cost, limits=Limits(max_tokens=8)).metrics
    assert found.ttft.mean == pytest.approx(2 * 1.01 + 10 * 0.1)  # two chunks
    assert found.tpot.mean == pytest.approx(1.11)


def test_chunks_keep_an_answers_tokens_coming_while_a_prompt_is_read():
    cost = StepCost(step=1.0, token=1.0)
    talk, prompt = requests([1, 1000], [50, 1])
    asked = [talk, replace(prompt, arrives=5.0)]
    whole, chunked = (simulate(asked, cost, limits=Limits(max_rows=2, max_tokens=budget)) for budget in (2000, 20))
    assert [max(gaps(run.times[0])) for run in (whole, chunked)] == [1002.0, 21.0]
    assert whole.times[1].ttft < chunked.times[1].ttft  # more steps, each of which costs


def test_few_blocks_cost_steps_and_no_token():
    asked = requests([16] * 8, [40] * 8)
    free = simulate(asked, SECOND, limits=Limits(max_rows=8))
    short = simulate(asked, SECOND, limits=Limits(max_rows=8), pool=BlockPool(12, 16))
    assert short.counts.preempted > 0 == free.counts.preempted
    assert short.metrics.tokens == free.metrics.tokens == 320
    assert short.metrics.duration > free.metrics.duration


def test_a_step_cost_is_found_again_from_what_it_gives():
    cost = StepCost(step=3e-3, token=2e-4, row=1e-3)
    points = [(tokens, rows, cost(tokens, rows)) for tokens, rows in ((1, 1), (8, 8), (64, 1), (66, 3), (256, 4))]
    found = StepCost.fitted(points)
    assert (found.step, found.token, found.row) == pytest.approx((cost.step, cost.token, cost.row))
    with pytest.raises(ValueError, match="2 points do not tell"):
        StepCost.fitted(points[:2])


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 9), st.floats(1e-3, 1.0)), min_size=3, max_size=8))
def test_no_part_of_a_fitted_cost_is_below_nothing(points):
    found = StepCost.fitted(points)
    assert min(found.step, found.token, found.row) >= 0


def test_a_step_at_best_reads_the_weights_once_and_each_rows_cache():
    cost = StepCost.at_best(preset("llama-3-8b"), hardware("a100-80gb-sxm"), context=1024)
    assert 7e-3 < cost.step < 8.5e-3  # 15 GB at 2.04 TB/s
    assert cost.row == pytest.approx(2 * 32 * 8 * 128 * 2 * 1024 / 2.039e12, rel=0.01)
    assert cost.token == pytest.approx(2 * 7.5e9 / 312e12, rel=0.1)


def test_arrivals_come_as_often_as_they_are_asked_for():
    arrivals = poisson(4.0, seed=3)
    times = [next(arrivals) for _ in range(4000)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(1000, rel=0.05)
