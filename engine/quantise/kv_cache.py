"""A cache whose older tokens are kept in few bits, and whose newest as they came (KIVI, arXiv:2402.02750)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

import torch
from torch import Tensor

from engine.cache.every_token import EveryToken
from engine.cache.kv_cache import KVCache
from engine.cache.store import Slots, Store
from engine.model import GPT
from engine.quantise.kv import GROUP, narrow_keys, narrow_values, wide_keys, wide_values
from engine.quantise.quantised import Quantised


class GroupedStore(Store):
    """Vectors [B, heads, S, width]: whole groups of older tokens in few bits, the newest in their own type.

    A pass reads its own tokens as they came; the next one finds them narrow, as far as they fill groups (section 3.4).
    """

    def __init__(self, narrow: Callable[[Tensor], Quantised], wide: Callable[[Quantised], Tensor], empty: Tensor):
        self._narrow, self._wide = narrow, wide
        self.groups: list[Quantised] = []
        self.newest = empty  # [B, heads, n, width]

    def put(self, values: Tensor, slots: Slots, row: int | None = None) -> None:
        """Adds [B, heads, n, width] behind the first tokens, of which those that fill groups are made narrow.

        Raises ValueError for rows of unlike length: they would fill their groups at unlike times.
        """
        if row is not None or not isinstance(slots, slice):
            raise ValueError("a cache in few bits needs rows of one length; give each request its own")
        self._forget_beyond(slots.start)
        while self.newest.shape[2] >= GROUP:
            group, self.newest = self.newest[:, :, :GROUP], self.newest[:, :, GROUP:]
            self.groups.append(self._narrow(group))
        self.newest = torch.cat([self.newest, values], dim=2)

    def get(self, slots: Slots, dtype: torch.dtype) -> Tensor:
        """What stands in n places, widened: [B, heads, n, width]"""
        wide = [*(self._wide(group).to(dtype) for group in self.groups), self.newest.to(dtype)]
        return torch.cat(wide, dim=2)[:, :, slots]

    def tensors(self) -> Iterator[Tensor]:
        """All memory that is held; it grows with the text."""
        for group in self.groups:
            yield from (part for part in (group.codes, group.scales, group.offsets) if part is not None)
        yield self.newest

    def clone(self) -> Self:
        other = type(self)(self._narrow, self._wide, self.newest.clone())
        other.groups = list(self.groups)  # which nobody changes
        return other

    def _forget_beyond(self, length: int) -> None:
        """Keeps the first tokens; a group that is cut is widened again, and stays as coarse as it was."""
        whole = min(length // GROUP, len(self.groups))
        cut, self.groups = self.groups[whole:], self.groups[:whole]
        rest = self._wide(cut[0]).to(self.newest.dtype) if cut else self.newest
        self.newest = rest[:, :, : length - whole * GROUP]


def narrow_cache(model: GPT, *, bits: int, batch_size: int, max_seq_len: int) -> KVCache:
    """An empty cache that keeps keys by channel and values by token. For models whose layers all attend to every token.

    Raises ValueError for others, and for heads that are no whole number of groups wide.
    """
    config = model.config
    if set(config.kinds) != {"full"}:
        kinds = ", ".join(dict.fromkeys(config.kinds))
        raise ValueError(f"layers of {kinds} attention; only the cache of full attention can be kept in few bits")
    if config.head_dim % GROUP:
        raise ValueError(f"head_dim={config.head_dim} is no multiple of the {GROUP} channels that share a scale")
    cache = model.new_cache(batch_size=batch_size, max_seq_len=max_seq_len)
    empty = torch.empty(batch_size, config.n_kv_heads, 0, config.head_dim, dtype=model.tokens.weight.dtype)
    cache.layers = [
        EveryToken(
            GroupedStore(lambda keys: narrow_keys(keys, bits), wide_keys, empty),
            GroupedStore(lambda values: narrow_values(values, bits), wide_values, empty),
        )
        for _ in cache.layers
    ]
    return cache
