"""Numbers kept narrow: codes, and the scales and offsets that make values of them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

BYTE = 8


@dataclass(frozen=True, kw_only=True)
class Quantised:
    """A tensor [.., k] of which G groups along the last axis share a scale, and an offset where they have one.

    ```
    value = code · scale + offset         codes    int8 [.., k], below eight bits several in a byte; or fp8, bf16
                                          scales, offsets    [.., G], or [1, 1] where all share one
    ```
    """

    codes: Tensor
    bits: int
    scales: Tensor | None = None
    offsets: Tensor | None = None

    @property
    def nbytes(self) -> int:
        """All bytes that are held."""
        return sum(part.nbytes for part in (self.codes, self.scales, self.offsets) if part is not None)

    @property
    def levels(self) -> Tensor:
        """The codes, one an element: [.., k]"""
        return unpack(self.codes, self.bits)

    def dequantised(self) -> Tensor:
        """The values in fp32, [.., k]"""
        levels = self.levels.float()
        if self.scales is None:
            return levels
        values = torch.unflatten(levels, -1, (self.scales.shape[-1], -1)) * self.scales[..., None].float()
        if self.offsets is not None:
            values = values + self.offsets[..., None].float()
        return values.flatten(-2)


def pack(levels: Tensor, bits: int) -> Tensor:
    """Signed codes of so many bits, several in a byte, the first in the lowest bits: [.., k] int8 -> [.., k·bits/8].

    Three bits stand in four. Raises ValueError where a byte would be left half full.
    """
    many = BYTE // bits
    if many == 1:
        return levels
    if levels.shape[-1] % many:
        raise ValueError(f"{levels.shape[-1]} codes of {bits} bits fill no whole bytes; a multiple of {many} is needed")
    parts = torch.unflatten((levels + 2 ** (bits - 1)).to(torch.uint8), -1, (-1, many))
    return torch.sum(parts << _shifts(bits, levels.device), dim=-1, dtype=torch.uint8)


def unpack(codes: Tensor, bits: int) -> Tensor:
    """What `pack` packed; codes of eight bits and more as they are."""
    if bits >= BYTE:
        return codes
    parts = codes[..., None] >> _shifts(bits, codes.device) & (2**bits - 1)
    return torch.flatten(parts, -2).to(torch.int8) - int(2 ** (bits - 1))


def _shifts(bits: int, device: torch.device) -> Tensor:
    many = BYTE // bits
    return torch.arange(many, dtype=torch.uint8, device=device) * (BYTE // many)
