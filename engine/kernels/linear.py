"""Products with a weight matrix and rows of a table, from whatever the weights are kept in.

```
                    few rows (a step)                 many (a prompt)
 fp32               read once                         torch
 bf16               read once, widened on the way     torch where the processor has bf16, else fp32 a tile at a time
 blocks of a file   multiplied as whole numbers       unpacked a tile at a time, to fp32
```
Whole numbers: x is rounded to 8 bits by the largest of each 32 columns, which moves a product by at most the sum over
those of Σ |w| · largest / 254. Without compiled kernels (`engine.kernels.library`) all is torch's own, a packed weight
unpacked first.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.kernels.library import FP32, is_watched, kernels, lies_plain, multiplies_bf16
from engine.kernels.packed import Packed, Part

FEW_FP32, FEW_BF16, FEW_WIDENED, FEW_PACKED = 8, 8, 32, 32
"""Rows up to which each weight is multiplied as it is read, by what is done beyond; seen on AVX2 and AVX-512."""

TILE = 1 << 18
"""Weights widened at a time, so that they are still near when they are multiplied."""

KNOWN = (torch.float32, torch.bfloat16)

K_STEP = 32
"""Columns that the kernels of fp32 and bf16 take at once."""


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """As torch's own. x [.., k], weight [n, k] and bias [n] -> [.., n]"""
    if not is_watched() and _fit(x, weight, bias):
        if type(weight) is Packed:
            return _packed(x, weight, bias)
        if weight.dtype == torch.bfloat16:
            return _bf16(x, weight, bias)
        if x.numel() <= FEW_FP32 * weight.shape[1] and _whole(weight):
            return _fp32(x, weight, bias)
    return F.linear(x, weight, bias)


def embedding(ids: Tensor, table: Tensor) -> Tensor:
    """As torch's own: rows of a table [n, k] by their numbers, [..] -> [.., k]."""
    if type(table) is not Packed or len(table.parts) > 1:
        return F.embedding(ids, table)
    (part,) = table.parts
    rows = part.blocks.index_select(0, ids.flatten())
    return Part(part.kind, rows, part.columns).unpacked().view(*ids.shape, part.columns)


def _packed(x: Tensor, weight: Packed, bias: Tensor | None) -> Tensor:
    here, x, (n, k) = kernels(), x.contiguous(), weight.shape
    y, first = x.new_empty((*x.shape[:-1], n)), 0
    is_step = x.dim() < 3 or x.shape[-2] == 1  # a prompt is not rounded: the first word may hang on little
    few = is_step and x.numel() <= FEW_PACKED * k
    for part in weight.parts:
        rows = slice(first, first + part.blocks.shape[0])
        if here is not None and few:
            here.multiply(part.kind, part.blocks, x, bias, y, first)
        else:
            _by_tiles(x, k, part.unpacked, None if bias is None else bias[rows], y[..., rows])
        first = rows.stop
    return y


def _fp32(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if (here := kernels()) is None:
        return F.linear(x, weight, bias)
    y = x.new_empty((*x.shape[:-1], weight.shape[0]))
    here.multiply(FP32, weight, x.contiguous(), bias, y, 0)
    return y


def _bf16(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    here, (n, k) = kernels(), weight.shape
    few = FEW_BF16 if multiplies_bf16() else FEW_WIDENED
    if here is not None and x.numel() <= few * k and _whole(weight):
        return here.multiply_bf16(weight, x.contiguous(), bias)
    if multiplies_bf16():
        return F.linear(x, weight, bias)
    y = x.new_empty((*x.shape[:-1], n))
    _by_tiles(x.float(), k, lambda rows: weight[rows].float(), bias, y)
    return y


def _whole(weight: Tensor) -> bool:
    return weight.shape[1] % K_STEP == 0 and weight.is_contiguous()


def _by_tiles(x: Tensor, columns: int, widened: Callable[[slice], Tensor], bias: Tensor | None, y: Tensor) -> None:
    """y [.., n] from x [.., k] and a matrix so many rows of which are `widened` at once that they stay near."""
    height, n = max(1, TILE // columns), y.shape[-1]
    for first in range(0, n, height):
        tile = slice(first, min(first + height, n))
        y[..., tile] = F.linear(x, widened(tile), None if bias is None else bias[tile].to(x.dtype))


def _fit(x: Tensor, weight: Tensor, bias: Tensor | None) -> bool:
    """Whether these can be read as they lie in memory; of all others torch knows what to do, or what to say."""
    known = weight.dtype == torch.float32 if type(weight) is Packed else weight.dtype in KNOWN and lies_plain(weight)
    if not known or x.dtype != weight.dtype or not lies_plain(x):
        return False
    if x.shape[-1:] != weight.shape[1:] or weight.shape[1] == 0:
        return False
    if bias is not None and not (bias.dtype == x.dtype and lies_plain(bias) and _spans(bias, weight)):
        return False
    learns = x.requires_grad or weight.requires_grad or (bias is not None and bias.requires_grad)
    return not (learns and torch.is_grad_enabled())


def _spans(bias: Tensor, weight: Tensor) -> bool:
    """Whether there is a number for each row, one behind the other: torch would spread a shorter one."""
    return bias.shape == weight.shape[:1] and bias.is_contiguous()
