"""The forward pass in the order in which it was first published (arXiv 2205.14135, algorithm 1).

A tile of keys and values stays on the chip while all tiles of queries pass it. Each brings its unfinished output along
and takes it away again, so that a column moves 3 · N · d elements where a row of `forward.py` moves 2 · N · d.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.attention.tiles.chip import Chip
from engine.attention.tiles.grid import Grid, TileSize, tile_scores


def meet(
    q: Tensor, k: Tensor, v: Tensor, hidden: Tensor | None, out: Tensor, total: Tensor, highest: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """One tile (lines 9 to 13): q and out [R, D], k and v [C, D], total and highest [R, 1] -> the last three, new.

    `out` is the finished output of the keys that were met so far, `total` is Σ e^(score − highest) over them.
    """
    scores = tile_scores(q, k, hidden)  # [R, C]
    largest = scores.amax(dim=-1, keepdim=True)
    higher = torch.maximum(highest, largest)
    weights = (scores - higher).exp()
    old = (highest - higher).exp() * total
    new = old + weights.sum(dim=-1, keepdim=True)
    return (old * out + weights @ v) / new, new, higher


@torch.no_grad()
def forward_by_columns(
    q: Tensor, k: Tensor, v: Tensor, size: TileSize, *, causal: bool = False, chip: Chip | None = None
) -> tuple[Tensor, Tensor]:
    """Shapes and results of `forward.forward`. What it starts from in the large memory, 0 and −∞, is not counted."""
    grid, chip = Grid.over(q, k, v, size, causal=causal), chip or Chip()
    wide = torch.promote_types(q.dtype, torch.float32)
    out = q.new_zeros(q.shape, dtype=wide)
    total = q.new_zeros(q.shape[:-1], dtype=wide)
    highest = torch.full_like(total, -torch.inf)
    for q_, k_, v_, out_, total_, highest_ in zip(*map(grid.heads, (q, k, v, out, total, highest)), strict=True):
        state = (out_, total_[:, None], highest_[:, None])
        for columns in grid.columns():
            with chip.room():
                k_j, v_j = chip.load(k_[columns]), chip.load(v_[columns])
                for rows in grid.rows_seeing(columns):
                    with chip.room():
                        q_i, *before = (chip.load(x[rows]) for x in (q_, *state))
                        chip.hold(len(q_i) * len(k_j))  # scores, and weights in their place
                        after = meet(q_i, k_j, v_j, grid.hidden(rows, columns), *before)
                        for into, tile in zip(state, after, strict=True):
                            chip.store(into[rows], tile)
    return out.to(q.dtype), highest + total.log()
