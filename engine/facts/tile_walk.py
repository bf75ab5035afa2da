"""Attention in tiles, tile by tile: what a small head keeps as it goes, and the bytes that a larger one moves."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from engine.attention.tiles import full_matrix
from engine.attention.tiles.chip import Chip
from engine.attention.tiles.forward import Tile, attend_row, forward
from engine.attention.tiles.grid import Grid, TileSize, tile_scores
from engine.attention.tiles.operations import traffic_of
from engine.fact import computed
from engine.units import Bytes, Count, Number, Ratio, Series, Table

SEED = 104
TOKENS, HEAD_DIM = 16, 8
SIZE = TileSize(queries=4, keys=4)
LONG, LONG_HEAD_DIM, HALF = 4096, 64, 2  # a head's tokens, the numbers of each, and bytes of a number
LONG_SIZE = TileSize(queries=128, keys=128)
PAPER = "Dao et al., FlashAttention, 2022, arXiv:2205.14135"


@computed(source="Dao, FlashAttention-2, 2023, arXiv:2307.08691, algorithm 1", atol=1e-6)
def tile_walk() -> Series:
    """What a strip's first query keeps while tiles pass: largest score, sum, and the factor for what it had before.

    A head of 16 tokens of 8 numbers, drawn, without a mask, in strips of four tokens. The sum is that of
    e^(score − largest); a factor of 1 leaves what was there as it is, and before the first tile nothing was.
    """
    lines: dict[str, tuple[float, ...]] = {}
    for number, row in enumerate(_walks(), start=1):
        highest, totals = zip(*row, strict=True)
        factors = (0.0, *(float((a - b).exp()) for a, b in pairwise(highest)))
        lines[f"row {number}: max"] = tuple(_rounded(value) for value in highest)
        lines[f"row {number}: sum"] = tuple(_rounded(value) for value in totals)
        lines[f"row {number}: rescale"] = tuple(round(factor, 6) for factor in factors)
    return Series("tile", tuple(range(1, len(_walks()[0]) + 1)), Number, lines)


@computed(source=f"{PAPER}, theorem 1", atol=1e-6)
def tile_equals_reference() -> Table:
    """The small head's output in tiles against SDPA's, in fp32: the largest difference as a share of its largest."""
    q, k, v = head()
    expected = scaled_dot_product_attention(q, k, v)
    given, _ = forward(q, k, v, SIZE)
    return Table(
        tokens=Count(TOKENS),
        strips=Count(len(list(_grid().rows()))),
        strip=Count(SIZE.queries),
        difference=Ratio(float((given - expected).abs().max() / expected.abs().max())),
    )


@computed(source=f"{PAPER}, algorithms 0 and 1")
def attention_bytes() -> Table:
    """Bytes that a head's attention moves, forward: fp16, one head of 4,096 tokens.

    `full` writes the score matrix and reads it, operation by operation; `tiled` are the loads and stores of its tiles,
    both counted. No mask.
    """
    q, k, v = torch.zeros(3, 1, 1, LONG, LONG_HEAD_DIM, dtype=torch.float16)
    full = traffic_of(partial(full_matrix.attend, *(part[0].to("meta") for part in (q, k, v)))).moved
    chip = Chip()
    forward(q, k, v, LONG_SIZE, chip=chip)
    tiled = Bytes(HALF * chip.moved)
    return Table(full=full, tiled=tiled, less=Ratio(full / tiled))


@computed()
def attention_bytes_setting() -> Table:
    """For what `attention_bytes` are counted: tokens, numbers a token, bytes a number, queries and keys of a tile."""
    return Table(
        tokens=Count(LONG),
        head_dim=Count(LONG_HEAD_DIM),
        number=Bytes(HALF),
        queries=Count(LONG_SIZE.queries),
        keys=Count(LONG_SIZE.keys),
    )


def head() -> tuple[Tensor, Tensor, Tensor]:
    random = torch.Generator().manual_seed(SEED)
    q, k, v = torch.randn(3, 1, 1, TOKENS, HEAD_DIM, generator=random)
    return q, k, v


def _grid() -> Grid:
    return Grid.over(*head(), SIZE, causal=False)


def _walks() -> list[list[tuple[Tensor, Tensor]]]:
    """For each strip, behind each of its tiles: the largest score and the sum of its first query."""
    q, k, v = (part[0, 0].double() for part in head())
    tiles = [Tile(k[columns], v[columns]) for columns in _grid().columns()]
    return [[_behind(q[rows], tiles[:count]) for count in range(1, len(tiles) + 1)] for rows in _grid().rows()]


def _behind(q: Tensor, tiles: list[Tile]) -> tuple[Tensor, Tensor]:
    """A strip that has met these tiles: what it keeps is its logsumexp, the largest score + log of the sum."""
    _, logsumexp = attend_row(q, tiles)
    highest = torch.cat([tile_scores(q, tile.k, None) for tile in tiles], dim=-1).amax(dim=-1)
    return highest[0], (logsumexp - highest).exp()[0]


def _rounded(value: Tensor) -> float:
    return round(float(value), 6)
