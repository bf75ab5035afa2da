"""FlashAttention's forward pass: attention without a score matrix (arXiv 2205.14135, in the order of 2307.08691).

A tile of queries stays on the chip while all tiles of keys and values pass it once. The scores of a tile are used and
forgotten; what is kept is the output and one number a query, the logsumexp of its scores, from which the backward
pass makes them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor

from engine.attention.tiles.chip import Chip
from engine.attention.tiles.grid import Grid, TileSize, tile_scores


class Tile(NamedTuple):
    """Keys and values [C, D] that a tile of R queries meets, and which pairs [R, C] are hidden."""

    k: Tensor
    v: Tensor
    hidden: Tensor | None = None


def attend_row(q: Tensor, tiles: Iterable[Tile]) -> tuple[Tensor, Tensor]:
    """Online softmax over one row of tiles: q [R, D] -> output [R, D], logsumexp [R] (2307.08691, algorithm 1).

    Over all keys that have passed, `highest` is a query's largest score, `total` Σ e^(score − highest) and `out`
    Σ e^(score − highest) · v; `rescale` makes of old sums what they would be, had `higher` been known. Every query
    has to see a key of the first tile.
    """
    highest = q.new_full((len(q),), -torch.inf)
    total = torch.zeros_like(highest)
    out = torch.zeros_like(q)
    for tile in tiles:
        scores = tile_scores(q, tile.k, tile.hidden)
        higher = torch.maximum(highest, scores.amax(-1))
        rescale = (highest - higher).exp()
        weights = (scores - higher[:, None]).exp()
        total = rescale * total + weights.sum(dim=-1)
        out = rescale[:, None] * out + weights @ tile.v
        highest = higher
    return out / total[:, None], highest + total.log()


@torch.no_grad()
def forward(
    q: Tensor, k: Tensor, v: Tensor, size: TileSize, *, causal: bool = False, chip: Chip | None = None
) -> tuple[Tensor, Tensor]:
    """q [B, H, T, D], k and v [B, Hkv, S, D] -> output [B, H, T, D], logsumexp [B, H, T].

    Causal queries are the last T of S tokens. Raises ValueError where the shapes do not fit.
    """
    grid, chip = Grid.over(q, k, v, size, causal=causal), chip or Chip()
    out = q.new_empty(q.shape)
    logsumexp = q.new_empty(q.shape[:-1], dtype=torch.promote_types(q.dtype, torch.float32))
    for q_, k_, v_, out_, logsumexp_ in zip(*map(grid.heads, (q, k, v, out, logsumexp)), strict=True):
        attend_rows(q_, partial(_passing, k_, v_, grid, chip), out_, logsumexp_, grid, chip)
    return out, logsumexp


def attend_rows(
    q: Tensor, passing: Callable[[slice], Iterable[Tile]], out: Tensor, logsumexp: Tensor, grid: Grid, chip: Chip
) -> None:
    """All rows of tiles of one K/V head: q and out [R, D], logsumexp [R], and the tiles that pass each row."""
    for rows in grid.rows():
        with chip.room():
            q_i = chip.load(q[rows])
            chip.hold(q_i.numel() + 2 * len(q_i))  # the output, and two numbers a query
            out_i, logsumexp_i = attend_row(q_i, passing(rows))
            chip.store(out[rows], out_i)
            chip.store(logsumexp[rows], logsumexp_i)


def _passing(k: Tensor, v: Tensor, grid: Grid, chip: Chip, rows: slice) -> Iterator[Tile]:
    """The tiles of keys and values that a row of queries sees, one at a time on the chip."""
    for columns in grid.columns_seen(rows):
        with chip.room():
            tile = Tile(chip.load(k[columns]), chip.load(v[columns]), grid.hidden(rows, columns))
            chip.hold((rows.stop - rows.start) * len(tile.k))  # scores, and weights in their place
            yield tile
