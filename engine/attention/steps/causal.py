"""Step 4, no token sees what comes after it, and in training some weights are left out by chance."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.attention.steps.trace import Trace


def causal_mask(seq_len: int) -> Tensor:
    """True where a query, the row, may look at a key, the column: at itself and at what stands before. [T, T]"""
    return torch.ones(seq_len, seq_len, dtype=torch.bool).tril()


def fill_before_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Weights where hidden scores become −∞, of which the exponential is 0. [T, S], [T, S] -> [T, S]"""
    return scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)


def renormalise_after_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """The same weights the long way: share among all, strike out what is hidden, divide each row by what is left."""
    weights = scores.softmax(dim=-1) * mask
    return weights / weights.sum(dim=-1, keepdim=True)


class CausalSelfAttention(nn.Module):
    """One head for text that is written from left to right.

    `mask` is a buffer: it goes along to another device, and no optimizer changes it. A checkpoint does not hold it,
    since it is made again from `max_seq_len`.
    """

    mask: Tensor

    def __init__(self, d_in: int, d_out: int, max_seq_len: int, dropout: float = 0.0, bias: bool = False) -> None:
        super().__init__()
        self.query = nn.Linear(d_in, d_out, bias=bias)
        self.key = nn.Linear(d_in, d_out, bias=bias)
        self.value = nn.Linear(d_in, d_out, bias=bias)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("mask", causal_mask(max_seq_len), persistent=False)

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [B, T, d_in] -> [B, T, d_out]"""
        T = x.shape[-2]
        q, k, v = self.query(x), self.key(x), self.value(x)  # [B, T, D] each
        scores = q @ k.mT  # [B, T, T]
        scaled = scores / k.shape[-1] ** 0.5
        masked = scaled.masked_fill(~self.mask[:T, :T], -torch.inf)
        weights = masked.softmax(dim=-1)
        dropped = self.dropout(weights)  # in training some become 0 and the others grow by 1/(1 − rate)
        context: Tensor = dropped @ v  # [B, T, D]
        if trace is not None:
            trace.update(queries=q, keys=k, values=v, scores=scores, scaled=scaled, masked=masked)
            trace.update(weights=weights, dropped=dropped, context=context)
        return context
