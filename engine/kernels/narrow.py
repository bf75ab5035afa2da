"""Cached vectors in a narrower type than their reader's, and attention that reads them as they are."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.kept import Kept
from engine.kernels.library import kernels


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
    """What one new token's queries take from narrow keys and values, or None where no kernel reads them so.

    q [B, heads, queries, D], k and v [B, heads, S, D] -> [B, heads, queries, D]. All S tokens are seen.
    """
    here = kernels()
    if here is None or not (isinstance(k, Narrow) and isinstance(v, Narrow)) or not q.is_cpu:
        return None
    if k.elements.dtype not in (torch.int8, torch.bfloat16):
        return None
    y = here.attend((q.float() * scale).contiguous(), (k.elements, k.scales), (v.elements, v.scales))
    return y.to(q.dtype)
