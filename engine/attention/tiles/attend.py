"""Attention in tiles as one differentiable function, to put in the place of another."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.attention.tiles.backward import backward
from engine.attention.tiles.forward import forward
from engine.attention.tiles.grid import TileSize

USUAL = TileSize(queries=128, keys=128)


def attend(q: Tensor, k: Tensor, v: Tensor, *, causal: bool = False, size: TileSize = USUAL) -> Tensor:
    """q [B, H, T, D], k and v [B, Hkv, S, D] -> [B, H, T, D]. Causal queries are the last T of S tokens."""
    out: Tensor = _InTiles.apply(q, k, v, causal, size)  # type: ignore[no-untyped-call]
    return out


class _InTiles(torch.autograd.Function):
    """Keeps the inputs, the output and one number a query for the backward pass."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, causal: bool, size: TileSize) -> Tensor:
        out, logsumexp = forward(q, k, v, size, causal=causal)
        ctx.save_for_backward(q, k, v, out, logsumexp)
        ctx.causal, ctx.size = causal, size
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_out: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v, out, logsumexp = ctx.saved_tensors
        return *backward(d_out, q, k, v, out, logsumexp, ctx.size, causal=ctx.causal), None, None
