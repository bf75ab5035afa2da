"""Cached vectors in a narrower type than their reader's, and attention that reads int8 and bf16 as they are."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.kept import Kept
from engine.kernels.library import kernels_for, lies_plain

FEW = 4
"""Queries that share a head, up to which each meets a vector as it is read; more are a product of two matrices."""


class Narrow(Kept):
    """Vectors [B, heads, S, D] of the reader's type, kept in int8 with a scale each or in another float type."""

    elements: Tensor
    scales: Tensor | None

    @staticmethod
    def __new__(cls, elements: Tensor, scales: Tensor | None, dtype: torch.dtype) -> Narrow:
        narrow: Narrow = torch.Tensor._make_wrapper_subclass(cls, elements.shape, dtype=dtype, device=elements.device)
        narrow.elements, narrow.scales = elements, scales
        return narrow

    def unpacked(self) -> Tensor:
        """All values, in the reader's type."""
        wide = self.elements.to(self.dtype)
        return wide if self.scales is None else wide * self.scales.to(self.dtype)


def attend_narrow(q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor | None:
    """What one new token's queries take from keys and values in int8 or bf16, or None where no kernel reads them so.

    q [B, heads, queries, D], k and v [B, heads, S, D] -> [B, heads, queries, D]. All S tokens are seen.
    """
    keys, values = _vectors(k), _vectors(v)
    if keys is None or values is None or q.shape[2] > FEW or (here := kernels_for(q)) is None:
        return None
    if torch.is_grad_enabled() and (k.requires_grad or v.requires_grad):
        return None
    (B, heads, _, D), tokens = q.shape, k.shape[2]
    if not tokens or not k.shape == v.shape == (B, heads, tokens, D) or not _alike(keys[0], values[0]):
        return None
    return here.attend((q.float() * scale).contiguous(), keys, values).to(q.dtype)


def _alike(keys: Tensor, values: Tensor) -> bool:
    """Whether both are of one type, in memory of as many slots."""
    return keys.dtype == values.dtype and keys.stride(1) == values.stride(1)


def _vectors(kept: Tensor) -> tuple[Tensor, Tensor | None] | None:
    """Elements and scales, if the kernel can read them where they are: of each head one behind the other."""
    elements, scales = (kept.elements, kept.scales) if isinstance(kept, Narrow) else (kept, None)
    if elements.dtype not in (torch.int8, torch.bfloat16) or not lies_plain(elements):
        return None
    batch, heads, _, width = elements.shape
    row, head, step, one = elements.stride()
    lies_so = one == 1 and step == width and head % width == 0 and (batch == 1 or row == heads * head)
    return (elements, scales) if lies_so and (scales is not None) == (elements.dtype == torch.int8) else None
