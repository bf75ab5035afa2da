"""A small fast memory beside a large slow one, which counts what goes between them.

On a GPU the large one is its HBM and the small one the SRAM of each multiprocessor: only what stands there can be
computed with. The loops over tiles say `load` and `store` where a kernel would, and `room` where what was brought in
may be forgotten, so traffic and space are counted by what runs and not by a formula that stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


class Chip:
    """Counts elements: `read` from the large memory and `written` to it; `held` here now, and `peak`, the most ever."""

    def __init__(self) -> None:
        self.read = 0
        self.written = 0
        self.held = 0
        self.peak = 0

    @property
    def moved(self) -> int:
        """Elements that passed either way."""
        return self.read + self.written

    def load(self, tensor: Tensor) -> Tensor:
        """Bring a tile in. Arithmetic is in fp32 at least, as in kernels, whatever the large memory holds."""
        self.read += tensor.numel()
        self.hold(tensor.numel())
        return tensor.to(torch.promote_types(tensor.dtype, torch.float32))

    def store(self, into: Tensor, tile: Tensor) -> None:
        """Write a tile that stands here to its place in the large memory."""
        self.written += tile.numel()
        into.copy_(tile)

    def hold(self, elements: int) -> None:
        """Set space aside for what is computed here."""
        self.held += elements
        self.peak = max(self.peak, self.held)

    @contextmanager
    def room(self) -> Iterator[None]:
        """At its end all that was brought in or set aside within is forgotten."""
        before = self.held
        try:
            yield
        finally:
            self.held = before
