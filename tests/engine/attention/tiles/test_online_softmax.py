"""Three passes, two and one give the same mean; each reads the scores as often as it says."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.attention.tiles.online_softmax import Counted, one_pass, three_passes, two_passes

WAYS = {three_passes: 3, two_passes: 2, one_pass: 1}


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-10, 10)), min_size=1, max_size=30))
def test_all_give_what_torchs_softmax_gives(pairs: list[tuple[float, float]]) -> None:
    scores, values = torch.tensor(pairs, dtype=torch.float64).unbind(dim=1)
    expected = float(scores.softmax(dim=-1) @ values)
    for way in WAYS:
        assert math.isclose(way(scores.tolist(), values.tolist()), expected, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("way", WAYS)
def test_each_reads_the_scores_as_often_as_it_says(way) -> None:  # type: ignore[no-untyped-def]
    scores, values = Counted([0.5] * 7), Counted([1.0] * 7)
    way(scores, values)
    assert (scores.reads, values.reads) == (7 * WAYS[way], 7)


def test_a_score_of_a_thousand_does_not_overflow() -> None:
    with pytest.raises(OverflowError):
        math.exp(1000)
    assert all(way([1000.0, 999.0], [1.0, 0.0]) == pytest.approx(1 / (1 + math.exp(-1))) for way in WAYS)
