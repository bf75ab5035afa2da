"""The metrics as `vllm bench serve` defines them, worked out by hand and by NumPy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measure import TokenTimes
from engine.serving.metrics import metrics, percentile


def test_waits_gaps_and_throughput_of_three_answers():
    found = metrics(
        [
            TokenTimes(start=0.0, stamps=[1.0, 2.0, 4.0]),
            TokenTimes(start=1.0, stamps=[4.0]),
            TokenTimes(start=2.0, stamps=[3.0, 5.0]),
        ]
    )
    assert (found.answers, found.tokens, found.duration, found.throughput) == (3, 6, 5.0, 1.2)
    assert (found.ttft.mean, found.ttft.p50, found.ttft.p95) == pytest.approx((5 / 3, 1.0, 2.8))
    assert (found.tpot.mean, found.tpot.p50) == pytest.approx((1.75, 1.75))  # 3/2 and 2; one token has none
    assert (found.itl.mean, found.itl.p50) == pytest.approx((5 / 3, 2.0))  # 1, 2 and 2, pooled
    assert found.e2e.mean == pytest.approx((4 + 3 + 3) / 3)


def test_answers_of_one_token_each_have_no_time_per_output_token():
    assert math.isnan(metrics([TokenTimes(start=0.0, stamps=[1.0])]).tpot.mean)


def test_a_run_without_answers_has_no_metrics():
    with pytest.raises(ValueError, match="no answer was made"):
        metrics([])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.floats(0, 100))
def test_percentiles_are_those_of_numpy(values, share):
    assert percentile(values, share) == pytest.approx(float(np.percentile(values, share)), abs=1e-9)
