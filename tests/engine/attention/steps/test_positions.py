"""Positions: the engine's own formulas, and what a layer feels of the order of its tokens."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from engine.attention.steps.causal import CausalSelfAttention
from engine.attention.steps.positions import (
    LearnedPositions,
    RotarySelfAttention,
    felt_shuffle,
    rotary,
    sinusoidal,
)
from engine.attention.steps.projected import SelfAttention
from engine.positions import rotate, sinusoids, turn

TOKENS, PAIRS, SEEDS = st.integers(1, 40), st.integers(1, 8), st.integers(0, 2**31)


@given(tokens=TOKENS, pairs=PAIRS)
def test_sinusoids_are_the_engines(tokens: int, pairs: int) -> None:
    assert torch.allclose(sinusoidal(tokens, 2 * pairs), sinusoids(torch.arange(tokens), 2 * pairs), atol=1e-5)


@given(tokens=TOKENS, pairs=PAIRS, base=st.sampled_from([100.0, 10_000.0, 500_000.0]), seed=SEEDS)
def test_turns_are_the_engines(tokens: int, pairs: int, base: float, seed: int) -> None:
    x = torch.randn(2, 3, tokens, 2 * pairs, generator=torch.Generator().manual_seed(seed))
    by = turn(torch.arange(tokens)[None], head_dim=2 * pairs, base=base, dtype=torch.float32)
    assert torch.allclose(rotary(x, base), rotate(x, by), atol=1e-5)


@given(tokens=TOKENS, seed=SEEDS)
def test_a_rotary_head_is_torchs_attention_of_turned_queries_and_keys(tokens: int, seed: int) -> None:
    torch.manual_seed(seed)
    head, x = RotarySelfAttention(6, 8).requires_grad_(False), 3 * torch.randn(2, tokens, 6)
    by = turn(torch.arange(tokens)[None], head_dim=8, base=10_000.0, dtype=torch.float32)
    q, k, v = (part(x)[:, None] for part in (head.query, head.key, head.value))  # [B, 1, T, D]
    expected = scaled_dot_product_attention(rotate(q, by), rotate(k, by), v)[:, 0]
    assert torch.allclose(head(x), expected, atol=1e-5)


@given(near=st.integers(0, 20), far=st.integers(0, 20), later=st.integers(1, 30), seed=SEEDS)
def test_turned_scores_depend_on_the_distance_alone(near: int, far: int, later: int, seed: int) -> None:
    q, k = torch.randn(2, 1, 8, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    turned = rotary(q.expand(60, -1)) @ rotary(k.expand(60, -1)).mT  # [60, 60]: the same two vectors everywhere
    assert float(turned[near, far]) == pytest.approx(float(turned[near + later, far + later]), abs=1e-5)


@given(tokens=st.integers(2, 12), seed=SEEDS)
def test_without_positions_a_shuffled_text_gives_shuffled_outputs(tokens: int, seed: int) -> None:
    torch.manual_seed(seed)
    layer, x, order = SelfAttention(8, 8).double(), torch.randn(tokens, 8).double(), torch.randperm(tokens)
    assert felt_shuffle(layer, x, order) < 1e-12


@pytest.mark.parametrize("told", ["sinusoidal", "learned", "rotary", "causal"])
def test_positions_and_the_causal_mask_make_order_felt(told: str) -> None:
    torch.manual_seed(1)
    x, order = torch.randn(9, 8), torch.arange(9).flip(0)
    plain, learned = SelfAttention(8, 8), LearnedPositions(12, 8)
    layer = {
        "sinusoidal": lambda x: plain(x + sinusoidal(9, 8)),
        "learned": lambda x: plain(learned(x)),
        "rotary": RotarySelfAttention(8, 8),
        "causal": CausalSelfAttention(8, 8, 12),  # a mask tells order too: who stands first sees least
    }[told]
    assert felt_shuffle(layer, x, order) > 1e-2


def test_a_shuffle_that_moves_nothing_is_not_felt() -> None:
    torch.manual_seed(2)
    assert felt_shuffle(RotarySelfAttention(8, 8), torch.randn(9, 8), torch.arange(9)) == 0


def test_learned_positions_are_a_row_a_place() -> None:
    torch.manual_seed(3)
    learned = LearnedPositions(12, 8)
    assert torch.equal(learned(torch.zeros(2, 5, 8)), learned.table(torch.arange(5)).expand(2, -1, -1))
