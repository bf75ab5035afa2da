"""What scaling keeps from happening: variances by theory, slopes by autograd."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.autograd.functional import jacobian

from engine.attention.steps.scaling import random_scores, slopes


@pytest.mark.parametrize("d", [1, 16, 64, 256])
def test_the_variance_of_a_score_is_the_width_and_scaled_it_is_one(d: int) -> None:
    scores = random_scores(d=d, queries=20_000, keys=2, seed=1)
    assert float(scores.mean()) == pytest.approx(0, abs=0.05 * d**0.5)
    assert float(scores.var()) == pytest.approx(d, rel=0.05)
    assert float((scores / d**0.5).var()) == pytest.approx(1, rel=0.05)


def test_keys_are_a_querys_own() -> None:
    one, other = random_scores(d=8, queries=2, keys=5, seed=3)
    assert one.shape == (5,)
    assert len({*one.tolist(), *other.tolist()}) == 10


@given(keys=st.integers(1, 7), seed=st.integers(0, 2**31), size=st.floats(0.1, 5))
def test_slopes_are_what_autograd_finds(keys: int, seed: int, size: float) -> None:
    scores = size * torch.randn(keys, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    found = jacobian(lambda s: s.softmax(dim=-1), scores)
    assert torch.allclose(slopes(scores.softmax(dim=-1)), found.abs())


def test_a_saturated_softmax_hardly_moves() -> None:
    even, saturated = torch.zeros(8).softmax(dim=-1), torch.tensor([40.0, *[0.0] * 7]).softmax(dim=-1)
    assert float(slopes(saturated).max()) < 1e-12 < 0.01 < float(slopes(even).mean())
