"""Sliding-window attention: a token sees the last `window` tokens, itself among them."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.attention.full import FullAttention, attend
from engine.step import Step


class WindowAttention(FullAttention):
    """Attention to the last `window` tokens (arXiv 2004.05150, 2310.06825): work and memory a token stop growing.

    ```
    window 3, a chunk of 5 after a long text       blocks of 3 queries
    keys       h h a b c d e                       a b c   read   h h a b c
    query c        x x x                           d e     read   b c d e
    ```
    One token reads the ring of `engine.cache.ring`, which is its window. A chunk is read in blocks of `window`
    queries, each with the keys that any of them sees, so that its work grows with its length and not its square.
    """

    def attend(self, q: Tensor, k: Tensor, v: Tensor, step: Step) -> Tensor:
        """q [B, H, T, D], k and v [B, Hkv, S, D], of which the last T are the chunk's own -> [B, H, T, D]"""
        if q.shape[2] == 1 or step.window is None:
            return super().attend(q, k, v, step)
        blocks = []
        for first in range(0, q.shape[2], step.window):
            queries = q[:, :, first : first + step.window]
            sees = step.history + first  # the key of the block's first query
            keys = slice(max(0, sees - step.window + 1), sees + queries.shape[2])
            mask = block_mask(sees, queries.shape[2], keys, step.window, step.absent, q.device)
            y = attend(queries, k[:, :, keys], v[:, :, keys], mask=mask, scale=self.scale, cap=self.score_cap)
            blocks.append(y)
        return torch.cat(blocks, dim=2)


def block_mask(
    first: int, queries: int, keys: slice, window: int, absent: Tensor | None, device: torch.device
) -> Tensor:
    """True where a query sees a key: [1, 1, queries, keys], or [B, 1, ..] where rows begin with `absent` keys [B].

    A padding query far behind its row's end still sees itself, so no row of the mask is empty.
    """
    query = torch.arange(first, first + queries, device=device)[:, None]
    key = torch.arange(keys.start, keys.stop, device=device)
    seen = (key <= query) & (key > query - window)
    if absent is None:
        return seen[None, None]
    return (seen & (key >= absent[:, None, None]))[:, None]
