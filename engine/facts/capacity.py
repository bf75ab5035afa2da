"""How many requests fit beside the weights on one GPU."""

from __future__ import annotations

from engine.cost.capacity import max_requests
from engine.cost.weights import weight_bytes
from engine.fact import computed
from engine.facts.hardware import A100, RTX_4090
from engine.facts.kv_cache import LLAMA_2_7B, LLAMA_3_8B, LLAMA_3_8B_MHA
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Table

# Share of the memory kept for activations and the runtime: about what vLLM keeps if nobody says otherwise.
RESERVE = 0.1


@computed()
def capacity_24gb() -> Table:
    """Requests that fit on a 24 GB card in 16 bits: Llama 2 7B at 2,048 and 4,096 tokens, Llama 3 8B at 2,048."""
    return Table(
        memory=RTX_4090.memory,
        seq_len=Count(2048),
        seq_len_long=Count(4096),
        reserve=Ratio(RESERVE),
        weights_llama_2_7b=weight_bytes(LLAMA_2_7B),
        llama_2_7b_2k=max_requests(LLAMA_2_7B, RTX_4090, seq_len=2048, reserve=RESERVE),
        llama_2_7b_4k=max_requests(LLAMA_2_7B, RTX_4090, seq_len=4096, reserve=RESERVE),
        llama_3_8b_2k=max_requests(LLAMA_3_8B, RTX_4090, seq_len=2048, reserve=RESERVE),
    )


@computed()
def capacity_gqa() -> Table:
    """Full 8,192-token requests of Llama 3 8B on an A100 80 GB: with a K/V set a head, and with its shared sets."""
    mha, gqa = (max_requests(m, A100, seq_len=8192, reserve=RESERVE) for m in (LLAMA_3_8B_MHA, LLAMA_3_8B))
    return Table(seq_len=Count(8192), mha=mha, gqa=gqa, ratio=Ratio(gqa / mha))


@computed()
def weights_16_bit() -> Table:
    """Weights in 16 bits of models that are said to fit one card: Llama 2 7B and 13B, Llama 3 8B and 70B."""
    names = {
        "llama_2_7b": "llama-2-7b",
        "llama_2_13b": "llama-2-13b",
        "llama_3_8b": "llama-3-8b",
        "llama_3_70b": "llama-3-70b",
    }
    return Table(**{field: Bytes(weight_bytes(preset(name))) for field, name in names.items()})
