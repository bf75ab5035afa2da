"""Products with a weight matrix and rows of a table, from whatever the weights are kept in.

```
                    few rows (a step)                 many (a prompt)
 fp32               torch                             torch
 bf16               read once, widened on the way     torch where the processor has bf16, else widened a tile at a time
 blocks of a file   multiplied as whole numbers       unpacked a tile at a time
```
Without compiled kernels (`engine.kernels.library`) all is torch's own, a packed weight unpacked first.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.kernels.library import kernels, multiplies_bf16
from engine.kernels.packed import Packed, Part

FEW_BF16, FEW_PACKED = 16, 32
"""Rows up to which each weight is multiplied as it is read; measured, in `make bench`'s shapes."""

TILE = 1 << 20
"""Weights widened at a time: they stay in the processor's caches between the two steps."""

K_STEP = 32
"""Columns that the kernel of bf16 takes at once."""


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """As torch's own. x [.., k], weight [n, k] and bias [n] -> [.., n]"""
    if type(weight) is Packed and weight.is_cpu:
        return _packed(x, weight, bias)
    if weight.dtype == x.dtype == torch.bfloat16 and weight.is_cpu and not _learns(x, weight):
        return _bf16(x, weight, bias)
    return F.linear(x, weight, bias)


def embedding(ids: Tensor, table: Tensor) -> Tensor:
    """As torch's own: rows of a table [n, k] by their numbers, [..] -> [.., k]."""
    if type(table) is not Packed or len(table.parts) > 1:
        return F.embedding(ids, table)
    (part,) = table.parts
    rows = part.blocks.index_select(0, ids.flatten())
    return Part(part.kind, rows, part.columns).unpacked().view(*ids.shape, part.columns)


def _packed(x: Tensor, weight: Packed, bias: Tensor | None) -> Tensor:
    if x.dtype != torch.float32 or _learns(x):
        return F.linear(x, weight.unpacked().to(x.dtype), bias)
    here, x, (n, k) = kernels(), x.contiguous(), weight.shape
    few = here is not None and x.numel() <= FEW_PACKED * k
    y = x.new_empty((*x.shape[:-1], n))
    first = 0
    for part in weight.parts:
        if here is not None and few:
            here.multiply(part.kind, part.blocks, x, bias, y, first)
        else:
            rows = slice(first, first + part.blocks.shape[0])
            _by_tiles(x, k, part.unpacked, None if bias is None else bias[rows], y[..., rows])
        first += part.blocks.shape[0]
    return y


def _bf16(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    here, (n, k) = kernels(), weight.shape
    if here is not None and x.numel() <= FEW_BF16 * k and k % K_STEP == 0 and weight.is_contiguous():
        return here.multiply_bf16(weight, x.contiguous(), bias)
    if multiplies_bf16():
        return F.linear(x, weight, bias)
    y = x.new_empty((*x.shape[:-1], n))
    _by_tiles(x.float(), k, lambda part: weight[part].float(), bias, y)
    return y


def _by_tiles(x: Tensor, columns: int, widened: Callable[[slice], Tensor], bias: Tensor | None, y: Tensor) -> None:
    """y [.., n] from x [.., k] in fp32 and a matrix of which so many rows are widened at once that they stay near."""
    height, n = max(1, TILE // columns), y.shape[-1]
    for first in range(0, n, height):
        tile = slice(first, min(first + height, n))
        y[..., tile] = F.linear(x, widened(tile), None if bias is None else bias[tile].float())


def _learns(*tensors: Tensor) -> bool:
    return torch.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)
