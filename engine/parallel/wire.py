"""What one process of several says to the others: torch.distributed, with every byte that leaves counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
import torch.distributed as dist
from torch import Tensor


@dataclass(kw_only=True)
class Wire:
    """One rank's end of the connections to the others. `sent` are the bytes of numbers that left it.

    What a network adds, headers and acknowledgements, is not counted.
    """

    rank: int
    size: int
    sent: int = 0
    messages: int = 0
    _leaving: list[tuple[dist.Work, Tensor]] = field(default_factory=list, repr=False)

    @property
    def after(self) -> int:
        """The next rank of the ring, which begins again behind the last."""
        return (self.rank + 1) % self.size

    @property
    def before(self) -> int:
        return (self.rank - 1) % self.size

    def send(self, x: Tensor, to: int) -> None:
        """Give a tensor away, and go on: two that wait for each other's taking would wait for ever."""
        if not x.numel():
            return
        x = x.contiguous()
        self._leaving = [(work, kept) for work, kept in self._leaving if not work.is_completed()]
        self._leaving.append((_started(dist.isend(x, to)), x))
        self.sent += x.nbytes
        self.messages += 1

    def receive(self, shape: tuple[int, ...], dtype: torch.dtype, source: int) -> Tensor:
        """Wait for a tensor, whose shape both sides know."""
        x = torch.empty(shape, dtype=dtype)
        if x.numel():
            dist.recv(x, source)
        return x

    def pass_on(self, x: Tensor, like: Tensor) -> Tensor:
        """Give x to the next rank of the ring; what the one before gives, which is `like` this."""
        self.send(x, self.after)
        return self.receive(tuple(like.shape), like.dtype, self.before)

    def settle(self) -> None:
        """Wait until all that was sent has been taken."""
        for work, _ in self._leaving:
            work.wait()
        self._leaving.clear()


def _started(work: dist.Work | None) -> dist.Work:
    assert work is not None, "a rank outside the group"
    return work
