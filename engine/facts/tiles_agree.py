"""Attention in tiles: that it is exact, how often softmax reads its scores, and what a tile's size decides."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.attention.tiles.attend import attend
from engine.attention.tiles.by_columns import forward_by_columns
from engine.attention.tiles.forward import forward
from engine.attention.tiles.grid import TileSize
from engine.attention.tiles.online_softmax import Counted, one_pass, three_passes, two_passes
from engine.fact import computed
from engine.facts.tiles_counted import HALF, counted
from engine.units import Bytes, Count, Ratio, Series, Table

SEED = 123
N_HEADS, N_KV_HEADS, QUERIES, KEYS, HEAD_DIM = 6, 2, 100, 150, 32
TILES = {"small": TileSize(queries=7, keys=13), "even": TileSize(queries=25, keys=50)}
SQUARES = (16, 32, 64, 128, 256, 512, 1024)
SCORES = 1000
SAME = 1e-12


@computed(source="Dao et al., FlashAttention, 2022, arXiv:2205.14135, theorem 1", atol=1e-6)
def tiles_equal() -> Table:
    """Tiles against SDPA in fp32: the largest difference as a share of its largest number, of outputs and of gradients.

    Causal, 100 queries behind 50 earlier keys, three query heads to a set of keys and values; tiles that divide the
    text and such that do not, in both orders.
    """
    random = torch.Generator().manual_seed(SEED)
    q = torch.randn(2, N_HEADS, QUERIES, HEAD_DIM, generator=random, requires_grad=True)
    k, v = (torch.randn(2, N_KV_HEADS, KEYS, HEAD_DIM, generator=random, requires_grad=True) for _ in range(2))
    mask = torch.ones(QUERIES, KEYS, dtype=torch.bool).tril(KEYS - QUERIES)
    expected = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    aim = torch.randn(expected.shape, generator=random)

    def gradients(out: Tensor) -> tuple[Tensor, ...]:
        return torch.autograd.grad((out * aim).sum(), (q, k, v))

    outputs = [
        order(q, k, v, size, causal=True)[0] for order in (forward, forward_by_columns) for size in TILES.values()
    ]
    slopes = [gradients(attend(q, k, v, causal=True, size=size)) for size in TILES.values()]
    theirs = gradients(expected)
    return Table(
        n_queries=Count(QUERIES),
        n_keys=Count(KEYS),
        outputs=Ratio(max(_share(out, expected) for out in outputs)),
        gradients=Ratio(max(_share(mine, other) for each in slopes for mine, other in zip(each, theirs, strict=True))),
    )


@computed(source="Milakov and Gimelshein, Online normalizer calculation for softmax, 2018, arXiv:1805.02867")
def softmax_passes() -> Table:
    """How often a mean weighted by softmax reads a score: as softmax does it, with a running sum, with a running mean.

    Raises ArithmeticError if the three results are not the same mean, for a thousand scores with a spread of ten.
    """
    random = torch.Generator().manual_seed(SEED)
    scores, values = torch.randn(2, SCORES, generator=random, dtype=torch.float64).tolist()
    scores = [10 * score for score in scores]
    ways: dict[str, Callable[..., float]] = {"three": three_passes, "two": two_passes, "one": one_pass}
    reads, results = {}, []
    for name, way in ways.items():
        read = Counted(scores)
        results.append(way(read, values))
        reads[name] = Count(read.reads / SCORES)
    if max(results) - min(results) > SAME:
        raise ArithmeticError(f"the three results are {results}")
    return Table(scores=Count(SCORES), **reads)


@computed()
def tile_counts() -> Series:
    """One head's forward pass by the side of a square tile, queries staying: bytes read, written, and on the chip.

    1,024 tokens of 64 numbers in fp16, without a mask; all counted by the loops.
    """
    chips = [counted(forward, TileSize(queries=side, keys=side)) for side in SQUARES]
    lines = {
        "read": tuple(Bytes(HALF * chip.read) for chip in chips),
        "written": tuple(Bytes(HALF * chip.written) for chip in chips),
        "on the chip": tuple(Bytes(HALF * chip.peak) for chip in chips),
    }
    return Series("side of a tile", SQUARES, Bytes, lines)


def _share(given: Tensor, reference: Tensor) -> float:
    return float((given.detach() - reference.detach()).abs().max() / reference.detach().abs().max())
