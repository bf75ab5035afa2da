"""Attention as one reads it in a textbook: a loop for every axis. Every fast path is tested against this."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def attend(q: Tensor, k: Tensor, v: Tensor, positions: Tensor) -> Tensor:
    """Scaled dot-product attention (arXiv 1706.03762, equation 1) with shared key and value heads (arXiv 2305.13245).

    q [B, H, T, D], k and v [B, Hkv, S, D], positions [B, T] -> [B, H, T, D]. A query at position p sees the keys
    0 to p; query head h reads KV head h // (H / Hkv).
    """
    out = torch.zeros_like(q)
    B, H, T, D = q.shape
    queries_per_kv_head = H // k.shape[1]
    for b in range(B):
        for h in range(H):
            shared = h // queries_per_kv_head
            for t in range(T):
                seen = range(int(positions[b, t]) + 1)
                scores = [float(q[b, h, t] @ k[b, shared, s]) / math.sqrt(D) for s in seen]
                largest = max(scores)
                weights = [math.exp(score - largest) for score in scores]
                for s in seen:
                    out[b, h, t] += weights[s] / sum(weights) * v[b, shared, s]
    return out
