"""Rotary positions (RoFormer, arXiv 2104.09864), turning the two halves of a head as Llama's checkpoints expect."""

from __future__ import annotations

import torch
from torch import Tensor

Turn = tuple[Tensor, Tensor]


def turn(positions: Tensor, *, head_dim: int, base: float, dtype: torch.dtype) -> Turn:
    """Cosine and sine of every position's angles.

    positions [B, T] -> two tensors [B, 1, T, D]. Angles are made in fp32 whatever the model's dtype: bf16
    cannot tell neighbouring positions apart beyond a few hundred.
    """
    pairs = torch.arange(0, head_dim, 2, device=positions.device, dtype=torch.float32)
    frequencies = base ** (-pairs / head_dim)  # [D/2]
    angles = positions[:, None, :, None].float() * frequencies  # [B, 1, T, D/2]
    angles = torch.cat([angles, angles], dim=-1)
    return angles.cos().to(dtype), angles.sin().to(dtype)


def rotate(x: Tensor, by: Turn) -> Tensor:
    """Turns dimension i of each head together with dimension i + D/2. x [B, H, T, D]."""
    cos, sin = by
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin
