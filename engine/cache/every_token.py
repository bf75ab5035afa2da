"""A layer's memory of every token: keys and values, or a latent and a rotary key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import torch
from torch import Tensor

from engine.cache.store import Store
from engine.step import Step


class EveryToken:
    """Two vectors a token and head, in the order of the text.

    ```
    row 0   k k k k k k . .     6 tokens, 8 slots
    row 1   k k k . . . . .     3 tokens
    ```
    What stands beyond a row's length is never read.
    """

    resumable = True
    """A pass that was broken off has written beyond the lengths only."""

    def __init__(self, first: Store, second: Store) -> None:
        self.parts = (first, second)

    def append(self, first: Tensor, second: Tensor, step: Step) -> tuple[Tensor, Tensor]:
        """Stores the new tokens' vectors [B, heads, T, width]; returns those of all tokens so far, [.., S, ..]."""
        level = len(set(step.starts)) == len(set(step.lengths)) == 1
        for part, new in zip(self.parts, (first, second), strict=True):
            if level:
                part.put(new, slice(step.starts[0], step.end))
                continue
            for row, (start, length) in enumerate(zip(step.starts, step.lengths, strict=True)):
                part.put(new[row, :, :length], slice(start, start + length), row)
        seen = slice(step.end)
        return self.parts[0].get(seen, first.dtype), self.parts[1].get(seen, second.dtype)

    def check_truncate(self, length: int, n: int) -> None:
        """Any number of tokens can be forgotten."""

    def tensors(self) -> Iterator[Tensor]:
        for part in self.parts:
            yield from part.tensors()

    def clone(self) -> Self:
        return type(self)(*(part.clone() for part in self.parts))


def pair(
    batch: int, heads: int, slots: int, widths: tuple[int, int], *, dtype: torch.dtype, device: torch.device | None
) -> tuple[Store, Store]:
    """Memory for two vectors a token and head."""
    first, second = (Store(batch, heads, slots, width, dtype=dtype, device=device) for width in widths)
    return first, second
