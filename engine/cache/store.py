"""Vectors kept in memory set aside once, as the numbers they are or in eight bits with a scale each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import torch
from torch import Tensor

from engine.kernels.narrow import Narrow
from engine.kernels.pages import Pages

LARGEST = 127
"""Of a signed eight-bit number, so that zero stays zero and both signs reach alike."""

Slots = slice | Tensor
"""Where vectors stand: the same places in every row (a slice, or [n]), or each row's own ([B, n])."""


class Store:
    """Vectors [B, heads, slots, width] of any float type, or of int8 with one fp32 scale for each head's vector.

    It begins as zeros, not as whatever was there: a masked NaN would still spoil a sum.
    """

    def __init__(
        self, batch: int, heads: int, slots: int, width: int, *, dtype: torch.dtype, device: torch.device | None = None
    ) -> None:
        if not dtype.is_floating_point and dtype != torch.int8:
            raise ValueError(f"a cache of {dtype} is not known; it can be torch.int8 or of a floating-point type")
        self.elements = Pages(slab=0).zeros((batch, heads, slots, width), dtype, device)
        self.scales: Tensor | None = None
        if dtype == torch.int8:
            self.scales = torch.zeros(batch, heads, slots, 1, dtype=torch.float32, device=device)

    def put(self, values: Tensor, slots: Slots, row: int | None = None) -> None:
        """Stores [B, heads, n, width] in n places of every row, or [heads, n, width] in those of one."""
        rows = slice(None) if row is None else row
        if self.scales is not None:
            scales = values.float().abs().amax(dim=-1, keepdim=True) / LARGEST
            values = (values / scales.clamp(min=torch.finfo(torch.float32).tiny)).round()
            self.scales[rows][..., slots, :] = scales
        self.elements[rows][..., slots, :] = values.to(self.elements.dtype)

    def get(self, slots: Slots, dtype: torch.dtype) -> Tensor:
        """What stands in n places: [B, heads, n, width]. A view where they are a slice; widened where it is read."""
        kept, scales = _take(self.elements, slots), None if self.scales is None else _take(self.scales, slots)
        return kept if kept.dtype == dtype else Narrow(kept, scales, dtype)

    def tensors(self) -> Iterator[Tensor]:
        """All memory set aside."""
        yield self.elements
        if self.scales is not None:
            yield self.scales

    def clone(self) -> Self:
        other = object.__new__(type(self))
        other.elements = self.elements.clone()
        other.scales = None if self.scales is None else self.scales.clone()
        return other


def _take(kept: Tensor, slots: Slots) -> Tensor:
    if isinstance(slots, Tensor) and slots.dim() == 2:
        return kept.take_along_dim(slots[:, None, :, None], dim=2)
    return kept[:, :, slots]
