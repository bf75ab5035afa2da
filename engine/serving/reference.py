"""Attention over blocks as one reads it in the paper: a loop over a sequence's blocks, for the tests."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def attend_blocks(
    q: Tensor, keys: Tensor, values: Tensor, table: Sequence[int], length: int, *, scale: float
) -> Tensor:
    """What one token's query heads take from `length` tokens in blocks (arXiv 2309.06180, equation 4).

    q [H, D], keys and values [Hkv, n_blocks, block_size, D] -> [H, D]. No block is moved: each is read where it lies.
    """
    out, size, shared = torch.zeros_like(q), keys.shape[2], len(q) // len(keys)
    for h in range(len(q)):
        weights, seen = [], []
        for i, block in enumerate(table):
            for place in range(min(size, length - i * size)):
                score = scale * float(q[h] @ keys[h // shared, block, place])
                weights.append(math.exp(score))
                seen.append(values[h // shared, block, place])
        for weight, value in zip(weights, seen, strict=True):
            out[h] += weight / sum(weights) * value
    return out
