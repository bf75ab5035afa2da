"""One head, step by step: dot products, queries and keys and values, the causal mask, dropout."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from engine.attention.reference import attend as attend_by_loops
from engine.attention.steps.causal import (
    CausalSelfAttention,
    causal_mask,
    fill_before_softmax,
    renormalise_after_softmax,
)
from engine.attention.steps.projected import SelfAttention, attend
from engine.attention.steps.simple import simple_attention
from engine.attention.steps.trace import Trace

COUNTS = {"tokens": st.integers(1, 9), "width": st.integers(1, 12), "seed": st.integers(0, 2**31)}


def numbers(seed: int, *shape: int) -> Tensor:
    """Normal numbers, large enough that a wrong weight shows."""
    return 2 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@given(**COUNTS)
def test_simple_attention_is_the_mean_that_loops_make(tokens: int, width: int, seed: int) -> None:
    x = numbers(seed, tokens, width)
    for t, row in enumerate(simple_attention(x).tolist()):
        scores = [sum(a * b for a, b in zip(x[t].tolist(), key, strict=True)) for key in x.tolist()]
        shares = [math.exp(score - max(scores)) for score in scores]
        mean = [sum(s * v for s, v in zip(shares, column, strict=True)) / sum(shares) for column in x.T.tolist()]
        assert row == pytest.approx(mean, abs=1e-9)


@given(keys=st.integers(1, 9), **COUNTS)
def test_attend_equals_torchs_own(keys: int, tokens: int, width: int, seed: int) -> None:
    q, (k, v) = numbers(seed, tokens, width), numbers(seed + 1, 2, keys, width)
    assert torch.allclose(attend(q, k, v), scaled_dot_product_attention(q, k, v))


@given(batch=st.integers(1, 3), bias=st.booleans(), **COUNTS)
def test_a_head_of_queries_keys_and_values_equals_torchs_own(
    batch: int, bias: bool, tokens: int, width: int, seed: int
) -> None:
    torch.manual_seed(seed)
    head = SelfAttention(width, 5, bias=bias).double()
    x = numbers(seed, batch, tokens, width)
    theirs = scaled_dot_product_attention(head.query(x), head.key(x), head.value(x))
    assert torch.allclose(head(x), theirs)


@given(batch=st.integers(1, 3), **COUNTS)
def test_a_causal_head_gives_what_the_engines_loops_give(batch: int, tokens: int, width: int, seed: int) -> None:
    torch.manual_seed(seed)
    head = CausalSelfAttention(width, 4, max_seq_len=tokens + 3, bias=True).double().requires_grad_(False)
    x = numbers(seed, batch, tokens, width)
    q, k, v = (part(x)[:, None] for part in (head.query, head.key, head.value))  # [B, 1, T, D]
    loops = attend_by_loops(q, k, v, torch.arange(tokens).expand(batch, -1))[:, 0]
    assert torch.allclose(head(x), loops)


@given(changed=st.integers(1, 8), seed=COUNTS["seed"])
def test_a_changed_future_moves_no_past(changed: int, seed: int) -> None:
    torch.manual_seed(seed)
    head = CausalSelfAttention(6, 6, max_seq_len=9)
    x = numbers(seed, 1, 9, 6).float()
    other = x.clone()
    other[:, -changed:] += 1
    y, moved = head(x), head(other)
    assert torch.equal(y[:, :-changed], moved[:, :-changed])
    assert not torch.equal(y[:, -changed], moved[:, -changed])


@given(**COUNTS)
def test_filled_before_softmax_equals_renormalised_after(tokens: int, width: int, seed: int) -> None:
    scores, mask = numbers(seed, tokens, tokens), causal_mask(tokens)
    before = fill_before_softmax(scores, mask)
    assert torch.allclose(before, renormalise_after_softmax(scores, mask))
    assert not before[~mask].any()
    assert torch.allclose(before.sum(dim=-1), torch.ones(tokens, dtype=torch.float64))


@given(tokens=st.integers(1, 30))
def test_the_mask_lets_each_token_look_at_itself_and_what_stands_before(tokens: int) -> None:
    mask = causal_mask(tokens)
    assert all(bool(mask[t, s]) == (s <= t) for t in range(tokens) for s in range(tokens))


def test_dropout_keeps_the_mean_of_a_rows_sum_and_no_rows_sum() -> None:
    torch.manual_seed(0)
    head, trace = CausalSelfAttention(8, 8, 12, dropout=0.25).requires_grad_(False), Trace()
    head(torch.randn(4000, 12, 8), trace)
    weights, dropped = trace["weights"], trace["dropped"]
    kept = dropped != 0
    assert torch.allclose(dropped[kept], weights[kept] / 0.75)
    seen = causal_mask(12).expand_as(kept)
    assert float(kept[seen].float().mean()) == pytest.approx(0.75, abs=0.01)
    sums = dropped.sum(dim=-1)
    assert float(sums.mean()) == pytest.approx(1, abs=0.01)
    assert float((sums - 1).abs().min()) > 0


def test_dropout_is_over_in_evaluation() -> None:
    head, trace = CausalSelfAttention(8, 8, 12, dropout=0.25).eval(), Trace()
    head(torch.randn(2, 12, 8), trace)
    assert torch.equal(trace["dropped"], trace["weights"])


def test_the_mask_goes_along_to_another_device_and_into_no_checkpoint() -> None:
    head = CausalSelfAttention(8, 8, 12)
    assert head.to("meta").mask.device.type == "meta"
    assert "mask" not in head.state_dict()
    assert "mask" not in dict(head.named_parameters())


def test_a_trace_holds_each_step_made_of_the_one_before() -> None:
    torch.manual_seed(0)
    head, trace = CausalSelfAttention(8, 16, 12, dropout=0.5), Trace()
    y = head(torch.randn(2, 7, 8), trace)
    q, k, v, scores, scaled, masked, weights, dropped, context = trace.values()
    assert list(trace) == ["queries", "keys", "values", "scores", "scaled", "masked", "weights", "dropped", "context"]
    assert torch.equal(scores, q @ k.mT)
    assert torch.equal(scaled, scores / 4)
    assert torch.equal(masked.isinf(), ~causal_mask(7).expand_as(masked))
    assert torch.equal(masked[..., causal_mask(7)], scaled[..., causal_mask(7)])
    assert torch.equal(weights, masked.softmax(dim=-1))
    assert torch.equal(context, dropped @ v)
    assert context is y


def test_a_trace_without_that_step_says_which_it_has() -> None:
    trace = Trace()
    simple_attention(torch.eye(2), trace)
    with pytest.raises(KeyError, match="nothing is kept as 'masked'; there are: scores, weights, context"):
        trace["masked"]
