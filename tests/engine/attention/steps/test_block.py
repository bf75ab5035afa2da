"""Blocks against the engine's and torch's, and the stream that runs through them."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from engine.attention.steps.block import BlockParts, PostNormBlock, PreNormBlock
from engine.attention.steps.trace import Trace
from engine.config import ModelConfig
from engine.model import Block
from engine.plan import plan

WIDTH, HEADS, TOKENS = 12, 3, 7
CONFIG = ModelConfig(
    n_layers=1, n_heads=HEADS, n_kv_heads=HEADS, head_dim=WIDTH // HEADS, d_model=WIDTH, d_ff=4 * WIDTH, vocab_size=2,
    max_seq_len=TOKENS, position="learned", norm="layer", ffn="gelu", bias=True,
)  # fmt: skip


def block(kind: type[BlockParts], seed: int) -> BlockParts:
    """A block whose norms are not at their start, where two of them are alike."""
    torch.manual_seed(seed)
    made = kind(WIDTH, HEADS, TOKENS)
    for norm in (made.attention_norm, made.feed_forward_norm):
        nn.init.normal_(norm.weight, mean=1, std=0.3)
        nn.init.normal_(norm.bias, std=0.3)
    return made.requires_grad_(False)


def joined(part: nn.Module) -> Tensor:
    return torch.cat([part.query.weight, part.key.weight, part.value.weight])


@given(seed=st.integers(0, 2**31), tokens=st.integers(1, TOKENS))
def test_a_pre_norm_block_is_the_engines(seed: int, tokens: int) -> None:
    ours, theirs = block(PreNormBlock, seed), Block(CONFIG, 0)
    up, _, down = ours.feed_forward
    parts = {
        "attention.output": ours.attention.output, "attention_norm": ours.attention_norm,
        "feed_forward_norm": ours.feed_forward_norm, "feed_forward.up": up, "feed_forward.down": down,
    }  # fmt: skip
    weights = {f"{name}.{key}": weight for name, part in parts.items() for key, weight in part.state_dict().items()}
    theirs.load_state_dict({**weights, "attention.qkv.weight": joined(ours.attention)})
    x = torch.randn(2, tokens, WIDTH)
    step = plan(CONFIG, torch.zeros(2, tokens, dtype=torch.long), None, None, torch.float32)["full"]
    with torch.no_grad():
        assert torch.allclose(ours(x), theirs(x, step, None), atol=1e-5)


@pytest.mark.parametrize("kind", [PreNormBlock, PostNormBlock])
@given(seed=st.integers(0, 2**31))
def test_both_blocks_are_torchs(kind: type[BlockParts], seed: int) -> None:
    ours = block(kind, seed)
    theirs = nn.TransformerEncoderLayer(
        WIDTH, HEADS, 4 * WIDTH, dropout=0.0, activation=nn.GELU(approximate="tanh"), batch_first=True,
        norm_first=kind is PreNormBlock,
    ).requires_grad_(False)  # fmt: skip
    up, _, down = ours.feed_forward
    parts = {
        "self_attn.out_proj": ours.attention.output, "norm1": ours.attention_norm, "norm2": ours.feed_forward_norm,
        "linear1": up, "linear2": down,
    }  # fmt: skip
    weights = {f"{name}.{key}": weight for name, part in parts.items() for key, weight in part.state_dict().items()}
    theirs.load_state_dict({
        **weights, "self_attn.in_proj_weight": joined(ours.attention), "self_attn.in_proj_bias": torch.zeros(3 * WIDTH)
    })  # fmt: skip
    x = torch.randn(2, TOKENS, WIDTH)
    hidden = torch.ones(TOKENS, TOKENS, dtype=torch.bool).triu(1)
    assert torch.allclose(ours(x), theirs(x, src_mask=hidden), atol=1e-5)


def test_a_pre_norm_stream_is_what_came_in_and_what_was_added() -> None:
    ours, trace = block(PreNormBlock, 0), Trace()
    x = torch.randn(2, TOKENS, WIDTH)
    y = ours(x, trace)
    attention = ours.attention(ours.attention_norm(x))
    fed = ours.feed_forward(ours.feed_forward_norm(x + attention))
    assert torch.allclose(y, x + attention + fed, atol=1e-6)
    assert trace["stream_in"] is x
    assert torch.allclose(trace["stream_between"], x + attention, atol=1e-6)
    assert trace["stream_out"] is y
    assert trace["weights"].shape == (2, HEADS, TOKENS, TOKENS)


def test_halves_that_add_nothing_leave_a_pre_norm_stream_as_it_is_and_a_post_norm_stream_normed() -> None:
    x = 5 + 3 * torch.randn(2, TOKENS, WIDTH)
    for kind in (PreNormBlock, PostNormBlock):
        torch.manual_seed(0)
        silent = kind(WIDTH, HEADS, TOKENS)
        for adding in (silent.attention.output, silent.feed_forward[-1]):
            nn.init.zeros_(adding.weight)
            nn.init.zeros_(adding.bias)
        expected = x if kind is PreNormBlock else nn.functional.layer_norm(x, (WIDTH,))
        assert torch.allclose(silent(x), expected, atol=1e-4)


def test_the_stream_of_a_post_norm_block_is_traced_normed() -> None:
    torch.manual_seed(0)
    trace = Trace()
    y = PostNormBlock(WIDTH, HEADS, TOKENS)(torch.randn(2, TOKENS, WIDTH), trace)
    assert trace["stream_out"] is y
    for name in ("stream_between", "stream_out"):
        assert torch.allclose(trace[name].mean(dim=-1), torch.zeros(2, TOKENS), atol=1e-5)
        assert torch.allclose(trace[name].std(dim=-1, correction=0), torch.ones(2, TOKENS), atol=1e-3)
