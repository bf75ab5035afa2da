"""A layer's memory of the last tokens only: the newest overwrites the oldest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import torch
from torch import Tensor

from engine.cache.store import Store
from engine.step import Step


class Ring:
    """Keys and values of the last `window` tokens; the token at position p stands in slot p mod slots.

    ```
    window 4    p0 p1 p2 p3  ─▶  p4 p1 p2 p3  ─▶  p4 p5 p2 p3
    ```
    It never holds more than the window, and no more than `max_seq_len` where that is less. A new token needs no
    order among the keys: their positions are turned into them. A chunk of tokens is given the keys before it in
    the order of the text, since each of its queries has a window of its own.
    """

    resumable = False
    """A pass that was broken off has overwritten tokens that it would need again."""

    def __init__(self, keys: Store, values: Store, *, window: int, slots: int) -> None:
        self.parts = (keys, values)
        self.window = window
        self.slots = slots

    def append(self, vectors: tuple[Tensor, ...], step: Step) -> tuple[Tensor, ...]:
        """Stores the new keys and values [B, Hkv, T, D]; returns those that the new queries may see.

        For one token: the ring, S = min(tokens, slots), in no order. For a chunk: the tokens before it that its
        first query sees, then its own.
        """
        both = [*zip(self.parts, vectors, strict=True)]
        if vectors[0].shape[2] == 1:
            self._put(vectors, step)
            filled = slice(min(step.end, self.slots))
            return tuple(part.get(filled, new.dtype) for part, new in both)
        before = self._before(step, vectors[0].device)
        seen = tuple(torch.cat([part.get(before, new.dtype), new], dim=2) for part, new in both)
        self._put(vectors, step)
        return seen

    def _before(self, step: Step, device: torch.device) -> Tensor:
        """Slots of the tokens before a chunk, [n], or [B, n] where the rows' lengths differ."""
        starts = torch.tensor(step.starts[:1] if step.level else step.starts, device=device)
        slots = (starts[:, None] + torch.arange(-step.history, 0, device=device)) % self.slots
        return slots[0] if step.level else slots

    def _put(self, vectors: tuple[Tensor, ...], step: Step) -> None:
        batch, device = vectors[0].shape[0], vectors[0].device
        rows: list[int | None] = [None] if step.level and len(set(step.lengths)) == 1 else [*range(batch)]
        for row in rows:
            start, new = step.starts[row or 0], step.lengths[row or 0]
            first = max(0, new - self.slots)
            slots = torch.arange(start + first, start + new, device=device) % self.slots
            for part, values in zip(self.parts, vectors, strict=True):
                kept = values[:, :, first:new] if row is None else values[row, :, first:new]
                part.put(kept, slots, row)

    def check_truncate(self, length: int, n: int) -> None:
        """Raises ValueError where tokens that would be in sight again have been overwritten."""
        if 0 < n < length and max(0, n - self.window + 1) < length - self.slots:
            raise ValueError(
                f"a row of {length} tokens cannot go back to {n}: a window of {self.window} has let go of what it "
                "would see there; fork() the cache before the tokens that may be taken back"
            )

    def tensors(self) -> Iterator[Tensor]:
        for part in self.parts:
            yield from part.tensors()

    def clone(self) -> Self:
        return type(self)(*(part.clone() for part in self.parts), window=self.window, slots=self.slots)
