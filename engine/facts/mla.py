"""Multi-head latent attention: one small vector a token in place of keys and values.

Source of the mechanism: DeepSeek-AI, "DeepSeek-V2", 2024, arXiv:2405.04434, section 2.1.
"""

from __future__ import annotations

from engine.config import LatentConfig, ModelConfig
from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.fact import computed, published
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Table

DEEPSEEK_V2 = preset("deepseek-v2")
DEEPSEEK_67B = preset("deepseek-67b")
SEQ_LEN = 8192
CACHE_BITS = 6  # of a number, as DeepSeek-V2 keeps its cache when it is served

# 24 heads do not divide 2,048, so a head is given 86 numbers: the next whole one.
ESTIMATOR = ModelConfig(
    n_layers=48, n_heads=24, n_kv_heads=24, head_dim=86, d_model=2048, d_ff=8192, vocab_size=50257, max_seq_len=SEQ_LEN
)
# A latent of 1,024 numbers a token, of which 64 are the rotary key.
ESTIMATOR_MLA = ESTIMATOR.replace(
    layers=("latent",), mla=LatentConfig(kv_latent=960, rope_dim=64, nope_dim=64, v_dim=64)
)


@computed()
def mla_estimate() -> Table:
    """KV cache of 48 layers and 24 heads for 8,192 tokens in bf16: MHA against a latent of 1,024 numbers."""
    full, latent = (kv_cache_bytes(model, seq_len=SEQ_LEN) for model in (ESTIMATOR, ESTIMATOR_MLA))
    return Table(
        n_layers=Count(ESTIMATOR.n_layers),
        n_heads=Count(ESTIMATOR.n_heads),
        seq_len=Count(SEQ_LEN),
        mha=full,
        mla=latent,
        ratio=Ratio(full / latent),
        saved=Ratio(1 - latent / full),
    )


@computed()
def mla_latent() -> Table:
    """Numbers that DeepSeek-V2 caches a token and layer, and its 4,096-token cache, against full attention's."""
    mla = DEEPSEEK_V2.mla
    if mla is None:
        raise ValueError("deepseek-v2 has no latent attention")
    plain = DEEPSEEK_V2.replace(layers=("full",), mla=None, n_kv_heads=DEEPSEEK_V2.n_heads, head_dim=mla.v_dim)
    return Table(
        kv_values=Count(2 * DEEPSEEK_V2.n_heads * mla.v_dim),
        latent_values=Count(mla.kv_latent + mla.rope_dim),
        cache_mha=kv_cache_bytes(plain, seq_len=4096),
        cache_mla=kv_cache_bytes(DEEPSEEK_V2, seq_len=4096),
    )


@computed()
def cached_values() -> Table:
    """Numbers cached a token and layer at 128 numbers a head: GQA with 8 K/V sets, DeepSeek-V2's MLA, MQA.

    MLA's are a latent and a rotary key; `equal_sets` is how many K/V sets of GQA hold as much.
    """
    llama, mla = preset("llama-3-8b"), DEEPSEEK_V2.mla
    if mla is None:
        raise ValueError("deepseek-v2 has no latent attention")
    a_set, kept = 2 * llama.head_dim, mla.kv_latent + mla.rope_dim
    return Table(
        gqa=Count(llama.n_kv_heads * a_set),
        mla=Count(kept),
        mqa=Count(a_set),
        kv_sets=Count(llama.n_kv_heads),
        head_dim=Count(llama.head_dim),
        latent=Count(mla.kv_latent),
        rotary=Count(mla.rope_dim),
        equal_sets=Count(kept / a_set),
    )


@computed()
def deepseek_cache() -> Table:
    """Bytes a token adds in bf16: DeepSeek-V2 with MLA against the older DeepSeek 67B with GQA."""
    older, newer = bytes_per_token(DEEPSEEK_67B, dtype="bf16"), bytes_per_token(DEEPSEEK_V2, dtype="bf16")
    return Table(gqa_67b=Bytes(older), mla_v2=Bytes(newer), saved=Ratio(1 - newer / older))


@computed(source="DeepSeek-AI, DeepSeek-V2, 2024, arXiv:2405.04434, section 3.2.3: 6 bits a number of the cache")
def deepseek_saving_steps() -> Table:
    """How DeepSeek-V2's cache comes to be smaller than DeepSeek 67B's: by MLA, then fewer layers, then fewer bits."""
    older, newer = bytes_per_token(DEEPSEEK_67B, dtype="bf16"), bytes_per_token(DEEPSEEK_V2, dtype="bf16")
    a_layer = newer / DEEPSEEK_V2.n_layers / (older / DEEPSEEK_67B.n_layers)
    return Table(
        layers_67b=Count(DEEPSEEK_67B.n_layers),
        layers_v2=Count(DEEPSEEK_V2.n_layers),
        bits=Count(CACHE_BITS),
        mla=Ratio(1 - a_layer),
        fewer_layers=Ratio(1 - newer / older),
        fewer_bits=Ratio(1 - newer / older * CACHE_BITS / 16),
    )


@published(source="DeepSeek-AI, DeepSeek-V2, 2024, arXiv:2405.04434, abstract")
def deepseek_v2_saving_stated() -> Ratio:
    """Cut of the KV cache against DeepSeek 67B that DeepSeek-V2's makers state: MLA, fewer layers, a narrower type."""
    return Ratio(0.933)
