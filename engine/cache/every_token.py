"""A layer's memory of every token: keys and values, or latents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from torch import Tensor

from engine.cache.store import Store
from engine.step import Step


class EveryToken:
    """The vectors of each token and head, in the order of the text.

    ```
    row 0   k k k k k k . .     6 tokens, 8 slots
    row 1   k k k . . . . .     3 tokens
    ```
    What stands beyond a row's length is never read.
    """

    resumable = True
    """A pass that was broken off has written beyond the lengths only."""

    def __init__(self, *parts: Store) -> None:
        self.parts = parts

    def append(self, vectors: tuple[Tensor, ...], step: Step) -> tuple[Tensor, ...]:
        """Stores the new tokens' vectors [B, heads, T, width]; returns those of all tokens so far, [.., S, ..]."""
        level = len(set(step.starts)) == len(set(step.lengths)) == 1
        for part, new in zip(self.parts, vectors, strict=True):
            if level:
                part.put(new, slice(step.starts[0], step.end))
                continue
            for row, (start, length) in enumerate(zip(step.starts, step.lengths, strict=True)):
                part.put(new[row, :, :length], slice(start, start + length), row)
        return tuple(part.get(slice(step.end), new.dtype) for part, new in zip(self.parts, vectors, strict=True))

    def check_truncate(self, length: int, n: int) -> None:
        """Any number of tokens can be forgotten."""

    def tensors(self) -> Iterator[Tensor]:
        for part in self.parts:
            yield from part.tensors()

    def clone(self) -> Self:
        return type(self)(*(part.clone() for part in self.parts))
