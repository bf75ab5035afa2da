"""Attention in tiles measured on one machine beside the full matrix and PyTorch's own kernels: time and memory.

Our tiles are a loop in Python, there to be read and not to be fast; SDPA and FlexAttention do the same in compiled
code. Before anything is timed it is asked whether it computes the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.attention.flex_attention import BlockMask, create_block_mask, flex_attention

from engine.allocated import allocated
from engine.attention.tiles.attend import attend as in_tiles
from engine.attention.tiles.grid import TileSize
from engine.attention.ways.written import attend as with_matrix
from engine.fact import Settings, measured
from engine.measure import quickest
from engine.units import Bytes, Ratio, Table

N_HEADS, FEW, HEAD_DIM, TOKENS = 12, 4, 64, 2048
FP32 = 4  # bytes
TILE = 256  # queries and keys
TILES = (32, 64, 128, 256, 512, 1024, 2048)
SAME = 1e-5  # in fp32; most numbers are near 1
SCORES = Bytes(FP32 * FEW * TOKENS**2)
TILES_2048 = Settings(
    model="causal attention alone, 12 heads of 64 numbers, random queries, keys and values",
    dtype="fp32",
    batch=1,
    prompt="2,048 random vectors",
    new_tokens=0,
    threads=1,
    seed=123,
)

# Counting memory slows every operation down, and small tiles are slow.
TILES_FEW = replace(TILES_2048, model="causal attention alone, 4 heads of 64 numbers, random queries, keys and values")

Attention = Callable[[Tensor, Tensor, Tensor], Tensor]


@measured(
    claim=lambda t: t["sdpa"] < t["tiles"] and t["sdpa"] < t["full"] and t["flex"] < t["full"],
    settings=TILES_2048, repeats=3,
)  # fmt: skip
def tiles_forward() -> Table:
    """A forward pass with the full matrix, in tiles of 256, by SDPA and by FlexAttention, compiled; `gain_…` over full.

    The full matrix computes the hidden half of all pairs too, which the others leave out.
    """
    times = {name: quickest(partial(_forward, run), calls=1) for name, run in {**trainable(), "flex": flex()}.items()}
    return Table(**times, **{f"gain_{name}": Ratio(times["full"] / taken) for name, taken in times.items()})


@measured(claim=lambda t: t["sdpa"] < t["tiles"] and t["sdpa"] < t["full"], settings=TILES_2048, repeats=3)
def tiles_training() -> Table:
    """A pass forward and back of the same, but for FlexAttention, which has no backward pass on a CPU."""
    times = {name: quickest(partial(_both_ways, run), calls=1) for name, run in trainable().items()}
    return Table(**times, **{f"gain_{name}": Ratio(times["full"] / taken) for name, taken in times.items()})


@measured(
    claim=lambda t: t["full"] > SCORES > 10 * max(t["tiles"], t["sdpa"])
    and t["kept_full"] > SCORES > 10 * t["kept_tiles"],
    settings=TILES_FEW, repeats=2, warm_up=0,
)  # fmt: skip
def tiles_memory() -> Table:
    """The most that each holds at once beyond queries, keys and values, in a pass forward; `both_…` with the way back.

    `kept_…` is what is held between the two, `scores` one score matrix of all heads.
    """
    runs = trainable()
    peaks = {name: allocated(partial(_forward, run, FEW)).peak for name, run in runs.items()}
    kept = {f"kept_{name}": allocated(partial(run, *tensors(FEW, back=True))).kept for name, run in runs.items()}
    both = {f"both_{name}": allocated(partial(_both_ways, run, FEW)).peak for name, run in runs.items()}
    return Table(
        scores=SCORES,
        less=Ratio(peaks["full"] / peaks["tiles"]),
        less_kept=Ratio(kept["kept_full"] / kept["kept_tiles"]),
        **peaks,
        **kept,
        **both,
    )


@measured(claim=lambda t: t["tile_32"] > t["tile_64"] > t["tile_256"], settings=TILES_FEW, repeats=3)
def tile_size_run() -> Table:
    """A forward pass by the size of the tile, from 32 to 2,048 queries and keys."""
    q, k, v = tensors(FEW)
    sizes = {f"tile_{each}": TileSize(queries=each, keys=each) for each in TILES}
    times = {
        name: quickest(partial(in_tiles, q, k, v, causal=True, size=size), calls=1) for name, size in sizes.items()
    }
    return Table(**times, slowest=Ratio(times["tile_32"] / min(times.values())))


# ---- what runs --------------------------------------------------------------------------------------
@cache
def tensors(n_heads: int, *, back: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values [1, H, T, D], which take gradients where a way back is to follow."""
    random = torch.Generator().manual_seed(TILES_2048.seed)
    q, k, v = (torch.randn(1, n_heads, TOKENS, HEAD_DIM, generator=random).requires_grad_(back) for _ in range(3))
    return q, k, v


@cache
def trainable() -> Mapping[str, Attention]:
    """Those that have a way back, asked before they run against each other."""
    size = TileSize(queries=TILE, keys=TILE)
    runs: dict[str, Attention] = {
        "full": partial(with_matrix, may_look=torch.ones(TOKENS, TOKENS, dtype=torch.bool).tril()),
        "tiles": partial(in_tiles, causal=True, size=size),
        "sdpa": partial(F.scaled_dot_product_attention, is_causal=True),
    }
    return {name: asked(name, run) for name, run in runs.items()}


@cache
def flex() -> Attention:
    """FlexAttention, compiled for these shapes, with the blocks that count."""
    compiled = torch.compile(flex_attention, dynamic=False)
    return asked("flex", partial(compiled, block_mask=causal_blocks()))


def causal_blocks() -> BlockMask:
    def looks_back(batch: Tensor, head: Tensor, query: Tensor, key: Tensor) -> Tensor:
        return query >= key

    return create_block_mask(looks_back, None, None, TOKENS, TOKENS, device="cpu")


def asked(name: str, run: Attention) -> Attention:
    """The run, if it gives what SDPA gives; else ValueError."""
    difference = float((_forward(run) - expected()).abs().max())
    if difference > SAME:
        raise ValueError(f"{name} is {difference:.1e} off SDPA; it can't race")
    return run


@cache
def expected() -> Tensor:
    return F.scaled_dot_product_attention(*tensors(N_HEADS), is_causal=True)


def _forward(run: Attention, n_heads: int = N_HEADS) -> Tensor:
    with torch.no_grad():
        return run(*tensors(n_heads))


def _both_ways(run: Attention, n_heads: int = N_HEADS) -> None:
    inputs = tensors(n_heads, back=True)
    torch.autograd.grad(run(*inputs).mean(), inputs)
