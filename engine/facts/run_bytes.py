"""What a decode step of the timed runs of MHA and GQA reads from memory, and the most that fewer K/V sets gain so."""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.weights import weights_read
from engine.fact import computed
from engine.facts.settings import DECODE_124M, LAB_GQA, LAB_MHA, PROMPT_TOKENS
from engine.units import Bytes, Ratio, Table

DTYPE = "fp32"


@computed()
def run_bytes() -> Table:
    """Bytes that the last step of `gqa_run` reads in fp32, weights and cache, and the gain that they allow.

    `gqa_cache_ratio` is that of the two caches.
    """
    mha, gqa = _read(LAB_MHA), _read(LAB_GQA)
    weights = {name: weights_read(model, dtype=DTYPE) for name, model in (("mha", LAB_MHA), ("gqa", LAB_GQA))}
    return Table(
        weights_mha=weights["mha"],
        weights_gqa=weights["gqa"],
        cache_share=Ratio(1 - weights["mha"] / mha),
        mha=mha,
        gqa=gqa,
        gqa_cache_ratio=Ratio(LAB_MHA.n_kv_heads / LAB_GQA.n_kv_heads),
        gqa_allowed=Ratio(mha / gqa),
    )


def _read(model: ModelConfig) -> Bytes:
    """A step reads every weight that it needs once, and what is cached."""
    length = PROMPT_TOKENS + DECODE_124M.new_tokens - 1
    return Bytes(weights_read(model, dtype=DTYPE) + kv_cache_bytes(model, seq_len=length, dtype=DTYPE))
