"""Grouped-query attention: what the memory estimator of the lab gives.

Source of the mechanism: Ainslie et al., "GQA: Training Generalized Multi-Query Transformer Models from
Multi-Head Checkpoints", 2023, arXiv:2305.13245.
"""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.fact import computed, published
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Series, Table

SEQ_LEN = 32768
KV_HEADS = (32, 16, 8, 4, 2, 1)


def estimator_model(n_kv_heads: int) -> ModelConfig:
    """The estimator's model: Llama 2 7B's shape (32 layers, 32 heads) with a longer window."""
    return preset("llama-2-7b").replace(n_kv_heads=n_kv_heads, max_seq_len=SEQ_LEN)


@computed()
def gqa_estimate() -> Table:
    """KV cache of 32 layers and 32 heads for 32,768 tokens in bf16: 32 K/V sets against 8 and 1."""
    full, shared, single = (kv_cache_bytes(estimator_model(n), seq_len=SEQ_LEN) for n in (32, 8, 1))
    return Table(
        seq_len=Count(SEQ_LEN),
        kv_heads_mha=Count(32),
        kv_heads_gqa=Count(8),
        kv_heads_mqa=Count(1),
        mha=full,
        gqa=shared,
        mqa=single,
        ratio=Ratio(full / shared),
        saved=Ratio(1 - shared / full),
        saved_mqa=Ratio(1 - single / full),
    )


@published(source="Ainslie et al., GQA, 2023, arXiv:2305.13245, abstract")
def gqa_uptraining_stated() -> Ratio:
    """Share of the compute of pretraining that turns a trained multi-head model into one with shared K/V sets."""
    return Ratio(0.05)


@computed()
def gqa_by_kv_heads() -> Series:
    """KV cache of the same model for every number of K/V sets from 32 (MHA) to 1 (MQA)."""
    caches = tuple(kv_cache_bytes(estimator_model(n), seq_len=SEQ_LEN) for n in KV_HEADS)
    return Series("K/V sets", KV_HEADS, Bytes, {"KV cache": caches})
