"""Llama 3 8B's cache worked out, at lengths beyond its own window too, and by how many heads share a K/V set."""

from __future__ import annotations

from engine.cost.dtypes import element_bytes
from engine.cost.kv_cache import kv_cache_bytes
from engine.fact import computed
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Table

LLAMA = preset("llama-3-8b")
TOKENS, LONG = 4096, 131072
DTYPE = "bf16"


@computed()
def kv_factors_8b() -> Table:
    """The factors of Llama 3 8B's cache of one sequence of 4,096 tokens in bf16, and their product."""
    return Table(
        keys_and_values=Count(2),
        n_layers=Count(LLAMA.n_layers),
        n_kv_heads=Count(LLAMA.n_kv_heads),
        head_dim=Count(LLAMA.head_dim),
        tokens=Count(TOKENS),
        bytes_each=Count(element_bytes(DTYPE)),
        cache=_cache(LLAMA.n_kv_heads, TOKENS),
    )


@computed()
def kv_cache_128k() -> Table:
    """One sequence of 131,072 tokens in Llama 3 8B's shape in bf16: with its 8 K/V sets, and if every head had one.

    Llama 3 8B itself ends at `window`; Llama 3.1 8B has the same shape and the longer window.
    """
    shared, wrong = _cache(LLAMA.n_kv_heads, LONG), _cache(LLAMA.n_heads, LONG)
    return Table(
        tokens=Count(LONG),
        window=Count(LLAMA.max_seq_len),
        shared=shared,
        every_head=wrong,
        too_much=Ratio(wrong / shared),
    )


@computed(source="Shazeer, 2019, arXiv:1911.02150 (MQA); Ainslie et al., 2023, arXiv:2305.13245 (GQA)")
def kv_sets() -> Table:
    """Llama 3 8B's shape as MHA, as the GQA that it is, and as MQA: heads' projections a layer, 4,096-token caches.

    A projection here is one head's matrix for queries, keys or values.
    """
    sets = {"mha": LLAMA.n_heads, "gqa": LLAMA.n_kv_heads, "mqa": 1}
    caches = {name: _cache(n, TOKENS) for name, n in sets.items()}
    return Table(
        seq_len=Count(TOKENS),
        n_heads=Count(LLAMA.n_heads),
        **{f"{name}_sets": Count(n) for name, n in sets.items()},
        **{f"{name}_matrices": Count(LLAMA.n_heads + 2 * n) for name, n in sets.items()},
        **caches,
        gqa_less=Ratio(caches["mha"] / caches["gqa"]),
        mqa_less=Ratio(caches["mha"] / caches["mqa"]),
    )


def _cache(n_kv_heads: int, tokens: int) -> Bytes:
    shape = LLAMA.replace(n_kv_heads=n_kv_heads, max_seq_len=max(LLAMA.max_seq_len, tokens))
    return kv_cache_bytes(shape, seq_len=tokens, dtype=DTYPE)
