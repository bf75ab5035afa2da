"""Attention over a paged cache: the tiles of keys and values are its blocks, wherever they stand.

Online softmax takes tiles in any order and from anywhere, so a sequence whose blocks are scattered needs no copy that
lays them side by side (PagedAttention, arXiv 2309.06180, equation 4): only where a tile is loaded from is another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import torch
from torch import Tensor

from engine.attention.tiles.chip import Chip
from engine.attention.tiles.forward import Tile, attend_rows
from engine.attention.tiles.grid import Grid, TileSize


@torch.no_grad()
def attend_over_blocks(
    q: Tensor, keys: Tensor, values: Tensor, table: Sequence[int], start: int, *, queries: int = 128,
    chip: Chip | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """What T tokens behind `start` earlier ones take from a sequence's blocks, tiles of `queries` of them at a time.

    q [1, H, T, D], keys and values [Hkv, n_blocks, block_size, D], with those of the T tokens in them -> what
    `forward` gives, output [1, H, T, D] and logsumexp [1, H, T]. Token t stands in block `table[t // block_size]`.
    Raises ValueError where heads do not fit, or the table is short.
    """
    grid, chip = _grid(q, keys, table, start, queries), chip or Chip()
    out = q.new_empty(q.shape)
    logsumexp = q.new_empty(q.shape[:-1], dtype=torch.promote_types(q.dtype, torch.float32))
    for q_, k_, v_, out_, logsumexp_ in zip(
        grid.heads(q), keys, values, grid.heads(out), grid.heads(logsumexp), strict=True
    ):
        attend_rows(q_, partial(_blocks, k_, v_, table, grid, chip), out_, logsumexp_, grid, chip)
    return out, logsumexp


def _blocks(keys: Tensor, values: Tensor, table: Sequence[int], grid: Grid, chip: Chip, rows: slice) -> Iterator[Tile]:
    """The blocks that a row of queries sees, each read where it stands; of the last one what is filled.

    Scores, and weights in their place, are held beside it.
    """
    for columns in grid.columns_seen(rows):
        block = table[columns.start // grid.size.keys]
        filled = columns.stop - columns.start
        with chip.room():
            k = chip.load(keys[block, :filled])
            v = chip.load(values[block, :filled])
            chip.hold(filled * (rows.stop - rows.start))
            yield Tile(k, v, grid.hidden(rows, columns))


def _grid(q: Tensor, keys: Tensor, table: Sequence[int], start: int, queries: int) -> Grid:
    """The tiles of T queries against the blocks of start + T keys."""
    (B, H, T, _), (Hkv, _, block_size, _) = q.shape, keys.shape
    if B != 1 or H % Hkv:
        raise ValueError(f"q {list(q.shape)} needs one text, and n_heads a multiple of n_kv_heads={Hkv}")
    end = start + T
    if len(table) * block_size < end:
        raise ValueError(f"{len(table)} blocks of {block_size} have no room for {end} tokens")
    last = torch.arange(start, end).repeat(H // Hkv)
    return Grid(n_kv_heads=Hkv, n_keys=end, last=last, size=TileSize(queries=queries, keys=block_size), device=q.device)
