"""What the size of a KV cache is made of, factor by factor."""

from __future__ import annotations

from engine.cost.dtypes import element_bytes
from engine.cost.kv_cache import kv_cache_bytes
from engine.fact import computed
from engine.facts.gqa import SEQ_LEN, estimator_model
from engine.units import Count, Table

DTYPE = "bf16"


@computed()
def kv_factors() -> Table:
    """The factors of a KV cache and their product: a model of Llama 2 7B's shape with 8 K/V sets, 32,768 tokens."""
    model = estimator_model(8)
    return Table(
        keys_and_values=Count(2),
        n_layers=Count(model.n_layers),
        n_kv_heads=Count(model.n_kv_heads),
        head_dim=Count(model.head_dim),
        tokens=Count(SEQ_LEN),
        bytes_each=Count(element_bytes(DTYPE)),
        cache=kv_cache_bytes(model, seq_len=SEQ_LEN, dtype=DTYPE),
    )
