"""All-reduce by a ring (Patarasuk and Yuan, JPDC 69(2), 2009): the sum of all ranks' tensors, on every rank.

```
 4 ranks, 4 chunks of x      round 1: sums grow            round 2: sums are handed on
 rank 0 ─▶ rank 1            each chunk's sum goes once    each finished chunk goes
   ▲          ▼              round, and every rank adds    once round, and every
 rank 3 ◀─ rank 2            its own; p − 1 steps          rank keeps it; p − 1 steps
```
A rank sends 2(p − 1) chunks of 1/p of the tensor, so 2(p − 1)/p of it, however many there are. Every chunk is summed in
one order and then copied, so all ranks hold the same bytes: what they compute next cannot drift apart.
"""

from __future__ import annotations

from torch import Tensor

from engine.parallel.wire import Wire

Chunks = list[Tensor]
"""One for each rank, views of one tensor."""


def all_reduce(x: Tensor, wire: Wire) -> Tensor:
    """The sum of every rank's x, on each. x and the sum are of one shape."""
    total = x.flatten().clone()
    chunks = list(total.tensor_split(wire.size))
    reduce_scatter(chunks, wire)
    all_gather(chunks, wire)
    return total.view_as(x)


def reduce_scatter(chunks: Chunks, wire: Wire) -> None:
    """Afterwards the chunk of a rank's own number is the sum of all ranks' such chunks; the others are half-made."""
    rank, size = wire.rank, wire.size
    for step in range(1, size):
        give = (rank - step) % size
        take = (rank - step - 1) % size
        came = wire.pass_on(chunks[give], chunks[take])
        chunks[take] += came


def all_gather(chunks: Chunks, wire: Wire) -> None:
    """Afterwards every rank holds each rank's own chunk."""
    rank, size = wire.rank, wire.size
    for step in range(1, size):
        give = (rank - step + 1) % size
        take = (rank - step) % size
        came = wire.pass_on(chunks[give], chunks[take])
        chunks[take].copy_(came)


def bytes_sent(nbytes: float, size: int) -> float:
    """Bytes that a rank sends in an all-reduce of a tensor of `nbytes`: 2(p − 1)/p of them, on average over ranks."""
    return 2 * (size - 1) / size * nbytes
