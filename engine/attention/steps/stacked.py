"""Step 5, several heads: single ones side by side, each with weights and a pattern of its own."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.attention.steps.causal import CausalSelfAttention
from engine.attention.steps.trace import Trace


class StackedHeads(nn.Module):
    """Heads that run one after another; their outputs are joined number by number, not added.

    Raises ValueError where the heads do not divide `d_out`.
    """

    def __init__(
        self, d_in: int, d_out: int, max_seq_len: int, dropout: float, n_heads: int, bias: bool = False
    ) -> None:
        super().__init__()
        head_dim = width_of_a_head(d_out, n_heads)
        self.heads = nn.ModuleList(
            CausalSelfAttention(d_in, head_dim, max_seq_len, dropout, bias) for _ in range(n_heads)
        )

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [B, T, d_in] -> [B, T, d_out]. A trace has all heads in each tensor, [B, H, T, …]."""
        traces = [Trace() for _ in self.heads]
        joined = torch.cat([head(x, kept) for head, kept in zip(self.heads, traces, strict=True)], dim=-1)
        if trace is not None:
            trace.update((name, torch.stack([kept[name] for kept in traces], dim=-3)) for name in traces[0])
        return joined


def width_of_a_head(d_out: int, n_heads: int) -> int:
    """The numbers of a head. Raises ValueError where the heads do not divide the width."""
    if d_out % n_heads:
        raise ValueError(f"d_out={d_out} is not a multiple of n_heads={n_heads}")
    return d_out // n_heads
