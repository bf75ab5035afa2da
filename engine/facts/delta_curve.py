"""A cache that grows beside a state that does not, from texts so short that the state is the larger one."""

from __future__ import annotations

from engine.cost.kv_cache import kv_cache_bytes
from engine.fact import computed
from engine.facts.delta import DELTA, FULL, MIXED
from engine.units import Bytes, Series

LENGTHS = (32, 128, 512, 2048, 8192, 32768, 131072)


@computed()
def delta_curve() -> Series:
    """Memory of 48 layers from 32 to 131,072 tokens: full attention, three delta layers to one full, delta alone."""
    models = {"Full attention": FULL, "3 : 1 mix": MIXED, "Delta only": DELTA}
    return Series(
        "tokens in the sequence",
        LENGTHS,
        Bytes,
        {name: tuple(kv_cache_bytes(model, seq_len=n) for n in LENGTHS) for name, model in models.items()},
    )
