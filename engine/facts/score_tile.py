"""One tile beside the score matrix that it is cut from, for a text of 10,000 tokens: to scale."""

from __future__ import annotations

import math

from engine.attention.tiles.grid import TileSize
from engine.fact import computed
from engine.facts.tiles import LLAMA, LONG
from engine.facts.tiles_counted import A100_SRAM, HALF
from engine.units import Bytes, Count, Ratio, Table


@computed(source="Dao et al., FlashAttention, 2022, arXiv:2205.14135, algorithm 1, line 1")
def score_tile_10k() -> Table:
    """A tile that fits one A100 multiprocessor, cut from one head's scores of 10,000 tokens of Llama 2 7B in fp16.

    `tile` and `head` are the bytes of the tile's and of all scores, `chip` the memory that the tile has to fit with its
    queries, keys, values and outputs; `share` is what of all scores one tile is.
    """
    size = TileSize.filling(int(A100_SRAM) // HALF, LLAMA.head_dim)
    return Table(
        tokens=Count(LONG),
        n_queries=Count(size.queries),
        n_keys=Count(size.keys),
        tiles=Count(math.ceil(LONG / size.queries) * math.ceil(LONG / size.keys)),
        tile=Bytes(HALF * size.queries * size.keys),
        head=Bytes(HALF * LONG**2),
        chip=A100_SRAM,
        share=Ratio(size.queries * size.keys / LONG**2),
    )
