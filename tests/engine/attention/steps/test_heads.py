"""Several heads, stacked and split, against each other, the engine's own layer and torch's."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from engine.attention.full import FullAttention
from engine.attention.steps.split import MultiHeadAttention, with_the_weights_of
from engine.attention.steps.stacked import StackedHeads
from engine.attention.steps.trace import Trace
from engine.config import ModelConfig
from engine.plan import plan

SHAPES = {
    "n_heads": st.integers(1, 4), "head_dim": st.integers(1, 6), "tokens": st.integers(1, 8),
    "bias": st.booleans(), "seed": st.integers(0, 2**31),
}  # fmt: skip


@given(d_in=st.integers(1, 9), **SHAPES)
def test_split_heads_compute_what_stacked_ones_do_with_the_same_weights(
    d_in: int, n_heads: int, head_dim: int, tokens: int, bias: bool, seed: int
) -> None:
    torch.manual_seed(seed)
    stacked = StackedHeads(d_in, n_heads * head_dim, 8, 0.0, n_heads, bias)
    split = with_the_weights_of(stacked)
    parts = [part for head in (*stacked.heads, split) for part in (head.query, head.key, head.value)]
    assert {part.bias is not None for part in parts} == {bias}
    x, one, other = torch.randn(2, tokens, d_in), Trace(), Trace()
    assert torch.allclose(stacked(x, one), split(x, other), atol=1e-6)
    assert list(one) == list(other)
    for name in one:
        assert one[name].shape == other[name].shape
        assert torch.allclose(one[name], other[name], atol=1e-5), name


def test_gradients_are_the_same_too() -> None:
    torch.manual_seed(0)
    stacked = StackedHeads(12, 12, 8, 0.0, 3)
    split = with_the_weights_of(stacked)
    x, goal = torch.randn(2, 2, 8, 12).unbind()
    for module in (stacked, split):
        (module(x) * goal).sum().backward()
    for name in ("query", "key", "value"):
        grads = torch.cat([getattr(head, name).weight.grad for head in stacked.heads])
        assert torch.allclose(grads, getattr(split, name).weight.grad, atol=1e-5)


@given(**SHAPES)
def test_split_heads_are_the_engines_attention(n_heads: int, head_dim: int, tokens: int, bias: bool, seed: int) -> None:
    torch.manual_seed(seed)
    width = n_heads * head_dim
    ours = MultiHeadAttention(width, width, 8, 0.0, n_heads, bias)
    config = ModelConfig(
        n_layers=1, n_heads=n_heads, n_kv_heads=n_heads, head_dim=head_dim, d_model=width, d_ff=1, vocab_size=2,
        max_seq_len=8, position="learned", bias=True, qkv_bias=bias,
    )  # fmt: skip
    theirs = FullAttention(config, 0)
    weights = {
        f"qkv.{kind}": torch.cat([getattr(part, kind) for part in (ours.query, ours.key, ours.value)])
        for kind in (["weight", "bias"] if bias else ["weight"])
    }
    theirs.load_state_dict({**weights, **{f"output.{name}": part for name, part in ours.output.named_parameters()}})
    x = torch.randn(2, tokens, width)
    step = plan(config, torch.zeros(2, tokens, dtype=torch.long), None, None, torch.float32)["full"]
    with torch.no_grad():
        assert torch.allclose(ours(x), theirs(x, step, None), atol=1e-5)


@given(**SHAPES)
def test_split_heads_are_torchs_multihead_attention(
    n_heads: int, head_dim: int, tokens: int, bias: bool, seed: int
) -> None:
    torch.manual_seed(seed)
    width = n_heads * head_dim
    ours = MultiHeadAttention(width, width, 8, 0.0, n_heads, bias)
    theirs = nn.MultiheadAttention(width, n_heads, batch_first=True)  # its biases are for all or none
    parts = (ours.query, ours.key, ours.value)
    zeros = torch.zeros(3 * width)
    theirs.load_state_dict({
        "in_proj_weight": torch.cat([part.weight for part in parts]),
        "in_proj_bias": torch.cat([part.bias for part in parts]) if bias else zeros,
        "out_proj.weight": ours.output.weight, "out_proj.bias": ours.output.bias,
    })  # fmt: skip
    x, trace = torch.randn(2, tokens, width), Trace()
    hidden = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)  # here True hides
    expected, weights = theirs(x, x, x, attn_mask=hidden, average_attn_weights=False)
    assert torch.allclose(ours(x, trace), expected, atol=1e-5)
    assert torch.allclose(trace["weights"], weights, atol=1e-5)


@given(**SHAPES)
def test_what_is_split_is_joined_again(n_heads: int, head_dim: int, tokens: int, bias: bool, seed: int) -> None:
    heads = MultiHeadAttention(n_heads * head_dim, n_heads * head_dim, 8, 0.0, n_heads, bias)
    x = torch.arange(2 * tokens * n_heads * head_dim).view(2, tokens, -1)
    parts = heads.split(x)
    assert parts.shape == (2, n_heads, tokens, head_dim)
    assert torch.equal(heads.join(parts), x)
    for h in range(n_heads):
        assert torch.equal(parts[:, h], x[..., h * head_dim : (h + 1) * head_dim])


def test_each_head_of_a_stack_has_its_own_columns() -> None:
    torch.manual_seed(0)
    stacked, x = StackedHeads(6, 8, 5, 0.0, 2), torch.randn(1, 5, 6)
    whole = stacked(x)
    assert torch.equal(whole[..., :4], stacked.heads[0](x))
    assert torch.equal(whole[..., 4:], stacked.heads[1](x))


def test_dropout_and_the_mode_go_along_with_the_weights() -> None:
    stacked = StackedHeads(6, 8, 5, 0.25, 2).eval()
    split = with_the_weights_of(stacked)
    assert (split.dropout.p, split.training) == (0.25, False)


@pytest.mark.parametrize("kind", [StackedHeads, MultiHeadAttention])
def test_heads_that_do_not_divide_the_width_are_refused(kind: type[nn.Module]) -> None:
    with pytest.raises(ValueError, match="d_out=10 is not a multiple of n_heads=4"):
        kind(8, 10, 5, 0.0, 4)
