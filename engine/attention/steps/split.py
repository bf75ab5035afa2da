"""Step 6, the same heads in fewer and larger products: project once, split, attend side by side, join, project."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.attention.steps.causal import CausalSelfAttention, causal_mask
from engine.attention.steps.stacked import StackedHeads, width_of_a_head
from engine.attention.steps.trace import Trace


class MultiHeadAttention(nn.Module):
    """Multi-head attention (arXiv 1706.03762, section 3.2.2). Raises ValueError where the heads do not divide `d_out`.

    `bias` is for queries, keys and values; the output projection, which mixes what the heads found, has one always.
    """

    mask: Tensor

    def __init__(
        self, d_in: int, d_out: int, max_seq_len: int, dropout: float, n_heads: int, bias: bool = False
    ) -> None:
        super().__init__()
        self.n_heads, self.head_dim = n_heads, width_of_a_head(d_out, n_heads)
        self.query = nn.Linear(d_in, d_out, bias=bias)
        self.key = nn.Linear(d_in, d_out, bias=bias)
        self.value = nn.Linear(d_in, d_out, bias=bias)
        self.output = nn.Linear(d_out, d_out)
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("mask", causal_mask(max_seq_len), persistent=False)

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [B, T, d_in] -> [B, T, d_out]"""
        T = x.shape[-2]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.mT  # [B, H, T, T]
        scaled = scores / self.head_dim**0.5
        masked = scaled.masked_fill(~self.mask[:T, :T], -torch.inf)
        weights = masked.softmax(dim=-1)
        dropped = self.dropout(weights)
        context = dropped @ v  # [B, H, T, D]
        if trace is not None:
            trace.update(queries=q, keys=k, values=v, scores=scores, scaled=scaled, masked=masked)
            trace.update(weights=weights, dropped=dropped, context=context)
        y: Tensor = self.output(self.join(context))
        return y

    def split(self, x: Tensor) -> Tensor:
        """Each token's numbers cut into heads: [B, T, H·D] -> [B, H, T, D]"""
        return x.view(*x.shape[:-1], self.n_heads, self.head_dim).transpose(-3, -2)

    def join(self, heads: Tensor) -> Tensor:
        """The heads of each token side by side again: [B, H, T, D] -> [B, T, H·D]"""
        return heads.transpose(-3, -2).flatten(-2)


@torch.no_grad()
def with_the_weights_of(stacked: StackedHeads) -> MultiHeadAttention:
    """Split heads that compute what stacked ones do: their weights below each other, an output that mixes nothing."""
    first = stacked.heads[0]
    assert isinstance(first, CausalSelfAttention)
    d_out = len(stacked.heads) * first.query.out_features
    bias = first.query.bias is not None
    split = MultiHeadAttention(
        first.query.in_features, d_out, len(first.mask), first.dropout.p, len(stacked.heads), bias
    )
    for name in ("query", "key", "value"):
        parts = [getattr(head, name).state_dict() for head in stacked.heads]
        getattr(split, name).load_state_dict({key: torch.cat([part[key] for part in parts]) for key in parts[0]})
    split.output.load_state_dict({"weight": torch.eye(d_out), "bias": torch.zeros(d_out)})
    return split.train(stacked.training)
