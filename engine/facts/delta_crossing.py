"""From how many tokens a delta layer keeps less than an attention layer, which depends on how many K/V sets that has.

Both kinds of layer are counted once: a ratio of layers changes neither side of the comparison.
"""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.kv_cache import bytes_per_token, state_bytes
from engine.fact import computed
from engine.facts.delta import DELTA, FULL, QWEN3_NEXT
from engine.facts.long_shapes import BASE, DESIGNS, DTYPE
from engine.units import Count, Series, Table

LAB_SETS = (1, 2, 3, 4, 6, 8, 12, 24)
WIDE_SETS = (1, 2, 4, 8, 16)


@computed()
def delta_crossing() -> Series:
    """Tokens from which a delta layer keeps less than an attention layer, by its K/V sets: 24 heads of 32, fp32."""
    return Series(
        "K/V sets",
        LAB_SETS,
        Count,
        {"tokens": tuple(crossing(DESIGNS["delta"], BASE.replace(n_kv_heads=n), DTYPE) for n in LAB_SETS)},
    )


@computed()
def delta_crossing_wide() -> Table:
    """Tokens from which a delta layer keeps less: 16 heads of 128 in bf16 by K/V sets, and Qwen3-Next's own layers."""
    sets = {f"sets_{n}": crossing(DELTA, FULL.replace(n_kv_heads=n), "bf16") for n in WIDE_SETS}
    full = QWEN3_NEXT.replace(layers=("full",), delta=None)
    pure = QWEN3_NEXT.replace(layers=("delta",))
    return Table(
        **sets,
        qwen3_next=crossing(pure, full, "bf16"),
        qwen3_next_kv_heads=Count(full.n_kv_heads),
    )


def crossing(state: ModelConfig, attention: ModelConfig, dtype: str) -> Count:
    """The first number of tokens whose keys and values take more than the state. Both models have as many layers."""
    return Count(state_bytes(state, dtype=dtype) // bytes_per_token(attention, dtype=dtype) + 1)
