"""What requests have already computed: keys and values, latents, recurrent state, in memory set aside once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import torch
from torch import Tensor

from engine.cache.layer_cache import LayerCache, layer_cache
from engine.cache.state import State
from engine.config import ModelConfig
from engine.step import Step


class KVCache:
    """What a batch of requests remembers. It belongs to them: dropping it is resetting, and no module keeps any.

    Each layer holds what its kind of attention needs: `engine.cache.every_token` every token, `engine.cache.ring` the
    last ones, `engine.cache.state` a state that does not grow.
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
        self.config = config
        self.max_seq_len = max_seq_len
        self.layers: list[LayerCache] = [
            layer_cache(config, kind, batch=batch_size, slots=max_seq_len, dtype=dtype, device=device)
            for kind in config.kinds
        ]
        self._lengths = [0] * batch_size
        self._broken_off = False

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
        return sum(tensor.nbytes for tensor in self.tensors())

    def tensors(self) -> Iterator[Tensor]:
        """All memory set aside."""
        for layer in self.layers:
            yield from layer.tensors()

    def starts(self, config: ModelConfig, batch: int) -> tuple[int, ...]:
        """Where each row goes on. Raises ValueError if the cache was made for another model or batch."""
        if config != self.config:
            raise ValueError("the cache was made for a model of another shape; make one with model.new_cache(…)")
        if batch != self.batch_size:
            raise ValueError(f"the cache holds {self.batch_size} rows and token_ids has {batch}")
        if self._broken_off and not all(layer.resumable for layer in self.layers):
            raise ValueError(
                "the last pass over this cache was broken off, and its windows or states are no longer whole; "
                "make a new one with model.new_cache(…)"
            )
        return tuple(self._lengths)

    def append(self, layer: int, vectors: tuple[Tensor, ...], step: Step) -> tuple[Tensor, ...]:
        """Stores a layer's new keys and values, or latents; returns those that the new tokens may see.

        [B, Hkv, T, D] -> [B, Hkv, S, D], views where they can be. `advance` makes the tokens count.
        """
        kept = self.layers[layer]
        assert not isinstance(kept, State)
        self._broken_off = True  # until advance
        return kept.append(vectors, step)

    def state(self, layer: int) -> State:
        """What a recurrent layer reads and changes. `advance` makes the tokens count."""
        kept = self.layers[layer]
        assert isinstance(kept, State)
        self._broken_off = True  # until advance
        return kept

    def advance(self, step: Step) -> None:
        """Counts a step's tokens, once every layer has stored them."""
        self._lengths = [start + new for start, new in zip(step.starts, step.lengths, strict=True)]
        self._broken_off = False

    def truncate(self, n: int) -> None:
        """Forgets all but the first `n` tokens of each row; shorter rows stay as they are.

        Raises ValueError, and leaves the cache as it was, where a layer cannot go back so far.
        """
        if n < 0:
            raise ValueError(f"n={n} tokens cannot be kept")
        for layer in self.layers:
            for length in self._lengths:
                layer.check_truncate(length, n)
        self._lengths = [min(length, n) for length in self._lengths]

    def fork(self) -> Self:
        """A second cache with the same contents, which goes its own way from here."""
        other = object.__new__(type(self))
        other.config, other.max_seq_len = self.config, self.max_seq_len
        other.layers = [layer.clone() for layer in self.layers]
        other._lengths, other._broken_off = list(self._lengths), self._broken_off
        return other
