"""Five ways that leave the attention itself to PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.attention.flex_attention import BlockMask, create_block_mask, flex_attention

from engine.attention.ways.way import Way, Weights
from engine.attention.ways.written import Fused


class Sdpa(Fused):
    """One call, which is told that attention is causal: no score matrix is kept, and no mask is needed."""

    def mix(self, q: Tensor, k: Tensor, v: Tensor, x: Tensor) -> Tensor:
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)


class SdpaMask(Fused):
    """The same call with the mask given: True means *may look*."""

    def mix(self, q: Tensor, k: Tensor, v: Tensor, x: Tensor) -> Tensor:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=self.allowed(x))


class TorchMha(Way):
    """PyTorch's module, which has all projections in it. In its mask True means *must not look*."""

    weights_too = False

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__(d_model, n_heads, max_seq_len)
        self.attention = nn.MultiheadAttention(d_model, n_heads, bias=False, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        barred = ~self.allowed(x)
        x, _ = self.attention(x, x, x, attn_mask=barred, is_causal=True, need_weights=self.weights_too)
        return x

    @staticmethod
    def layout(weights: Weights) -> Mapping[str, Tensor]:
        return {
            "attention.in_proj_weight": weights.qkv.flatten(0, 2),
            "attention.out_proj.weight": weights.output,
        }


class TorchMhaWeights(TorchMha):
    """The same module asked for its weights too: it then forms the score matrix and averages it over the heads."""

    weights_too = True


class Flex(Fused):
    """A rule says which pairs count (arXiv 2412.05496). Compiled, blocks of pairs that never do are left out; where it
    is not compiled, the score matrix is formed whole."""

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__(d_model, n_heads, max_seq_len)
        self.known: dict[tuple[int, torch.device], BlockMask] = {}

    def mix(self, q: Tensor, k: Tensor, v: Tensor, x: Tensor) -> Tensor:
        blocks = self.blocks(x)
        if torch.compiler.is_compiling():
            return flex_attention(q, k, v, block_mask=blocks)
        with warnings.catch_warnings():  # that it forms the score matrix where nobody compiles it; we say so ourselves
            warnings.filterwarnings("ignore", message="flex_attention called without torch.compile")
            return flex_attention(q, k, v, block_mask=blocks)

    def blocks(self, x: Tensor) -> BlockMask:
        """Which blocks of pairs count in whole, in part and not at all, for as many tokens as x [B, T, C] has."""
        tokens, at = x.shape[1], (x.shape[1], x.device)
        if at in self.known:
            return self.known[at]
        made = create_block_mask(_looks_back, None, None, tokens, tokens, device=x.device)
        if not torch.compiler.is_compiling():  # what is made inside a compiled graph cannot leave it
            self.known[at] = made
        return made


def _looks_back(batch: Tensor, head: Tensor, query: Tensor, key: Tensor) -> Tensor:
    return query >= key
