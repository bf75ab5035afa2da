"""How much memory the KV cache of a published model takes."""

from __future__ import annotations

from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.fact import computed
from engine.presets import preset
from engine.units import Bytes, Count, Ratio, Series, Table

LLAMA_2_7B = preset("llama-2-7b")
LLAMA_3_8B = preset("llama-3-8b")
# Llama 3 8B as it would be with one K/V set for every query head.
LLAMA_3_8B_MHA = LLAMA_3_8B.replace(n_kv_heads=LLAMA_3_8B.n_heads)
GPT2 = preset("gpt2-124m")
LENGTHS = (1024, 2048, 4096, 8192)


@computed()
def kv_cache_gqa_4k() -> Bytes:
    """KV cache of Llama 3 8B for one 4,096-token sequence in bf16."""
    return kv_cache_bytes(LLAMA_3_8B, seq_len=4096)


@computed()
def kv_cache_mha_4k() -> Bytes:
    """The same cache if Llama 3 8B kept a K/V set for each of its query heads."""
    return kv_cache_bytes(LLAMA_3_8B_MHA, seq_len=4096)


@computed()
def kv_cache_gqa_8k() -> Bytes:
    """KV cache of Llama 3 8B when its own 8,192-token window is full, in bf16."""
    return kv_cache_bytes(LLAMA_3_8B, seq_len=LLAMA_3_8B.max_seq_len)


@computed()
def kv_cache_llama2_2k() -> Bytes:
    """KV cache of Llama 2 7B for one 2,048-token sequence in 16 bits."""
    return kv_cache_bytes(LLAMA_2_7B, seq_len=2048)


@computed()
def kv_cache_gpt2_1k() -> Bytes:
    """KV cache of GPT-2 124M when its 1,024-token window is full, in fp32."""
    return kv_cache_bytes(GPT2, seq_len=GPT2.max_seq_len, dtype="fp32")


@computed()
def kv_bytes_per_token() -> Table:
    """Bytes that one more token adds to the cache: GPT-2 124M in fp32, the Llamas in bf16."""
    return Table(
        gpt2_124m=bytes_per_token(GPT2, dtype="fp32"),
        llama_2_7b=bytes_per_token(LLAMA_2_7B, dtype="bf16"),
        llama_3_8b=bytes_per_token(LLAMA_3_8B, dtype="bf16"),
    )


@computed()
def kv_cache_by_length() -> Series:
    """KV cache of one Llama 3 8B sequence as it grows, with its 8 K/V sets and with 32."""
    return Series(
        "tokens in the sequence",
        LENGTHS,
        Bytes,
        {
            "32 K/V sets": tuple(kv_cache_bytes(LLAMA_3_8B_MHA, seq_len=n) for n in LENGTHS),
            "8 K/V sets": tuple(kv_cache_bytes(LLAMA_3_8B, seq_len=n) for n in LENGTHS),
        },
    )


@computed()
def llama_heads() -> Table:
    """Query heads and K/V sets of Llama 3 8B, with the 4,096-token cache of MHA and of its GQA."""
    return Table(
        max_seq_len=Count(LLAMA_3_8B.max_seq_len),
        seq_len=Count(4096),
        n_heads=Count(LLAMA_3_8B.n_heads),
        n_kv_heads=Count(LLAMA_3_8B.n_kv_heads),
        queries_per_kv_head=Count(LLAMA_3_8B.queries_per_kv_head),
        cache_mha=kv_cache_mha_4k(),
        cache_gqa=kv_cache_gqa_4k(),
        saved=Ratio(1 - kv_cache_gqa_4k() / kv_cache_mha_4k()),
    )
