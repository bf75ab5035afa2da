"""The keys and values that requests have already computed, in memory set aside once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import torch
from torch import Tensor

from engine.config import ModelConfig

if TYPE_CHECKING:
    from engine.step import Step


class KVCache:
    """What a batch of requests remembers. It belongs to them: dropping it is resetting, and no module keeps any.

    ```
    row 0   k k k k k k . .     lengths[0] = 6, max_seq_len = 8
    row 1   k k k . . . . .     lengths[1] = 3
    ```
    Each layer holds one tensor [2, B, Hkv, S, D], keys then values. What stands beyond a row's length is never
    read. The memory is zeros, not whatever was there: a masked NaN would still spoil a sum.
    """

    def __init__(
        self,
        config: ModelConfig,
        *,
        batch_size: int,
        max_seq_len: int,
        dtype: torch.dtype,
        device: torch.device | None = None,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size={batch_size} holds no request")
        if not 1 <= max_seq_len <= config.max_seq_len:
            raise ValueError(f"max_seq_len={max_seq_len} is not between 1 and the model's {config.max_seq_len}")
        shape = (2, batch_size, config.n_kv_heads, max_seq_len, config.head_dim)
        self.config = config
        self.max_seq_len = max_seq_len
        self._layers = [torch.zeros(shape, dtype=dtype, device=device) for _ in range(config.n_layers)]
        self._lengths = [0] * batch_size

    @property
    def lengths(self) -> Tensor:
        """Tokens held in each row, [B]."""
        return torch.tensor(self._lengths)

    @property
    def batch_size(self) -> int:
        return len(self._lengths)

    @property
    def nbytes(self) -> int:
        """Bytes set aside, filled or not."""
        return sum(layer.nbytes for layer in self._layers)

    def starts(self, config: ModelConfig, batch: int) -> tuple[int, ...]:
        """Where each row goes on. Raises ValueError if the cache was made for another model or batch."""
        if config != self.config:
            raise ValueError("the cache was made for a model of another shape; make one with model.new_cache(…)")
        if batch != self.batch_size:
            raise ValueError(f"the cache holds {self.batch_size} rows and token_ids has {batch}")
        return tuple(self._lengths)

    def append(self, layer: int, k: Tensor, v: Tensor, step: Step) -> tuple[Tensor, Tensor]:
        """Stores a layer's new keys and values; returns those of all tokens so far.

        k, v [B, Hkv, T, D] -> [B, Hkv, S, D], views where the dtypes agree. `advance` makes the tokens count.
        """
        kept = self._layers[layer]
        end = max(start + new for start, new in zip(step.starts, step.lengths, strict=True))
        if len(set(step.starts)) == len(set(step.lengths)) == 1:
            kept[0, :, :, step.starts[0] : end] = k
            kept[1, :, :, step.starts[0] : end] = v
        else:
            for row, (start, new) in enumerate(zip(step.starts, step.lengths, strict=True)):
                kept[0, row, :, start : start + new] = k[row, :, :new]
                kept[1, row, :, start : start + new] = v[row, :, :new]
        seen = kept[:, :, :, :end].to(k.dtype)
        return seen[0], seen[1]

    def advance(self, step: Step) -> None:
        """Counts a step's tokens, once every layer has stored them."""
        self._lengths = [start + new for start, new in zip(step.starts, step.lengths, strict=True)]

    def truncate(self, n: int) -> None:
        """Forgets all but the first `n` tokens of each row; shorter rows stay as they are."""
        if n < 0:
            raise ValueError(f"n={n} tokens cannot be kept")
        self._lengths = [min(length, n) for length in self._lengths]

    def fork(self) -> Self:
        """A second cache with the same contents, which goes its own way from here."""
        other = object.__new__(type(self))
        other.config, other.max_seq_len = self.config, self.max_seq_len
        other._layers = [layer.clone() for layer in self._layers]
        other._lengths = list(self._lengths)
        return other
