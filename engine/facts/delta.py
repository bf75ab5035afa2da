"""Gated DeltaNet: a state of fixed size in place of a growing cache.

Source of the mechanism: Yang, Kautz and Hatamizadeh, "Gated Delta Networks", 2024, arXiv:2412.06464.
"""

from __future__ import annotations

import math

from engine.config import DeltaConfig, ModelConfig
from engine.cost.kv_cache import (
    STATE_BYTES,
    bytes_per_token,
    convolution_state_bytes,
    kv_cache_bytes,
    recurrent_state_bytes,
    state_bytes,
)
from engine.fact import computed
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Series, Table

SEQ_LEN = 131072
LENGTHS = (2048, 8192, 32768, 131072)
FULL = ModelConfig(
    n_layers=48, n_heads=16, n_kv_heads=16, head_dim=128, d_model=2048, d_ff=8192, vocab_size=50257, max_seq_len=SEQ_LEN
)
STATE = DeltaConfig(n_k_heads=16, n_v_heads=16, k_dim=128, v_dim=128, conv=4)
DELTA = FULL.replace(layers=("delta",), delta=STATE)
MIXED = FULL.replace(layers=("delta", "delta", "delta", "full"), delta=STATE)
QWEN3_NEXT = preset("qwen3-next-80b-a3b")


@computed()
def delta_estimate() -> Table:
    """Memory of 48 layers for 131,072 tokens: full attention's cache, a pure delta state, a mix of three to one.

    `state` is what is held in practice: matrices in fp32 and the short convolution's inputs. The `_bf16` fields
    count the matrices alone in 16 bits, as the published estimate does.
    """
    full = kv_cache_bytes(FULL, seq_len=SEQ_LEN)
    state, mixed = kv_cache_bytes(DELTA, seq_len=SEQ_LEN), kv_cache_bytes(MIXED, seq_len=SEQ_LEN)
    mixed_bf16 = mixed - state_bytes(MIXED) + recurrent_state_bytes(MIXED) * 2 / STATE_BYTES
    return Table(
        n_layers=Count(FULL.n_layers),
        seq_len=Count(SEQ_LEN),
        mha=full,
        state=state,
        mixed=mixed,
        ratio=Ratio(full / mixed),
        state_bf16=Bytes(recurrent_state_bytes(DELTA) * 2 / STATE_BYTES),
        mixed_bf16=Bytes(mixed_bf16),
        ratio_bf16=Ratio(full / mixed_bf16),
    )


@computed()
def delta_by_length() -> Series:
    """Memory of the same 48 layers as the text grows: full attention, three delta layers to one full, delta alone."""
    return memory_at(LENGTHS)


def memory_at(lengths: tuple[int, ...]) -> Series:
    """Memory of the three mixes of layers, by tokens in the sequence."""
    models = {"Full attention": FULL, "3 : 1 mix": MIXED, "Delta only": DELTA}
    lines = {name: tuple(kv_cache_bytes(model, seq_len=n) for n in lengths) for name, model in models.items()}
    return Series("tokens in the sequence", lengths, Bytes, lines)


@computed()
def delta_break_even() -> Count:
    """Tokens from which full attention's cache is larger than the delta state."""
    return Count(math.floor(state_bytes(DELTA) / bytes_per_token(FULL)) + 1)


@computed()
def qwen3_next() -> Table:
    """Qwen3-Next 80B-A3B: cache that a token adds, fixed state a sequence, and layers of each kind."""
    return Table(
        per_token=bytes_per_token(QWEN3_NEXT),
        state=recurrent_state_bytes(QWEN3_NEXT),
        convolution=convolution_state_bytes(QWEN3_NEXT),
        delta_layers=Count(QWEN3_NEXT.kinds.count("delta")),
        full_layers=Count(QWEN3_NEXT.kinds.count("full")),
    )
