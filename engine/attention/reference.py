"""Attention as one reads it in a textbook: a loop for every axis. Every fast path is tested against this."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def attend(
    q: Tensor, k: Tensor, v: Tensor, positions: Tensor, *, window: int | None = None, cap: float | None = None
) -> Tensor:
    """Scaled dot-product attention (arXiv 1706.03762, equation 1) with shared key and value heads (arXiv 2305.13245).

    q [B, H, T, D], k and v [B, Hkv, S, D], positions [B, T] -> [B, H, T, D]. A query at position p sees the keys
    0 to p, or the last `window` of them; query head h reads KV head h // (H / Hkv).
    """
    out = torch.zeros_like(q)
    B, H, T, D = q.shape
    queries_per_kv_head = H // k.shape[1]
    for b in range(B):
        for h in range(H):
            shared = h // queries_per_kv_head
            for t in range(T):
                p = int(positions[b, t])
                seen = range(0 if window is None else max(0, p - window + 1), p + 1)
                scores = [float(q[b, h, t] @ k[b, shared, s]) / math.sqrt(D) for s in seen]
                if cap is not None:
                    scores = [cap * math.tanh(score / cap) for score in scores]
                largest = max(scores)
                weights = [math.exp(score - largest) for score in scores]
                for s, weight in zip(seen, weights, strict=True):
                    out[b, h, t] += weight / sum(weights) * v[b, shared, s]
    return out
