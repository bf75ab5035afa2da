"""What weights take in few bits: their codes, and the scales and offsets that a few of them share."""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.dtypes import element_bytes, require_positive
from engine.cost.parameters import parameters
from engine.cost.weights import weight_bytes, weights_read
from engine.units import Bytes

SCALE = 2
"""Bytes of a scale, and of an offset: bf16."""
BITS = {"int8": 8, "int4": 4}
"""Types whose weights may share a scale in groups."""


def narrow_bytes(rows: int, columns: int, *, bits: int, group: int | None = None, offsets: bool = False) -> Bytes:
    """A matrix in so many bits with a scale for each group of a row, or for each row. Three bits stand in four.

    rows · columns · bits / 8 + rows · groups · (2, or 4 with offsets). Raises ValueError where groups do not divide.
    """
    require_positive(rows=rows, columns=columns, bits=bits, group=group or columns)
    groups, rest = divmod(columns, group or columns)
    if rest:
        raise ValueError(f"rows of {columns} weights are no whole number of groups of {group}")
    return Bytes(rows * columns * (bits + bits % 2) / 8 + rows * groups * SCALE * (1 + offsets))


def narrow_weight_bytes(
    config: ModelConfig, *, bits: int, group: int | None = None, offsets: bool = False, rest: str = "bf16"
) -> Bytes:
    """All weights of a model whose linear layers are narrow; embeddings, norms and head are of the type `rest`."""
    matrices = linear_shapes(config)
    narrow = sum(narrow_bytes(*shape, bits=bits, group=group, offsets=offsets) for shape in matrices)
    others = parameters(config).total - sum(rows * columns for rows, columns in matrices)
    return Bytes(narrow + others * element_bytes(rest))


def held_bytes(config: ModelConfig, *, dtype: str = "bf16", group: int | None = None) -> Bytes:
    """All weights: each an element of `dtype`, or with `group` the linear layers so and the rest in bf16.

    Raises ValueError for a `group` of a type that has none.
    """
    if group is None:
        return weight_bytes(config, dtype=dtype)
    if dtype not in BITS:
        raise ValueError(f"weights in {dtype} share no scale in groups; those in {' and '.join(BITS)} do")
    require_positive(group=group)
    return narrow_weight_bytes(config, bits=BITS[dtype], group=group)


def read_bytes(config: ModelConfig, *, batch: int = 1, dtype: str = "bf16", group: int | None = None) -> Bytes:
    """What of `held_bytes` a step of `batch` tokens reads: all but the embedding, where that is not the head too."""
    if group is None:
        return weights_read(config, batch=batch, dtype=dtype)
    left = weight_bytes(config) - weights_read(config, batch=batch)
    return Bytes(held_bytes(config, dtype=dtype, group=group) - left)


def linear_shapes(config: ModelConfig) -> list[tuple[int, int]]:
    """Rows and columns of all linear layers of all blocks. Raises ValueError for blocks that are not all alike."""
    if config.moe is not None or not set(config.kinds) <= {"full", "window"}:
        raise ValueError(
            "scales are counted only where all blocks are alike: full or window attention, one feed-forward layer"
        )
    queries, keys = config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim
    attention = [(queries + 2 * keys, config.d_model), (config.d_model, queries)]
    attention += [(queries, config.d_model)] if config.output_gate else []
    up = [(config.d_ff, config.d_model)] * (1 if config.ffn == "gelu" else 2)
    return [*attention, *up, (config.d_model, config.d_ff)] * config.n_layers
