"""Sliding-window attention with a cache that keeps the window only.

Sources: Beltagy et al., "Longformer", 2020, arXiv:2004.05150; Jiang et al., "Mistral 7B", 2023, arXiv:2310.06825.
"""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.fact import computed, published
from engine.facts.gqa import SEQ_LEN, estimator_model
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Series, Table

MISTRAL = preset("mistral-7b-v0.1")
WINDOW = 1024
FIVE_TO_ONE = ("window",) * 5 + ("full",)
WINDOWS = (512, 1024, 4096, 16384, 32768)


def windowed(model: ModelConfig, window: int = WINDOW) -> ModelConfig:
    """The model with five local layers to each global one."""
    return model.replace(layers=FIVE_TO_ONE, window=window)


@computed()
def window_estimate() -> Table:
    """KV cache of 32 layers for 32,768 tokens in bf16: window of 1,024, five local layers to one global."""
    mha, gqa = estimator_model(32), estimator_model(8)
    sizes = {
        "mha": mha,
        "gqa": gqa,
        "mha_window": windowed(mha),
        "gqa_window": windowed(gqa),
    }
    caches = {name: kv_cache_bytes(model, seq_len=SEQ_LEN) for name, model in sizes.items()}
    return Table(
        seq_len=Count(SEQ_LEN),
        window=Count(WINDOW),
        **caches,
        ratio=Ratio(caches["mha"] / caches["mha_window"]),
        saved=Ratio(1 - caches["mha_window"] / caches["mha"]),
    )


@computed()
def window_by_size() -> Series:
    """KV cache of the same 32 layers for 32,768 tokens, five local layers to one global, by window size."""
    caches = tuple(kv_cache_bytes(windowed(estimator_model(32), w), seq_len=SEQ_LEN) for w in WINDOWS)
    return Series("window in tokens", WINDOWS, Bytes, {"KV cache": caches})


@computed()
def mistral_window() -> Table:
    """Mistral 7B v0.1 at the most tokens that it takes: its window's cache, and what full attention would keep."""
    length = MISTRAL.max_seq_len
    full = MISTRAL.replace(layers=("full",), window=None)
    kept, whole = kv_cache_bytes(MISTRAL, seq_len=length), kv_cache_bytes(full, seq_len=length)
    return Table(
        window=Count(MISTRAL.window or length),
        seq_len=Count(length),
        cache_full=whole,
        cache_window=kept,
        ratio=Ratio(whole / kept),
    )


@computed()
def window_short_text() -> Table:
    """The estimator's model at 1,024 tokens: with a window as long as the text nothing is saved."""
    mha = estimator_model(32)
    return Table(
        seq_len=Count(WINDOW),
        mha=kv_cache_bytes(mha, seq_len=WINDOW),
        mha_window=kv_cache_bytes(windowed(mha), seq_len=WINDOW),
    )


@published(source="Gemma Team, Gemma 3, 2025, arXiv:2503.19786; google/gemma-3-27b-pt, config.json")
def gemma_window() -> Table:
    """Gemma 3 27B: tokens that a local layer sees, and local layers to each global one."""
    model = preset("gemma-3-27b")
    kinds = model.kinds
    return Table(window=Count(model.window or model.max_seq_len), local=Count(kinds.index("full")))
