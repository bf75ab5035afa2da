"""Attention in tiles against the whole score matrix: what has to be kept, what moves, what is computed twice.

Traffic is counted where it happens: the loops over tiles tell a `Chip` what they load and store, and a plain
implementation's operations are seen one by one (`engine.attention.tiles.operations`). The published figures are those
of GPT-2 medium's attention in the paper (figure 2).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from engine.attention.tiles.by_columns import forward_by_columns
from engine.attention.tiles.forward import forward
from engine.attention.tiles.grid import TileSize
from engine.fact import computed, published
from engine.facts.tiles_counted import (
    A100_SRAM,
    BATCH,
    HALF,
    HEAD_DIM,
    HEADS,
    MATRICES,
    TOKENS,
    counted,
    elements_of,
    flops_of,
    full_bytes,
    passes,
    plain_attention,
    tiled,
    turned,
)
from engine.presets import preset
from engine.units import Bytes, Count, Flops, Ratio, Seconds, Series, Table

PAPER = "Dao et al., FlashAttention, 2022, arXiv:2205.14135"
SINGLE = 4  # bytes
PRODUCTS_AND_SOFTMAX = 11  # passes of algorithms 0 and 3: 4 forward, 7 back
CHIPS_KIB = (12, 24, 48, 96, 192)
LENGTHS = (1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)
LLAMA = preset("llama-2-7b")
LONG = 10_000


# ---- what has to be kept ----------------------------------------------------------------------------
@computed()
def score_matrix_10k() -> Table:
    """Score matrices of Llama 2 7B for 10,000 tokens in fp16: of one head, of a layer's heads, of all layers at once.

    `kept` is what tiles keep of a layer's in their place: one number in fp32 for each query of each head. `row` is one
    query's scores in one head, which are all that a step of decoding has: tiles are for prompts and for training.
    """
    head = Bytes(HALF * LONG**2)
    layer = Bytes(LLAMA.n_heads * head)
    kept = Bytes(SINGLE * LLAMA.n_heads * LONG)
    return Table(
        tokens=Count(LONG),
        n_heads=Count(LLAMA.n_heads),
        n_layers=Count(LLAMA.n_layers),
        row=Bytes(HALF * LONG),
        head=head,
        layer=layer,
        all_layers=Bytes(LLAMA.n_layers * layer),
        kept=kept,
        smaller=Ratio(layer / kept),
    )


@computed()
def scores_by_length() -> Series:
    """Score matrices of a layer of Llama 2 7B in fp16 by the length of the text, and what tiles keep in their place."""
    full = tuple(float(HALF * LLAMA.n_heads * tokens**2) for tokens in LENGTHS)
    kept = tuple(float(SINGLE * LLAMA.n_heads * tokens) for tokens in LENGTHS)
    return Series("tokens", LENGTHS, Bytes, {"full matrix": full, "tiles": kept})


# ---- what moves -------------------------------------------------------------------------------------
class Stated(NamedTuple):
    """What the paper's figure 2 says of plain attention and of tiles."""

    flops_plain: Flops
    flops_tiles: Flops
    moved_plain: Bytes
    moved_tiles: Bytes


STATED = Stated(Flops(66.6e9), Flops(75.2e9), Bytes(40.3e9), Bytes(4.4e9))


@published(source=f"{PAPER}, figure 2: forward and backward pass of GPT-2 medium's attention on an A100")
def flash_attention_stated() -> Table:
    """What the paper states of plain attention and of tiles: FLOPs, bytes from and to HBM, time; and their ratios."""
    return Table(
        tokens=Count(TOKENS),
        head_dim=Count(HEAD_DIM),
        n_heads=Count(HEADS),
        batch=Count(BATCH),
        flops_plain=STATED.flops_plain,
        flops_tiles=STATED.flops_tiles,
        moved_plain=STATED.moved_plain,
        moved_tiles=STATED.moved_tiles,
        time_plain=Seconds(41.7e-3),
        time_tiles=Seconds(7.3e-3),
        less_moved=Ratio(STATED.moved_plain / STATED.moved_tiles),
        faster=Ratio(41.7 / 7.3),
    )


@published(source=f"{PAPER}, section 2.1")
def a100_sram() -> Table:
    """Fast memory of one of an A100's multiprocessors, how many it has, and how many numbers in fp16 one holds."""
    return Table(each=A100_SRAM, multiprocessors=Count(108), numbers=Count(A100_SRAM / HALF))


