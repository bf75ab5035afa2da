"""Rounding to nearest (RTN): weights on a grid of whole numbers, with a scale that a few of them share.

```
 share       who has one scale        symmetric   codes of b bits                  offset
 "tensor"    the whole matrix         yes         −2^(b−1) + 1 .. 2^(b−1) − 1      none: zero stays zero
 "channel"   each row, an output      no          −2^(b−1) .. 2^(b−1) − 1          one beside each scale
 64          64 neighbours of a row
```
Scales and offsets are bf16, as the kernels that multiply with them want them; they are rounded first and the weights
to what they then give, so that codes make good their errors as far as the grid reaches. It does not where a group lies
close together and far from zero: there an offset alone is off by up to 1/512 of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from engine.quantise.quantised import Quantised, pack

BITS = (2, 3, 4, 8)
LEAST = 1e-30
"""A scale where all weights are zero: bf16 can hold it, and divide by it."""

Share = int | Literal["tensor", "channel"]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """How weights are rounded. Raises ValueError for bits or groups that there are not."""

    bits: int
    share: Share = "channel"
    symmetric: bool = True

    def __post_init__(self) -> None:
        if self.bits not in BITS:
            raise ValueError(f"bits={self.bits} is none of {', '.join(map(str, BITS))}")
        if self.share not in ("tensor", "channel") and not (isinstance(self.share, int) and self.share >= 1):
            raise ValueError(f"share={self.share!r} is neither 'tensor' nor 'channel' nor a positive number of weights")

    @property
    def highest(self) -> int:
        """The highest code."""
        return int(2 ** (self.bits - 1)) - 1

    @property
    def lowest(self) -> int:
        """The lowest code: symmetric grids leave one out, so that both signs reach alike."""
        return -self.highest if self.symmetric else -self.highest - 1

    def width(self, columns: int) -> int:
        """Neighbours in a row that share a scale. Raises ValueError where groups do not divide it."""
        if not isinstance(self.share, int):
            return columns
        if columns % self.share:
            raise ValueError(f"rows of {columns} weights are no whole number of groups of {self.share}")
        return self.share


def nearest(weight: Tensor, scheme: Scheme) -> Quantised:
    """Each weight as the nearest code of its group's grid. weight [.., k], of any float type"""
    groups = groups_of(weight, scheme)  # [.., G, g]
    grid = fit(together(groups, scheme), scheme)
    codes = encode(groups, *grid, scheme).flatten(-2)
    scales, offsets = (numbers[..., 0] for numbers in grid)
    return held(codes, scales, offsets, scheme)


def fit(weights: Tensor, scheme: Scheme) -> tuple[Tensor, Tensor]:
    """The scale and offset by which a grid reaches from the least to the largest: [.., g] -> two of [.., 1] in fp32."""
    if scheme.symmetric:
        scale = weights.abs().amax(dim=-1, keepdim=True) / scheme.highest
        scale = scale.clamp(min=LEAST).bfloat16().float()
        return scale, torch.zeros_like(scale)
    low, high = weights.aminmax(dim=-1, keepdim=True)
    scale = ((high - low) / (scheme.highest - scheme.lowest)).clamp(min=LEAST).bfloat16().float()
    return scale, (low - scheme.lowest * scale).bfloat16().float()


def encode(weights: Tensor, scales: Tensor, offsets: Tensor, scheme: Scheme) -> Tensor:
    """The nearest codes, int8; what lies beyond the ends gets the end."""
    return ((weights - offsets) / scales).round().clamp(scheme.lowest, scheme.highest).to(torch.int8)


def held(levels: Tensor, scales: Tensor, offsets: Tensor, scheme: Scheme) -> Quantised:
    """Codes [.., k] with scales and offsets [.., G], as they are kept."""
    return Quantised(
        codes=pack(levels, scheme.bits),
        bits=scheme.bits,
        scales=scales.bfloat16(),
        offsets=None if scheme.symmetric else offsets.bfloat16(),
    )


def groups_of(weight: Tensor, scheme: Scheme) -> Tensor:
    """A row's groups apart, in fp32: [.., k] -> [.., G, g]. Raises ValueError where some number is not finite."""
    return torch.unflatten(finite(weight), -1, (-1, scheme.width(weight.shape[-1])))


def finite(weight: Tensor) -> Tensor:
    """The weight in fp32. Raises ValueError where some number is not finite."""
    if not torch.isfinite(weight).all():
        raise ValueError("weights that are not finite numbers have no grid")
    return weight.float()


def together(groups: Tensor, scheme: Scheme) -> Tensor:
    """Groups as they share scales: all as one where the whole tensor has one. [.., g] -> [.., g] or [1, .., n·k]"""
    return groups.reshape(*(1,) * (groups.dim() - 1), -1) if scheme.share == "tensor" else groups


def nearest_reference(weight: Tensor, scheme: Scheme) -> Tensor:
    """As `nearest`, one weight after another: of all values that its grid has, the one least far away. [n, k]"""
    groups = groups_of(weight, scheme)
    scales, offsets = fit(together(groups, scheme), scheme)
    scales, offsets = (part.expand(*groups.shape[:-1], 1) for part in (scales, offsets))
    made = torch.empty_like(groups)
    for at in torch.cartesian_prod(*(torch.arange(size) for size in groups.shape)).tolist():
        row, group, column = at
        scale, offset = scales[row, group, 0].item(), offsets[row, group, 0].item()
        values = [code * scale + offset for code in range(scheme.lowest, scheme.highest + 1)]
        wanted = groups[row, group, column].item()
        made[row, group, column] = min(values, key=lambda value: abs(value - wanted))
    return made.flatten(-2)
