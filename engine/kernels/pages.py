"""Memory in large pages, where weights and caches stand: a step reads all of it, and small pages cost a third of that.

A processor has the places of a few thousand pages at hand and reads ahead to the end of one. Pages of 4 KiB, as
programs get them, make that some megabytes; pages of 2 MiB, a whole model.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from engine.kernels.kept import Kept
from engine.kernels.library import is_watched, lies_plain

PAGE = 2 << 20
SLAB = 32 * PAGE
LEAST = 1 << 16
"""Bytes of a tensor below which it is not worth the while."""

LINE = 64


class Pages:
    """Room that grows with what is put there, one behind the other; where Linux has no large pages, torch's own memory.

    Memory that nothing was written to is not taken.
    """

    def __init__(self, slab: int = SLAB) -> None:
        self._slab = slab
        self._least = LEAST if slab else PAGE  # alone in a page, less would take longer to set aside than to read
        self._memory: mmap.mmap | None = None
        self._at = 0

    def zeros(self, shape: Sequence[int], dtype: torch.dtype, device: torch.device | None = None) -> Tensor:
        """A tensor of zeros that begins where a line of the caches does; of another device, in that one's memory."""
        numbers = math.prod(shape)
        nbytes = numbers * dtype.itemsize
        elsewhere = (device or torch.get_default_device()).type != "cpu"
        if elsewhere or nbytes < self._least or is_watched():  # who counts what torch sets aside is to see this too
            return torch.zeros(*shape, dtype=dtype, device=device)
        if self._memory is None or self._at + nbytes > len(self._memory):
            self._map(max(nbytes, self._slab) + PAGE)
        if self._memory is None:
            return torch.zeros(*shape, dtype=dtype)
        mine = torch.frombuffer(self._memory, dtype=dtype, count=numbers, offset=self._at)  # a storage of its own
        self._at += -(-nbytes // LINE) * LINE
        return mine.view(*shape)

    def copy(self, tensor: Tensor) -> Tensor:
        """The same values here."""
        return self.zeros(tensor.shape, tensor.dtype).copy_(tensor)

    def _map(self, nbytes: int) -> None:
        self._memory = None
        if not hasattr(mmap, "MADV_HUGEPAGE"):
            return
        try:
            memory = mmap.mmap(-1, nbytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            memory.madvise(mmap.MADV_HUGEPAGE)
        except (OSError, OverflowError):  # no such pages, or not so much memory: torch has a word for that
            return
        self._memory = memory
        self._at = -torch.frombuffer(memory, dtype=torch.uint8, count=1).data_ptr() % PAGE


@torch.no_grad()
def settle(model: nn.Module) -> None:
    """Moves all weights of a model into large pages, one at a time."""
    pages = Pages()
    for weight in model.parameters():
        if lies_plain(weight) and not isinstance(weight, Kept):
            weight.data = pages.copy(weight)
