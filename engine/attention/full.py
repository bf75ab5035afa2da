"""Multi-head, grouped-query and multi-query attention: one mechanism, told apart by `n_kv_heads`."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.cache.kv_cache import KVCache
from engine.config import ModelConfig
from engine.kernels.kept import unpacked
from engine.kernels.narrow import attend_narrow
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
        self.scale = config.query_scale or config.head_dim**-0.5
        self.score_cap = config.score_cap
        self.widths = [heads * config.head_dim for heads in (config.n_heads, config.n_kv_heads, config.n_kv_heads)]
        self.qkv = Linear(config.d_model, sum(self.widths), bias=config.qkv_bias)
        self.q_norm, self.k_norm = head_norm(config), head_norm(config)
        gate = Linear(config.d_model, self.widths[0], bias=config.qkv_bias) if config.output_gate else None
        self.output_gate = gate
        self.output = Linear(self.widths[0], config.d_model, bias=config.bias)

    def forward(self, x: Tensor, step: Step, cache: KVCache | None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        q, k, v = self.heads(x)
        q, k = step.rotate(q), step.rotate(k)
        if cache is not None:
            k, v = cache.append(self.layer, (k, v), step)
        heads = self.attend(q, k, v, step)  # [B, H, T, D]
        y = heads.transpose(1, 2).flatten(2)  # [B, T, H·D]
        if self.output_gate is not None:
            y = y * torch.sigmoid(self.output_gate(x))
        x = self.output(y)
        return x

    def heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x [B, T, C] -> queries [B, H, T, D], keys and values [B, Hkv, T, D]"""
        parts = self.qkv(x).split(self.widths, dim=-1)
        q, k, v = (part.unflatten(-1, (-1, self.head_dim)).transpose(1, 2) for part in parts)
        return self.q_norm(q), self.k_norm(k), v

    def attend(self, q: Tensor, k: Tensor, v: Tensor, step: Step) -> Tensor:
        """What each query head takes from the values that it sees: [B, H, T, D]."""
        return attend(q, k, v, mask=step.mask, causal=step.causal, scale=self.scale, cap=self.score_cap)


def attend(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    *,
    mask: Tensor | None = None,
    causal: bool = False,
    scale: float | None = None,
    cap: float | None = None,
) -> Tensor:
    """The fast path of `engine.attention.reference.attend`. q [B, H, T, D], k and v [B, Hkv, S, D] -> [B, H, T, D].

    One new token needs no copy of shared keys: the query heads of a KV head stand in for as many positions.
    """
    B, H, T, D = q.shape
    shared = k.shape[1]
    if T == 1 and mask is None and cap is None:
        y = attend_narrow(q.reshape(B, shared, H // shared, D), k, v, scale or D**-0.5)
        if y is not None:
            return y.reshape(B, H, 1, D)
    k, v = unpacked(k), unpacked(v)
    if cap is not None:
        return _attend_capped(q, k, v, mask, causal, scale or D**-0.5, cap)
    if T == 1 and shared != H:
        q = q.reshape(B, shared, H // shared, D)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=scale)
        return y.reshape(B, H, 1, D)
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, is_causal=causal and T > 1, scale=scale, enable_gqa=shared != H
    )


def _attend_capped(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, causal: bool, scale: float, cap: float
) -> Tensor:
    """Scores bent to stay within ±cap (Gemma 2, arXiv 2408.00118), which no fused kernel here does."""
    B, H, T, D = q.shape
    S = k.shape[2]
    if causal:
        mask = torch.ones(T, S, dtype=torch.bool, device=q.device).tril()
    q = q.reshape(B, k.shape[1], -1, D)  # [B, Hkv, H/Hkv · T, D]
    scores = cap * torch.tanh(q @ k.mT * (scale / cap))
    scores = scores.reshape(B, H, T, S)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = scores.float().softmax(dim=-1).to(v.dtype)
    return (weights.reshape(B, k.shape[1], -1, S) @ v).reshape(B, H, T, D)
