"""Looking ahead is found from outside."""

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from engine.attention.future import past_moves


def heads() -> Tensor:
    return torch.randn(3, 1, 2, 6, 4, generator=torch.Generator().manual_seed(0))


def test_causal_attention_passes() -> None:
    assert past_moves(lambda q, k, v: scaled_dot_product_attention(q, k, v, is_causal=True), *heads()) == 0


def test_attention_to_all_is_found() -> None:
    assert past_moves(scaled_dot_product_attention, *heads()) > 0.1


def test_a_mask_that_is_one_diagonal_too_wide_is_found() -> None:
    wide = torch.ones(6, 6, dtype=torch.bool).tril(1)
    assert past_moves(lambda q, k, v: scaled_dot_product_attention(q, k, v, attn_mask=wide), *heads()) > 0.1


def test_what_mixes_no_tokens_passes() -> None:
    assert past_moves(torch.tanh, heads()[0]) == 0
