"""A linear layer with narrow weights: plainly widened before each product, or read as they are by torch's kernels."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.quantise.quantised import Quantised

FOUR, GROUPS, ROWS = 4, (32, 64, 128, 256), 16
"""Groups that torch's kernel for four bits knows, and what its number of rows must be a multiple of."""


class QuantisedLinear(nn.Module):
    """The plain one: what is kept narrow is widened whole, then multiplied.

    What it holds is no parameter and no buffer, so that no `.to(dtype)` of the model widens it; nor does it move to
    another device, so a model is made narrow where it is to run.
    """

    def __init__(self, held: Quantised, bias: Tensor | None) -> None:
        super().__init__()
        self.held, self.bias = held, bias

    def forward(self, x: Tensor) -> Tensor:
        """x [.., k] -> [.., n]"""
        return F.linear(x, self._in(x.dtype), self.bias)

    @property
    def weight(self) -> Tensor:
        """The values in fp32, [n, k]"""
        return self.held.dequantised()

    @property
    def nbytes(self) -> int:
        """Bytes of the narrow weights."""
        return self.held.nbytes

    def _in(self, dtype: torch.dtype) -> Tensor:
        """The values in x's type; bf16 for bf16 is there already."""
        return self.held.codes if self.held.codes.dtype == dtype else self.weight.to(dtype)


class PackedLinear(nn.Module):
    """The fast one: torch multiplies with the codes as it reads them. x and the result are rounded to bf16.

    Differs from the plain one by at most (Σ |x| · |w| + |y|) / 256. Quick for few rows; a prompt's many are quicker
    widened. Raises ValueError for weights that no kernel here reads.
    """

    def __init__(self, held: Quantised, bias: Tensor | None) -> None:
        super().__init__()
        if held.scales is None or not packs(held):
            raise ValueError("torch has no kernel here for weights kept so; QuantisedLinear multiplies with them")
        self.bias, self.bits, self.columns = bias, held.bits, held.codes.shape[1] * 8 // held.bits
        self.codes, self.scales = held.codes, held.scales
        if held.bits == FOUR:
            self.codes, self.scales = _for_four_bits(held, held.scales)

    def forward(self, x: Tensor) -> Tensor:
        """x [.., k] -> [.., n]"""
        rows = x.flatten(0, -2).bfloat16().contiguous()
        if self.bits == FOUR:
            group = self.columns // len(self.scales)
            y: Tensor = torch.ops.aten._weight_int4pack_mm_for_cpu(rows, self.codes, group, self.scales)
        else:
            y = torch.ops.aten._weight_int8pack_mm(rows, self.codes, self.scales[:, 0])
        y = y.to(x.dtype).reshape(*x.shape[:-1], -1)
        return y if self.bias is None else y + self.bias

    @property
    def weight(self) -> Tensor:
        """The values in fp32, rounded to bf16, [n, k]: what the rows of the identity are multiplied to."""
        product: Tensor = self(torch.eye(self.columns))
        return product.T if self.bias is None else (product - self.bias).T

    @property
    def nbytes(self) -> int:
        """Bytes of the narrow weights."""
        return self.codes.nbytes + self.scales.nbytes


def packs(held: Quantised) -> bool:
    """Whether torch has a kernel that reads weights kept so: eight bits by channel, symmetric, or four in groups."""
    if held.scales is None or held.codes.device.type != "cpu":
        return False
    (n, width), groups = held.codes.shape, held.scales.shape[-1]
    if held.codes.dtype == torch.int8:
        by_channel = held.scales.shape == (n, 1) and held.offsets is None
        return by_channel and hasattr(torch.ops.aten, "_weight_int8pack_mm")
    known = held.bits == FOUR and len(held.scales) == n and 2 * width // groups in GROUPS and n % ROWS == 0
    return known and hasattr(torch.ops.aten, "_weight_int4pack_mm_for_cpu")


def _for_four_bits(held: Quantised, scales: Tensor) -> tuple[Tensor, Tensor]:
    """The codes in the order of the kernel, which counts from 0; scales and offsets side by side, [G, n, 2]."""
    levels = held.levels.int() + 2 ** (FOUR - 1)
    codes: Tensor = torch.ops.aten._convert_weight_to_int4pack_for_cpu(levels.contiguous(), 1)
    offsets = torch.zeros_like(scales) if held.offsets is None else held.offsets
    return codes, torch.stack([scales.T, offsets.T], dim=-1).contiguous()
