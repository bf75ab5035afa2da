"""Norm before each half of a block or behind it: the size of gradients at the start of training.

Both let gradients through to the first block. What differs is the last: a post-norm block's gradient does not shrink
however many blocks there are, a pre-norm block's does, since the stream before the last norm is a growing sum. That
post-norm models need a warm-up is, by the paper, for their large gradients at the end.

Source: Xiong et al., "On Layer Normalization in the Transformer Architecture", 2020, arXiv:2002.04745.
"""

from __future__ import annotations

from statistics import geometric_mean

import torch
from torch import nn

from engine.attention.steps.block import BlockParts, PostNormBlock, PreNormBlock
from engine.fact import computed
from engine.units import Count, Ratio, Table

BLOCKS = 24
WIDTH, HEADS, TOKENS = 64, 4, 32
SEEDS = range(4)


@computed(source="Xiong et al., arXiv:2002.04745", atol=1e-3)
def norm_places() -> Table:
    """Size of gradients in 24 untrained blocks: the first block's over the last's, pre-norm and post-norm.

    `last_post_over_pre` compares the last blocks of the two. Each is the geometric mean of four random starts.
    """
    (pre_first, pre_last), (post_first, post_last) = (ends(kind) for kind in (PreNormBlock, PostNormBlock))
    return Table(
        blocks=Count(BLOCKS),
        pre=Ratio(pre_first / pre_last),
        post=Ratio(post_first / post_last),
        last_post_over_pre=Ratio(post_last / pre_last),
    )


def ends(kind: type[BlockParts], blocks: int = BLOCKS) -> tuple[float, float]:
    """Norm of the gradient of all weights of the first block, and of the last, for a random goal behind them."""
    found = [_ends(kind, blocks, seed) for seed in SEEDS]
    first, last = (geometric_mean(sizes) for sizes in zip(*found, strict=True))
    return first, last


def _ends(kind: type[BlockParts], n: int, seed: int) -> tuple[float, float]:
    """For one random start. A norm ends both kinds: post-norm blocks have it, pre-norm ones get it, as in GPT-2."""
    torch.manual_seed(seed)
    blocks = nn.Sequential(*(kind(WIDTH, HEADS, TOKENS) for _ in range(n)), nn.LayerNorm(WIDTH)).double()
    x, goal = torch.randn(2, 4, TOKENS, WIDTH, dtype=torch.float64).unbind()  # [B, T, C] each
    (blocks(x) * goal).sum().backward()
    return _gradient(blocks[0]), _gradient(blocks[n - 1])


def _gradient(block: nn.Module) -> float:
    return float(torch.cat([weight.grad.flatten() for weight in block.parameters() if weight.grad is not None]).norm())
