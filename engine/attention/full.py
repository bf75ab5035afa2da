"""Multi-head, grouped-query and multi-query attention: one mechanism, told apart by `n_kv_heads`."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.layers import Linear
from engine.norms import head_norm
from engine.step import Step


class FullAttention(nn.Module):
    """Every query head attends to all tokens before it; query heads share the KV heads evenly.

    MHA (arXiv 1706.03762) where `n_kv_heads` equals `n_heads`, MQA (arXiv 1911.02150) where it is one, and GQA
    (arXiv 2305.13245) between.
    """

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.head_dim = config.head_dim
        self.widths = [heads * config.head_dim for heads in (config.n_heads, config.n_kv_heads, config.n_kv_heads)]
        self.qkv = Linear(config.d_model, sum(self.widths), bias=config.qkv_bias)
        self.q_norm, self.k_norm = head_norm(config), head_norm(config)
        self.output = Linear(self.widths[0], config.d_model, bias=config.bias)

    def forward(self, x: Tensor, step: Step) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        q, k, v = self.heads(x)
        q, k = step.rotate(q), step.rotate(k)
        cache = step.cache
        if cache is not None:
            k, v = cache.append(self.layer, k, v, step)
        heads = attend(q, k, v, step)  # [B, H, T, D]
        x = heads.transpose(1, 2).flatten(2)  # [B, T, H·D]
        x = self.output(x)
        return x

    def heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x [B, T, C] -> queries [B, H, T, D], keys and values [B, Hkv, T, D]"""
        parts = self.qkv(x).split(self.widths, dim=-1)
        q, k, v = (part.unflatten(-1, (-1, self.head_dim)).transpose(1, 2) for part in parts)
        return self.q_norm(q), self.k_norm(k), v


def attend(q: Tensor, k: Tensor, v: Tensor, step: Step) -> Tensor:
    """The fast path of `engine.attention.reference.attend`. q [B, H, T, D], k and v [B, Hkv, S, D] -> [B, H, T, D].

    One new token needs no copy of shared keys: the query heads of a KV head stand in for as many positions.
    """
    B, H, T, D = q.shape
    shared = k.shape[1]
    if T == 1 and shared != H:
        q = q.reshape(B, shared, H // shared, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=step.mask)
        return y.reshape(B, H, 1, D)
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=step.mask, is_causal=step.causal and T > 1, enable_gqa=shared != H
    )
