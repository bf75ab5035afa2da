"""How attention in tiles, and with its score matrix, is counted: one head of GPT-2 medium's, forward and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from engine.attention.tiles import full_matrix
from engine.attention.tiles.backward import backward
from engine.attention.tiles.by_columns import forward_by_columns
from engine.attention.tiles.chip import Chip
from engine.attention.tiles.grid import TileSize
from engine.attention.tiles.operations import traffic_of
from engine.units import Bytes

HALF, KIB = 2, 1024  # bytes
# GPT-2 medium's attention, as in figure 2 of arXiv:2205.14135.
TOKENS, HEAD_DIM, HEADS, BATCH = 1024, 64, 16, 64
MATRICES = Bytes(BATCH * HEADS * HALF * TOKENS**2)  # the scores of all texts and heads in fp16
A100_SRAM = Bytes(192 * KIB)  # of one multiprocessor
SEED = 123


def head() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Queries, keys, values and the output's gradients of one head of one text: [1, 1, N, d] each."""
    random = torch.Generator().manual_seed(SEED)
    q, k, v, aim = torch.randn(4, 1, 1, TOKENS, HEAD_DIM, generator=random)
    return q, k, v, aim


@cache
def counted(order: Callable[..., object], size: TileSize) -> Chip:
    """What one head's forward pass moves and holds."""
    chip = Chip()
    order(*head()[:3], size, chip=chip)
    return chip


def turned(size: TileSize) -> TileSize:
    """The large tile for the queries, where they are what stays."""
    return TileSize(queries=size.keys, keys=size.queries)


@cache
def passes(*, mask: bool = False, dropout: bool = False) -> float:
    """How often plain attention of all texts and heads passes over its score matrices, forward and back."""
    return traffic_of(plain_attention(mask=mask, dropout=dropout)).moved / MATRICES


def plain_attention(*, mask: bool = False, dropout: bool = False) -> Callable[[], object]:
    """Forward and back with a score matrix, on tensors that have shapes and no numbers: operations are seen alike."""
    shape = (BATCH * HEADS, TOKENS, HEAD_DIM)
    empty = partial(torch.empty, dtype=torch.float16, device="meta")
    inputs, aim = [empty(shape, requires_grad=True) for _ in range(3)], empty(shape)
    added = empty(TOKENS, TOKENS) if mask else None

    def run() -> object:
        out = full_matrix.attend(*inputs, mask=added, dropout=0.1 if dropout else 0.0)
        return torch.autograd.grad(out, inputs, aim)

    return run


def full_bytes() -> Bytes:
    """What one head's forward pass moves with its score matrix in fp16."""
    q, k, v = torch.empty(3, 1, TOKENS, HEAD_DIM, dtype=torch.float16, device="meta")
    return traffic_of(partial(full_matrix.attend, q, k, v)).moved


def tiled() -> Chip:
    """Both passes of one head for the tile of an A100's multiprocessor."""
    (q, k, v, aim), size = head(), TileSize.filling(int(A100_SRAM) // HALF, HEAD_DIM)
    chip = Chip()
    out, logsumexp = forward_by_columns(q, k, v, size, chip=chip)
    backward(aim, q, k, v, out, logsumexp, size, chip=chip)
    return chip


def flops_of(run: Callable[[], object]) -> int:
    """The FLOPs of the matrix products of one call, as torch counts them."""
    with FlopCounterMode(display=False) as counter:
        run()
    return int(counter.get_total_flops())


def elements_of(kib: int) -> int:
    return kib * KIB // HALF
