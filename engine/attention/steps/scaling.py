"""Step 3, why scores are divided by √d: what happens to softmax where they are not, measured.

A score is a sum of d products. Where the numbers are independent, of mean 0 and variance 1, so is each product, and
their sum has variance d: it grows with the head's width (arXiv 1706.03762, section 3.2.1, footnote). Divided by √d it
has variance 1 at any width. Divided by d it would have 1/d, and softmax would see hardly a difference.
"""

from __future__ import annotations

import torch
from torch import Tensor


def random_scores(*, d: int, queries: int, keys: int, seed: int) -> Tensor:
    """Unscaled scores of queries that each have keys of their own, all of unit normal numbers: [queries, keys]."""
    numbers = torch.Generator().manual_seed(seed)
    q = torch.randn(queries, 1, d, generator=numbers)
    k = torch.randn(queries, keys, d, generator=numbers)
    return (q * k).sum(dim=-1)


def slopes(weights: Tensor) -> Tensor:
    """How far softmax's weights move with its inputs, |∂w_i/∂s_j| = |w_i (δ_ij − w_j)|. [..., S] -> [..., S, S]

    It is what a gradient is multiplied by on its way back through softmax. Where one weight is nearly 1 and the others
    nearly 0, every slope is nearly 0: softmax is saturated, and little is learnt through it.
    """
    return (torch.diag_embed(weights) - weights[..., :, None] * weights[..., None, :]).abs()
