"""A text read so that a guess checked beside others gives the very logits of a step: byte for byte, in any precision.

Each token whose logits are asked for is a chunk of its own in one invariant pass, `engine.serving.forward`. It costs
more than the fast pass (`invariant.py` says why), and then greedy text is that of plain decoding without a reserve.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor

from engine.model import GPT
from engine.serving.blocks import BLOCK, BlockPool
from engine.serving.forward import Chunk, forward
from engine.serving.paged_cache import PagedCache
from engine.speculate.reading import alike, check_finite


class PagedReading:
    """As `Reading`, over a sequence's table of blocks. What is read again overwrites what was rejected.

    Raises ValueError for a model with delta layers, whose state has no blocks.
    """

    def __init__(self, model: GPT, room: int) -> None:
        pool = BlockPool(-(-room // BLOCK), BLOCK)
        self._model, self._cache = model, PagedCache(model, pool)
        self._table = tuple(pool.allocate() for _ in range(pool.n_blocks))
        self._ids: list[int] = []

    @property
    def length(self) -> int:
        return len(self._ids)

    def settle(self, text: Sequence[int]) -> None:
        del self._ids[alike(self._ids, text[:-1]) :]

    def read(self, text: Sequence[int], *, behind: int = 1) -> Tensor:
        ends = [self.length, *range(len(text) - behind + 1, len(text) + 1)]
        chunks = [Chunk(tuple(text[start:end]), start, self._table) for start, end in pairwise(ends)]
        logits = forward(self._model, chunks, self._cache)
        self._ids = list(text)
        check_finite(self._model, logits, self._ids)
        return logits
