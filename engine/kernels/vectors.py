"""What a step does with its few vectors between two products, each as one pass where torch takes five."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.kernels.library import Kernels, kernels_for

FEW = 1 << 15
"""Numbers up to which what torch needs around an operation takes longer than the operation."""

KNOWN = (torch.float32, torch.bfloat16)


def rms_norm(x: Tensor, weight: Tensor, eps: float | None) -> Tensor:
    """As torch's own: x [.., k] over the root of its mean square, times weight [k] (arXiv 1910.07467)."""
    here = _few(x, weight)
    if here is None or eps is None or x.shape[-1:] != weight.shape or not weight.is_contiguous():
        return F.rms_norm(x, weight.shape, weight, eps)
    return here.rms_norm(x.contiguous(), weight, eps)


def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor | None:
    """Heads x [B, H, T, D] turned by cos and sin [B or 1, 1, T, width], or None where no kernel does it."""
    here = _few(x, cos, sin)
    if here is None or x.stride(-1) != 1 or cos.shape != sin.shape or cos.shape[:3] not in _fitting(x):
        return None
    if not 0 < cos.shape[-1] <= x.shape[-1] or cos.shape[-1] % 2 or not (cos.is_contiguous() and sin.is_contiguous()):
        return None
    return here.rotate(x, cos, sin)


def _fitting(x: Tensor) -> tuple[tuple[int, ...], ...]:
    return (1, 1, x.shape[2]), (x.shape[0], 1, x.shape[2])


def _few(x: Tensor, *others: Tensor) -> Kernels | None:
    """The kernels, if they can take these and it is worth their while."""
    if not 0 < x.numel() <= FEW or x.dtype not in KNOWN or any(other.dtype != x.dtype for other in others):
        return None
    return kernels_for(x, *others)
