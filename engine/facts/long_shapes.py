"""Designs of one small model on long texts, and the bytes that a step of each reads. No torch here.

All share one base, of GPT-2 124M's size: 24 heads of 32 numbers, so that fewer K/V sets divide them, rotary positions,
a gated feed-forward layer. Each design changes one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig
from engine.cost.flops import decode_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.weights import weights_read
from engine.fact import Settings, computed
from engine.facts.settings import DENSE
from engine.units import Bytes, Count, FlopsPerByte, Ratio, Table

LENGTHS: Mapping[str, int] = MappingProxyType({"2k": 2048, "8k": 8192, "16k": 16384})
STEPS = 16
DTYPE = "fp32"
LONG_STEPS = Settings(
    model="GPT-2 124M's size with 24 heads, rotary positions and SwiGLU; random weights, random cache",
    dtype=DTYPE,
    batch=1,
    prompt="2,048, 8,192 and 16,384 random keys and values a head",
    new_tokens=STEPS,
    threads=1,
    seed=123,
)

BASE = DENSE.replace(n_heads=24, n_kv_heads=24, head_dim=32, position="rope", max_seq_len=max(LENGTHS.values()))
# As many numbers a token and layer as four K/V sets of 32, so that both caches are of one size.
LATENT = LatentConfig(kv_latent=224, rope_dim=32, nope_dim=32, v_dim=32)
STATE = DeltaConfig(n_k_heads=24, n_v_heads=24, k_dim=32, v_dim=32, conv=4)
# The feed-forward layer cut into eight experts, and eight experts of which the two at work are as large as it.
EQUAL_TOTAL = BASE.replace(d_ff=0, moe=MoeConfig(n_experts=8, top_k=2, d_ff_expert=BASE.d_ff // 8))
EQUAL_ACTIVE = BASE.replace(d_ff=0, moe=MoeConfig(n_experts=8, top_k=2, d_ff_expert=BASE.d_ff // 2))

DESIGNS: Mapping[str, ModelConfig] = MappingProxyType(
    {
        "mha": BASE,
        "gqa": BASE.replace(n_kv_heads=4),
        "mqa": BASE.replace(n_kv_heads=1),
        "swa": BASE.replace(layers=("window",) * 5 + ("full",), window=512),
        "mla": BASE.replace(layers=("latent",), mla=LATENT),
        "hybrid": BASE.replace(layers=("delta",) * 3 + ("full",), delta=STATE),
        "delta": BASE.replace(layers=("delta",), delta=STATE),
        "moe": EQUAL_TOTAL,
    }
)


@computed()
def long_bytes() -> Table:
    """Bytes that a decode step reads behind 2,048, 8,192 and 16,384 tokens in fp32, weights and cache, for 8 designs.

    A design's `gain` is how many times fewer bytes it reads than full attention. GQA keeps 4 K/V sets, MQA one; MLA as
    many numbers a token as GQA; SWA a window of 512 in five layers of six; the hybrid has a delta state in three layers
    of four, `delta` in all; MoE is the dense layer cut into 8 experts, two of them at work.
    """
    read = {(name, at): bytes_read(config, LENGTHS[at]) for name, config in DESIGNS.items() for at in LENGTHS}
    sizes = {f"{name}_{at}": size for (name, at), size in read.items()}
    gains = {f"{name}_gain_{at}": Ratio(read["mha", at] / size) for (name, at), size in read.items() if name != "mha"}
    return Table(**sizes, **gains)


@computed()
def long_cache() -> Table:
    """What the 8 designs keep behind 16,384 tokens in fp32, and FLOPs of attention for each byte that it reads of that.

    More FLOPs a byte than a machine does while it reads one, its ridge, and the step no longer follows the bytes: the
    24 query heads of a latent share each of its numbers. `swa_window`, `gqa_kv_heads` … are the designs' own sizes.
    """
    length = LENGTHS["16k"]
    kept = {name: kv_cache_bytes(config, seq_len=length, dtype=DTYPE) for name, config in DESIGNS.items()}
    work = {name: decode_flops(config, context=length).attention_scores for name, config in DESIGNS.items()}
    return Table(
        **kept,
        **{f"{name}_flops_a_byte": FlopsPerByte(work[name] / kept[name]) for name in DESIGNS},
        weights=weights_read(BASE, dtype=DTYPE),
        a_token=Bytes(kept["mha"] / length),
        n_layers=Count(BASE.n_layers),
        n_heads=Count(BASE.n_heads),
        gqa_kv_heads=Count(DESIGNS["gqa"].n_kv_heads),
        swa_window=Count(DESIGNS["swa"].window or length),
        mla_numbers=Count(LATENT.kv_latent + LATENT.rope_dim),
        seq_len=Count(length),
    )


def bytes_read(config: ModelConfig, context: int) -> Bytes:
    """Bytes that a step reads which then attends to `context` tokens: each weight that it meets, and what is kept."""
    return Bytes(weights_read(config, dtype=DTYPE) + kv_cache_bytes(config, seq_len=context, dtype=DTYPE))