@computed(source=f"{PAPER}, algorithm 1, line 1")
def tile_of_sram() -> Table:
    """The tile for one A100 multiprocessor in fp16 at 64 numbers a head, how many there are, and what of it they fill.

    `filled` is the most that stands on the chip in the forward pass, counted. `largest` is that of a chip of 4 · d²
    numbers, where the tile is a square: the rule leaves the scores out, so it takes a quarter more than there is.
    """
    elements = int(A100_SRAM) // HALF
    size, small = TileSize.filling(elements, HEAD_DIM), 4 * HEAD_DIM**2
    return Table(
        n_keys=Count(size.keys),
        n_queries=Count(size.queries),
        columns=Count(-(-TOKENS // size.keys)),
        filled=Ratio(counted(forward_by_columns, size).peak / elements),
        largest=Ratio(counted(forward_by_columns, TileSize.filling(small, HEAD_DIM)).peak / small),
    )


@computed(source=f"{PAPER}, theorem 2")
def tile_traffic() -> Series:
    """Bytes moved by one head's forward pass (1,024 tokens, 64 numbers, fp16), by KiB of the chip.

    *keys stay* is the paper's algorithm 1, *queries stay* the order of FlashAttention-2; the outer tile has a quarter
    of the chip. The full matrix is four passes over the scores, and queries, keys, values and outputs.
    """
    sizes = [TileSize.filling(elements_of(kib), HEAD_DIM) for kib in CHIPS_KIB]
    full = full_bytes()
    return Series(
        "chip, KiB", CHIPS_KIB, Bytes,
        {
            "full matrix": (float(full),) * len(sizes),
            "keys stay": tuple(float(HALF * counted(forward_by_columns, size).moved) for size in sizes),
            "queries stay": tuple(float(HALF * counted(forward, turned(size)).moved) for size in sizes),
        },
    )  # fmt: skip


@computed(source=f"{PAPER}, theorem 2", atol=1e-9)
def traffic_rule() -> Table:
    """What is counted over the theorem's N² d² / M, in both orders, on a chip of 12 KiB (N 1,024, d 64, fp16).

    From the loops one expects 12 where keys stay and 8 where queries do. `halved` is how much more moves than on a
    chip of twice the size. At M = 3 d² numbers, `even_at`, 12 N² d² / M are the four passes over a full matrix:
    `even` is what is counted there over what the full matrix moves. On a smaller chip tiles move more. `full` is what
    the full matrix moves over its own rule, N d + N². `causal` is what tiles of 64 × 64 read, queries staying, if those
    in which nothing counts are left out, over what they read with all.
    """
    elements, even_at = elements_of(CHIPS_KIB[0]), 3 * HEAD_DIM**2
    rule = TOKENS**2 * HEAD_DIM**2 / elements
    size, twice, even = (TileSize.filling(each, HEAD_DIM) for each in (elements, 2 * elements, even_at))
    keys_stay = counted(forward_by_columns, size).moved
    side = TileSize(queries=HEAD_DIM, keys=HEAD_DIM)
    return Table(
        keys_stay=Ratio(keys_stay / rule),
        queries_stay=Ratio(counted(forward, turned(size)).moved / rule),
        halved=Ratio(keys_stay / counted(forward_by_columns, twice).moved),
        even_at=Bytes(HALF * even_at),
        even=Ratio(HALF * counted(forward_by_columns, even).moved / full_bytes()),
        full=Ratio(full_bytes() / HALF / (TOKENS * HEAD_DIM + TOKENS**2)),
        causal=Ratio(counted(partial(forward, causal=True), side).read / counted(forward, side).read),
    )


@computed(source=f"{PAPER}, algorithms 0 and 3; its figure 2 for what is stated", atol=1e-6)
def gpt2_medium_traffic() -> Table:
    """Bytes that GPT-2 medium's attention moves forward and back, counted, beside what the paper states.

    A pass is one reading or writing of all score matrices in fp16. `bare` has no mask and no dropout, `mask` and
    `dropout` are what each adds; `vectors` are queries, keys, values, outputs and their gradients. A quarter of a pass
    is the scale, for which queries are read and written alone: the public baseline has it inside the product, and so
    18.75 passes. Tiles: algorithm 1 forward, FlashAttention-2's algorithm 2 back, for the tile of `tile_of_sram`.
    """
    mask, dropout = (Ratio(passes(**{name: True}) - passes()) for name in ("mask", "dropout"))
    full = Bytes(passes(mask=True, dropout=True) * MATRICES)
    tiles = Bytes(BATCH * HEADS * HALF * tiled().moved)
    return Table(
        matrices=MATRICES,
        passes=Ratio(full / MATRICES),
        bare=Ratio(passes()),
        mask=mask,
        dropout=dropout,
        vectors=Ratio(passes() - PRODUCTS_AND_SOFTMAX),
        plain=full,
        tiles=tiles,
        less_moved=Ratio(full / tiles),
        passes_stated=Ratio(STATED.moved_plain / MATRICES),
        plain_of_stated=Ratio(full / STATED.moved_plain),
        tiles_of_stated=Ratio(tiles / STATED.moved_tiles),
    )


@computed(source=f"{PAPER}, algorithms 0 to 4; its figure 2 for what is stated")
def gpt2_medium_flops() -> Table:
    """FLOPs of the products in GPT-2 medium's attention forward and back: six with a kept score matrix, seven in tiles.

    `product` is one of them. The paper states fewer, and a smaller growth; what it adds in tiles is one product of
    `stated_heads` heads, not of all.
    """
    product = Flops(2 * BATCH * HEADS * TOKENS**2 * HEAD_DIM)
    plain, tiles = Flops(flops_of(plain_attention())), Flops(BATCH * HEADS * flops_of(tiled))
    added = STATED.flops_tiles - STATED.flops_plain
    return Table(
        product=product,
        plain=plain,
        tiles=tiles,
        products_plain=Ratio(plain / product),
        products_tiles=Ratio(tiles / product),
        more=Ratio(tiles / plain),
        more_stated=Ratio(STATED.flops_tiles / STATED.flops_plain),
        stated_heads=Count(round(added / product * BATCH * HEADS)),
        all_heads=Count(BATCH * HEADS),
    )
