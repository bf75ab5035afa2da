"""FlashAttention's backward pass: the weights of each tile are made again from the logsumexp (2307.08691, algorithm 2).

A tile of keys and values stays on the chip with its gradients while the queries pass it. One more product, Q Kᵀ, is
done than with a kept score matrix, and N² fewer numbers are kept.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from engine.attention.tiles.chip import Chip
from engine.attention.tiles.grid import Grid, TileSize, tile_scores


def tile_gradients(
    q: Tensor, k: Tensor, v: Tensor, hidden: Tensor | None, d_out: Tensor, logsumexp: Tensor, mean: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """What one tile adds to the gradients: q and d_out [R, D], k and v [C, D] -> dq [R, D], dk and dv [C, D].

    `logsumexp` and `mean` [R, 1]; the second is Σ_s weight · d_weight of each query, which softmax's slope takes off.
    """
    scores = tile_scores(q, k, hidden)  # [R, C]
    weights = (scores - logsumexp).exp()
    d_weights = d_out @ v.mT
    d_scores = weights * (d_weights - mean)
    d_scores = d_scores / math.sqrt(q.shape[-1])
    dq, dk = d_scores @ k, d_scores.mT @ q
    return dq, dk, weights.mT @ d_out


@torch.no_grad()
def backward(
    d_out: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, logsumexp: Tensor, size: TileSize,
    *, causal: bool = False, chip: Chip | None = None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """The gradients of q, k and v from those of the output, and from what `forward` gave: shapes as there.

    What gradients are added to in the large memory, 0, is not counted.
    """
    grid, chip = Grid.over(q, k, v, size, causal=causal), chip or Chip()
    dq, mean = q.new_zeros(q.shape, dtype=logsumexp.dtype), torch.empty_like(logsumexp[..., None])
    dk, dv = k.new_empty(k.shape), v.new_empty(v.shape)
    heads = map(grid.heads, (q, k, v, d_out, out, logsumexp[..., None], mean, dq, dk, dv))
    for q_, k_, v_, d_out_, out_, logsumexp_, mean_, dq_, dk_, dv_ in zip(*heads, strict=True):
        for rows in grid.rows():
            with chip.room():
                # Σ_s weight · d_weight is Σ_D d_out · out: no score is needed for it
                products = chip.load(d_out_[rows]) * chip.load(out_[rows])
                chip.store(mean_[rows], products.sum(dim=-1, keepdim=True))
        for columns in grid.columns():
            with chip.room():
                k_j, v_j = chip.load(k_[columns]), chip.load(v_[columns])
                dk_j, dv_j = torch.zeros_like(k_j), torch.zeros_like(v_j)
                chip.hold(dk_j.numel() + dv_j.numel())
                for rows in grid.rows_seeing(columns):
                    with chip.room():
                        q_i, *rest = (chip.load(x[rows]) for x in (q_, d_out_, logsumexp_, mean_))
                        dq_i = chip.load(dq_[rows])
                        chip.hold(2 * len(q_i) * len(k_j))  # weights and their gradients
                        adds = tile_gradients(q_i, k_j, v_j, grid.hidden(rows, columns), *rest)
                        chip.store(dq_[rows], dq_i + adds[0])
                        dk_j += adds[1]
                        dv_j += adds[2]
                chip.store(dk_[columns], dk_j)
                chip.store(dv_[columns], dv_j)
    return dq.to(q.dtype), dk, dv
