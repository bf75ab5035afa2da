"""Where the tiles of a score matrix lie, and which of its pairs count.

```
              keys ──▶
            ┌───┬───┬───┬──┐
   queries  │ ▇ │ ◣ │   │  │   ▇ every pair counts
      │     ├───┼───┼───┼──┤   ◣ some do: hidden ones get −∞
      ▼     │ ▇ │ ▇ │ ◣ │  │     none do: the tile is never computed
            ├───┼───┼───┼──┤
            │ ▇ │ ▇ │ ▇ │◣ │   the last row and column of tiles are as narrow as they come out
            └───┴───┴───┴──┘
```
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class TileSize:
    """How many queries and how many keys meet in a tile: rows and columns of the score matrix."""

    queries: int
    keys: int

    def __post_init__(self) -> None:
        if self.queries < 1 or self.keys < 1:
            raise ValueError(f"a tile of {self.queries} queries and {self.keys} keys has no pairs; take 1 or more")

    @classmethod
    def filling(cls, elements: int, head_dim: int) -> Self:
        """The tile for a chip of so many elements, M (arXiv 2205.14135, algorithm 1, line 1).

        Tiles of Q, K, V and O get a quarter each: B_c = ⌈M / 4d⌉ keys and B_r = min(B_c, d) queries. The scores
        themselves, B_r · B_c, are not in this sum: they take up to another quarter.
        """
        keys = math.ceil(elements / (4 * head_dim))
        return cls(queries=min(keys, head_dim), keys=keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The tiles of each K/V head. Query heads that share it are so many more rows, so its keys are read for all.

    `last` [R] is the last key that each row may see; R = T · H / Hkv. It is asked for each tile, so it stays with the
    CPU; masks go to `device`.
    """

    n_kv_heads: int  # of all texts
    n_keys: int
    last: Tensor
    size: TileSize
    device: torch.device

    @classmethod
    def over(cls, q: Tensor, k: Tensor, v: Tensor, size: TileSize, *, causal: bool) -> Self:
        """The grid of q [B, H, T, D] against k and v [B, Hkv, S, D].

        Causal, the T queries are the last of S tokens: query t sees the keys 0 to S − T + t. Raises ValueError where
        the shapes do not fit, or a query would see nothing.
        """
        (B, H, T, D), (_, Hkv, S, _) = q.shape, k.shape
        if k.shape != v.shape or k.shape[::3] != (B, D):
            shapes = f"{list(k.shape)} and {list(v.shape)}"
            raise ValueError(f"q {list(q.shape)} needs k and v of one shape, [{B}, Hkv, S, {D}], not {shapes}")
        if H % Hkv:
            raise ValueError(f"n_heads={H} is not a multiple of n_kv_heads={Hkv}")
        first = S - T if causal else S - 1
        if first < 0:
            raise ValueError(f"{T} queries and {S} keys: the first query would see no key")
        last = torch.arange(first, S) if causal else torch.full((T,), S - 1)
        return cls(n_kv_heads=B * Hkv, n_keys=S, last=last.repeat(H // Hkv), size=size, device=q.device)

    def heads(self, x: Tensor) -> Tensor:
        """Rows by K/V head: [B, H, T, D] -> [B · Hkv, R, D], and [B, H, T] -> [B · Hkv, R]."""
        return x.reshape(self.n_kv_heads, -1, *x.shape[3:])

    def rows(self) -> Iterator[slice]:
        return _cuts(len(self.last), self.size.queries)

    def columns(self) -> Iterator[slice]:
        return _cuts(self.n_keys, self.size.keys)

    def columns_seen(self, rows: slice) -> Iterator[slice]:
        """Those in which one of the rows sees a key. The first is always among them."""
        return (columns for columns in self.columns() if columns.start <= int(self.last[rows].max()))

    def rows_seeing(self, columns: slice) -> Iterator[slice]:
        """Those of which one sees one of the keys."""
        return (rows for rows in self.rows() if columns.start <= int(self.last[rows].max()))

    def hidden(self, rows: slice, columns: slice) -> Tensor | None:
        """[R, C], True where a query may not see a key; None where every pair counts."""
        last = self.last[rows]
        if columns.stop - 1 <= int(last.min()):
            return None
        return (torch.arange(columns.start, columns.stop) > last[:, None]).to(self.device)


def _cuts(length: int, step: int) -> Iterator[slice]:
    return (slice(start, min(start + step, length)) for start in range(0, length, step))


def tile_scores(q: Tensor, k: Tensor, hidden: Tensor | None) -> Tensor:
    """The scores of one tile: q [R, D], k [C, D] -> [R, C]"""
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    if hidden is None:
        return scores
    return scores.masked_fill(hidden, -torch.inf)
