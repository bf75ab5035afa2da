"""Step 8, a block: attention mixes tokens, a feed-forward layer works on each, and both only add to the stream.

```
pre-norm    x ─┬─ norm ─ attention ─ + ─┬─ norm ─ feed-forward ─ + ─▶      the stream itself is never normed
               └─────────────────────┘  └──────────────────────┘
post-norm   x ─┬─ attention ─ + ─ norm ─┬─ feed-forward ─ + ─ norm ─▶      the stream is normed at each sum
               └──────────────┘         └─────────────────┘
```
"""

from __future__ import annotations

from torch import Tensor, nn

from engine.attention.steps.split import MultiHeadAttention
from engine.attention.steps.trace import Trace

WIDENED = 4  # the feed-forward layer inside (arXiv 1706.03762, section 3.3)


class BlockParts(nn.Module):
    """What both kinds of block are made of."""

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model, d_model, max_seq_len, dropout, n_heads)
        self.feed_forward = nn.Sequential(
            nn.Linear(d_model, WIDENED * d_model), nn.GELU(approximate="tanh"), nn.Linear(WIDENED * d_model, d_model)
        )
        self.attention_norm = nn.LayerNorm(d_model)
        self.feed_forward_norm = nn.LayerNorm(d_model)


class PreNormBlock(BlockParts):
    """GPT-2's block and its successors': each half reads a normed copy of the stream and adds to the stream itself."""

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        added = self.attention(self.attention_norm(x), trace)
        between = x + added
        out: Tensor = between + self.feed_forward(self.feed_forward_norm(between))
        if trace is not None:
            trace.update(stream_in=x, stream_between=between, stream_out=out)
        return out


class PostNormBlock(BlockParts):
    """The first transformer's block: what a half gives is added to the stream, and the sum is normed."""

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        between = self.attention_norm(x + self.attention(x, trace))
        out: Tensor = self.feed_forward_norm(between + self.feed_forward(between))
        if trace is not None:
            trace.update(stream_in=x, stream_between=between, stream_out=out)
        return out
