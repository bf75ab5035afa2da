"""Attention as one reads it in a textbook: a loop for every axis. Every fast path is tested against this."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def delta_rule(q: Tensor, k: Tensor, v: Tensor, write: Tensor, fade: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """The gated delta rule (arXiv 2412.06464, equation 10), one head and one token at a time.

    S = e^fade · S, then S = S + write · kᵀ(v − k S), then y = q S. Shapes as in `engine.attention.delta`.
    """
    out, state = torch.zeros_like(v), state.clone()
    B, H, T, _ = q.shape
    for b in range(B):
        for h in range(H):
            S = state[b, h]
            for t in range(T):
                S = math.exp(fade[b, h, t]) * S
                known = S.T @ k[b, h, t]
                S = S + write[b, h, t] * torch.outer(k[b, h, t], v[b, h, t] - known)
                out[b, h, t] = S.T @ q[b, h, t]
            state[b, h] = S
    return out, state


def attend_latents(
    q: Tensor, q_rotary: Tensor, latents: Tensor, keys: Tensor, up: Tensor, positions: Tensor, *, scale: float
) -> Tensor:
    """Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, equations 9 to 18), one pair at a time.

    q [B, H, T, nope], q_rotary [B, H, T, r] and keys [B, 1, S, r] turned, latents [B, 1, S, c], up [H, nope + v, c]
    -> [B, H, T, v].
    """
    B, H, T, nope = q.shape
    out = torch.zeros(B, H, T, up.shape[1] - nope)
    for b in range(B):
        for h in range(H):
            for t in range(T):
                seen = range(int(positions[b, t]) + 1)
                expanded = [up[h] @ latents[b, 0, s] for s in seen]  # a key and a value
                scores = [
                    scale * float(q[b, h, t] @ kv[:nope] + q_rotary[b, h, t] @ keys[b, 0, s])
                    for s, kv in zip(seen, expanded, strict=True)
                ]
                weights = [math.exp(score - max(scores)) for score in scores]
                for kv, weight in zip(expanded, weights, strict=True):
                    out[b, h, t] += weight / sum(weights) * kv[nope:]
    return out


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
