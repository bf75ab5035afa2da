"""Step 7, where a token stands: attention alone does not know, so it is told in one of three ways."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from engine.attention.steps.projected import SelfAttention, attend
from engine.attention.steps.trace import Trace


def sinusoidal(seq_len: int, d_model: int, base: float = 10_000.0) -> Tensor:
    """Fixed waves, each pair of numbers slower than the one before (arXiv 1706.03762, section 3.5). -> [T, C]

    They are added to the tokens: x + sinusoidal(T, C).
    """
    angles = _angles(seq_len, d_model, base)  # [T, C/2]
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


class LearnedPositions(nn.Module):
    """A vector a position, learnt like the tokens' own and added to them (GPT-2)."""

    def __init__(self, max_seq_len: int, d_model: int) -> None:
        super().__init__()
        self.table = nn.Embedding(max_seq_len, d_model)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        return x + self.table.weight[: x.shape[-2]]


def rotary(x: Tensor, base: float = 10_000.0) -> Tensor:
    """Queries or keys turned by angles that grow with their position (arXiv 2104.09864). [B, T, D] -> [B, T, D]

    Number i turns together with number i + D/2. A score then depends on how far apart two tokens stand, not on where.
    """
    angles = _angles(x.shape[-2], x.shape[-1], base).to(x.dtype)  # [T, D/2]
    first, second = x.chunk(2, dim=-1)
    turned = (first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin())
    return torch.cat(turned, dim=-1)


class RotarySelfAttention(SelfAttention):
    """One head whose queries and keys are turned. Values are not: what a token gives does not depend on its place."""

    def forward(self, x: Tensor, trace: Trace | None = None) -> Tensor:
        """x [B, T, d_in] -> [B, T, d_out]"""
        return attend(rotary(self.query(x)), rotary(self.key(x)), self.value(x), trace)


def felt_shuffle(layer: Callable[[Tensor], Tensor], x: Tensor, order: Tensor) -> float:
    """How far a layer feels the order of its tokens: the shuffled text's outputs against the shuffled outputs.

    x [T, C], order [T] -> the largest difference. 0 says that each token gets the same whatever its place.
    """
    return (layer(x[order]) - layer(x)[order]).abs().max().item()


def _angles(seq_len: int, width: int, base: float) -> Tensor:
    """The angle of every position, for each pair of numbers: [T, width/2]"""
    speeds = base ** (-torch.arange(0, width, 2) / width)
    return torch.arange(seq_len)[:, None] * speeds
