"""Tensors whose rows never notice one another: the same row gives the same bytes, whatever stands beside it.

A sum of many numbers hangs on the order in which they are added, and fast products choose that order by the number of
rows they are given; functions such as exp are computed otherwise in whole vectors than in what is left at the end. So
a request's logits would move in their last bits with the batch it is in, and with them, here and there, a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.kernels.library import FP32, kernels, lies_plain, multiplies_bf16

TILE = 16
"""Rows that torch multiplies at once, always as many: the last ones are filled up with zeros."""

PIECE = 1 << 15
"""Numbers that an operation is given at once: torch lets several threads share more, and parts rows between them."""

VECTOR = 64
"""Numbers that torch computes alike: the widest vectors hold 16, and up to four are taken at once."""

ROW_WISE = frozenset(
    {"exp", "gelu", "layer_norm", "log_softmax", "rms_norm", "sigmoid", "silu", "softmax", "sin", "cos", "tanh"}
)
"""Operations by name that compute each row from itself, if only it is given to them alike."""

K_STEP = 32
"""Columns that the compiled kernels take at once."""


class Invariant(Tensor):
    """Activations [.., C] of which each row is computed alone. What is made of one is one.

    `x.as_subclass(Invariant)` is the same numbers. Compiled kernels that look at a tensor's type leave it to torch's
    operations, and so every operation passes through here. Those across rows (products of two activations, as in
    attention) are the caller's, who must give each row what is its own.
    """

    @classmethod
    def __torch_function__(
        cls, function: Callable[..., Any], types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if function is F.linear:
            return product(*map(plain, args), **kwargs).as_subclass(cls)
        if function.__name__ in ROW_WISE and args and isinstance(args[0], cls):
            x, *others = map(plain, args)
            _check_last(function.__name__, *others[:1], **kwargs)
            return by_rows(lambda rows: function(rows, *others, **kwargs), x).as_subclass(cls)
        return super().__torch_function__(function, types, args, kwargs)  # type: ignore[no-untyped-call]


def plain(value: Any) -> Any:
    """The tensor without this class's care; everything else as it is."""
    return value.as_subclass(Tensor) if isinstance(value, Invariant) else value


def _check_last(name: str, dim: Any = -1, **_: Any) -> None:
    if "softmax" in name and dim != -1:
        raise ValueError(f"{name} over dimension {dim} may mix rows; over the last one, dim=-1, they stay apart")


def by_rows(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """A function of each row of x [.., n], given pieces in which a row's place does not matter. [.., n]"""
    rows = x.reshape(-1, x.shape[-1])
    height = max(1, PIECE // rows.shape[1]) if rows.shape[1] % VECTOR == 0 else 1
    pieces = [function(piece) for piece in torch.split(rows, height)]
    return (pieces[0] if len(pieces) == 1 else torch.cat(pieces)).view(x.shape)


def product(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """torch's linear, each row summed in an order of its own. x [.., k], weight [n, k], bias [n] -> [.., n]

    The compiled kernels sum every row in the order of its columns. Without them, torch multiplies tiles of a fixed
    height, so that it chooses one order for all; or single rows, where a row's place in a tile would show.
    """
    rows = x.reshape(-1, x.shape[-1])
    y = _by_kernel(rows.contiguous(), weight, bias)
    if y is None:
        y = by_tiles(rows, weight, bias)
    return y.view(*x.shape[:-1], -1)


def by_tiles(rows: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Rows [r, k] times [n, k] in tiles of one height, each in memory of its own. [r, n]"""
    height = _height(weight)
    sums = []
    for part in torch.split(rows, height):
        tile = part.new_zeros(height, part.shape[1])
        tile[: len(part)] = part
        y = F.linear(tile, weight, bias)
        sums.append(y[: len(part)])
    return torch.cat(sums)


def _height(weight: Tensor) -> int:
    return TILE if place_is_free(*weight.shape, weight.dtype, weight.device) else 1


def _by_kernel(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor | None:
    """By the compiled kernels, x [r, k] -> [r, n]; None where they do not fit or torch is far faster."""
    here = kernels()
    fits = lies_plain(x) and lies_plain(weight) and weight.is_contiguous() and weight.shape[1] % K_STEP == 0
    if here is None or not fits or x.dtype != weight.dtype:
        return None
    if x.dtype == torch.float32:
        y = x.new_empty(len(x), len(weight))
        here.multiply(FP32, weight, x, bias, y, 0)
        return y
    return here.multiply_bf16(weight, x, bias) if x.dtype == torch.bfloat16 and not multiplies_bf16() else None


@cache
def place_is_free(n: int, k: int, dtype: torch.dtype, device: torch.device) -> bool:
    """Whether this machine's product of a full tile with [n, k] treats all its rows alike: tried with equal ones."""
    chance = torch.Generator().manual_seed(0)
    row, weight = (torch.randn(rows, k, generator=chance).to(device, dtype) for rows in (1, n))
    y = F.linear(row.repeat(TILE, 1), weight)
    return torch.equal(y, y[:1].expand_as(y))
