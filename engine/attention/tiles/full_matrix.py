"""Attention with its score matrix, operation by operation (arXiv 2205.14135, algorithm 0, and 3 for the way back).

What tiles are counted against. A mask is added and dropout is on the weights, as in the baseline that the paper's
authors published; there the first product has the scale inside, here the queries are scaled by themselves.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def attend(q: Tensor, k: Tensor, v: Tensor, *, mask: Tensor | None = None, dropout: float = 0.0) -> Tensor:
    """q [N, T, D], k and v [N, S, D] of N heads, mask [T, S] of 0 and −∞ -> [N, T, D]"""
    scores = torch.bmm(q / math.sqrt(q.shape[-1]), k.mT)  # [N, T, S]
    if mask is not None:
        scores = scores + mask
    weights = scores.softmax(dim=-1)
    if dropout:
        weights, _ = torch.native_dropout(weights, dropout, train=True)
    return torch.bmm(weights, v)
