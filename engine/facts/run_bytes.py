"""What one decode step of the timed runs reads from memory, and so the most that a design can gain there."""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.weights import weights_read
from engine.fact import computed
from engine.facts.settings import DECODE_124M, DENSE, LAB_GQA, LAB_MHA, PROMPT_TOKENS, SPARSE
from engine.units import Bytes, Ratio, Table

DTYPE = "fp32"


@computed()
def run_bytes() -> Table:
    """Bytes that the last step of `gqa_run` and `moe_run` reads in fp32, weights and cache, and what gains they allow.

    `gqa_cache_ratio` is that of the two caches.
    """
    mha, gqa, dense, moe = (_read(model) for model in (LAB_MHA, LAB_GQA, DENSE, SPARSE))
    weights = {name: weights_read(model, dtype=DTYPE) for name, model in (("mha", LAB_MHA), ("gqa", LAB_GQA))}
    return Table(
        weights_mha=weights["mha"],
        weights_gqa=weights["gqa"],
        cache_share=Ratio(1 - weights["mha"] / mha),
        mha=mha,
        gqa=gqa,
        gqa_cache_ratio=Ratio(LAB_MHA.n_kv_heads / LAB_GQA.n_kv_heads),
        gqa_allowed=Ratio(mha / gqa),
        dense=dense,
        moe=moe,
        moe_allowed=Ratio(dense / moe),
    )


def _read(model: ModelConfig) -> Bytes:
    """A step reads every weight that it needs once, and what is cached."""
    length = PROMPT_TOKENS + DECODE_124M.new_tokens - 1
    return Bytes(weights_read(model, dtype=DTYPE) + kv_cache_bytes(model, seq_len=length, dtype=DTYPE))
