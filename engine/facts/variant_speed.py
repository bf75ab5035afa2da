"""Variants decoding on one machine, each beside the plain design that it changes in one thing."""

from __future__ import annotations

from functools import cache

import torch

from engine.config import ModelConfig
from engine.decode import stream
from engine.fact import measured
from engine.facts.decode_speed import cached_memory, prompt, some_text, timed, warm_model
from engine.facts.settings import (
    DECODE_124M,
    DENSE,
    GQA_124M,
    LAB_MHA,
    LONG_124M,
    LONG_TEXT,
    ROTARY_MHA,
    ROTARY_MLA,
    SPARSE,
    WINDOWED,
)  # fmt: skip
from engine.units import Bytes, Count, Ratio, Table
from engine.watch.expert_load import watch_experts


@measured(claim=lambda t: t["cache_ratio"] > 1, settings=GQA_124M, repeats=3, warm_up=0)
def mla_run() -> Table:
    """Decoding 200 tokens: full attention against one latent a token, in models that are otherwise the same."""
    n_new = GQA_124M.new_tokens
    _, full = timed(stream(warm_model(ROTARY_MHA), prompt(), n_new))
    _, latent = timed(stream(warm_model(ROTARY_MLA), prompt(), n_new))
    held_full, held_latent = (cached_memory(model, n_new)[0] for model in (ROTARY_MHA, ROTARY_MLA))
    return Table(
        mha=full.tokens_per_second,
        mla=latent.tokens_per_second,
        speedup=Ratio(full.tpot / latent.tpot),
        cache_mha=held_full,
        cache_mla=held_latent,
        cache_ratio=Ratio(held_full / held_latent),
    )


@measured(claim=lambda t: t["cache_ratio"] > 1, settings=LONG_124M, repeats=3, warm_up=0)
def window_run() -> Table:
    """Decoding 64 tokens after a text of 768: full attention against a window of 128 in five layers of six."""
    n_new, text = LONG_124M.new_tokens, some_text(LONG_TEXT)
    _, full = timed(stream(warm_model(LAB_MHA), text, n_new))
    _, windowed = timed(stream(warm_model(WINDOWED), text, n_new))
    held_full, held_windowed = _held(LAB_MHA), _held(WINDOWED)
    return Table(
        text=Count(LONG_TEXT),
        window=Count(WINDOWED.window or LONG_TEXT),
        full=full.tokens_per_second,
        windowed=windowed.tokens_per_second,
        speedup=Ratio(full.tpot / windowed.tpot),
        cache_full=held_full,
        cache_window=held_windowed,
        cache_ratio=Ratio(held_full / held_windowed),
    )


@measured(claim=lambda t: t["ffn_share"] < 1 and t["imbalance"] >= 1, settings=DECODE_124M, repeats=3, warm_up=0)
def moe_run() -> Table:
    """Decoding 200 tokens: a dense feed-forward layer against eight experts of the same total size, two at work."""
    n_new = DECODE_124M.new_tokens
    _, dense = timed(stream(warm_model(DENSE), prompt(), n_new))
    _, sparse = timed(stream(warm_model(SPARSE), prompt(), n_new))
    moe = SPARSE.moe
    assert moe is not None
    return Table(
        dense=dense.tokens_per_second,
        moe=sparse.tokens_per_second,
        speedup=Ratio(dense.tpot / sparse.tpot),
        ffn_share=Ratio(moe.top_k / moe.n_experts),
        imbalance=_imbalance(),
    )


@cache
def _held(config: ModelConfig) -> Bytes:
    """What the cache of the long run sets aside."""
    return Bytes(warm_model(config).new_cache(batch_size=1, max_seq_len=LONG_TEXT + LONG_124M.new_tokens - 1).nbytes)


@cache
def _imbalance() -> Ratio:
    """The busiest expert's visits over the mean, in the layer where that is most: random weights route unevenly."""
    model = warm_model(SPARSE)
    with watch_experts(model) as load, torch.inference_mode():
        model(some_text(LONG_TEXT), last_only=True)
    return Ratio(load.imbalance.max().item())
