"""Decoding measured on one machine: without and with a cache, with fewer K/V sets, and by context length."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.decode import Emitted, generate, generate_without_cache, stream, stream_without_cache
from engine.fact import measured
from engine.facts.settings import CONTEXT_124M, DECODE_124M, GQA_124M, LAB_GQA, LAB_MHA, PROMPT
from engine.measure import TokenTimes, quickest
from engine.model import GPT
from engine.peak_memory import peak_bytes
from engine.presets import KV_LAB
from engine.tokenizer import gpt2_tokenizer
from engine.units import Bytes, Count, Ratio, Seconds, Table

CONTEXTS = (32, 256, 1023)


@measured(claim=lambda t: t["speedup"] > 1 and t["same_tokens"] >= 1, settings=DECODE_124M, repeats=3, warm_up=0)
def decode_cache() -> Table:
    """Decoding 200 tokens without and with a cache: speed and time a token, first wait, memory beyond the weights."""
    model = warm_model(KV_LAB)
    n_new = DECODE_124M.new_tokens
    plain_text, plain = timed(stream_without_cache(model, prompt(), n_new))
    cached_text, cached = timed(stream(model, prompt(), n_new))
    peaks = _decode_peaks()
    same = sum(a == b for a, b in zip(plain_text, cached_text, strict=True)) / n_new
    return Table(
        without_cache=plain.tokens_per_second,
        with_cache=cached.tokens_per_second,
        speedup=Ratio(plain.tpot / cached.tpot),
        tpot_without=plain.tpot,
        tpot_with=cached.tpot,
        tpot_saved=Ratio(1 - cached.tpot / plain.tpot),
        ttft=cached.ttft,
        same_tokens=Ratio(same),
        **peaks,
    )


@measured(claim=lambda t: t["cache_ratio"] > 1 and t["peak_ratio"] > 1, settings=GQA_124M, repeats=5, warm_up=0)
def gqa_run() -> Table:
    """Decoding 200 tokens with a cache: 24 K/V sets against 4 in a model that is otherwise the same."""
    n_new = GQA_124M.new_tokens
    _, mha = timed(stream(warm_model(LAB_MHA), prompt(), n_new))
    _, gqa = timed(stream(warm_model(LAB_GQA), prompt(), n_new))
    cache_mha, peak_mha = cached_memory(LAB_MHA, n_new)
    cache_gqa, peak_gqa = cached_memory(LAB_GQA, n_new)
    return Table(
        kv_heads_mha=Count(LAB_MHA.n_kv_heads),
        kv_heads_gqa=Count(LAB_GQA.n_kv_heads),
        mha=mha.tokens_per_second,
        gqa=gqa.tokens_per_second,
        speedup=Ratio(mha.tpot / gqa.tpot),
        cache_mha=cache_mha,
        cache_gqa=cache_gqa,
        cache_ratio=Ratio(cache_mha / cache_gqa),
        peak_mha=peak_mha,
        peak_gqa=peak_gqa,
        peak_ratio=Ratio(peak_mha / peak_gqa),
    )


@measured(claim=lambda t: 1 < t["gain_32"] < t["gain_1023"], settings=CONTEXT_124M, repeats=5, warm_up=0)
def cache_gain() -> Table:
    """How many times faster one decode step is with a cache after 32, 256 and 1,023 tokens."""
    model = warm_model(KV_LAB)
    fields: dict[str, Count | Seconds | Ratio] = {}
    for context in CONTEXTS:
        ids = some_text(context)
        plain = quickest(partial(generate_without_cache, model, ids, 1))
        cached = _cached_step(model, ids)
        fields |= {
            f"context_{context}": Count(context),
            f"step_without_{context}": plain,
            f"step_with_{context}": cached,
            f"gain_{context}": Ratio(plain / cached),
        }
    return Table(**fields)


@cache
def warm_model(config: ModelConfig) -> GPT:
    """The model with the weights that the seed gives, after a few tokens both ways: the first calls are slow."""
    torch.manual_seed(DECODE_124M.seed)
    model = GPT(config).eval()
    generate_without_cache(model, prompt(), 4)
    generate(model, prompt(), 4)
    return model


@cache
def _decode_peaks() -> dict[str, Bytes | Ratio]:
    """Memory beyond the weights. It is the same in every repeat, and counting it slows a run down."""
    last_pass = some_text(prompt().shape[1] + DECODE_124M.new_tokens - 1)
    model = warm_model(KV_LAB)
    _, without = peak_bytes(lambda: generate_without_cache(model, last_pass, 1))
    held, cached = cached_memory(KV_LAB, DECODE_124M.new_tokens)
    return {
        "peak_without": without,
        "peak_with": cached,
        "peak_ratio": Ratio(cached / without),
        "kv_cache": held,
    }


@cache
def cached_memory(config: ModelConfig, n_new: int) -> tuple[Bytes, Bytes]:
    """The bytes that the cache sets aside for the run, and the most that the run holds with it."""
    model, ids = warm_model(config), prompt()
    held = model.new_cache(batch_size=1, max_seq_len=ids.shape[1] + n_new - 1).nbytes
    _, peak = peak_bytes(lambda: generate(model, ids, n_new))
    return Bytes(held), peak


def prompt() -> Tensor:
    return torch.tensor([gpt2_tokenizer().encode(PROMPT)])


def some_text(length: int) -> Tensor:
    """Any tokens will do where only time or memory is asked for: the model does the same work for all."""
    return torch.arange(length)[None] % KV_LAB.vocab_size


def timed(tokens: Iterator[Emitted]) -> tuple[list[tuple[int, ...]], TokenTimes]:
    """The tokens, and when each of them came."""
    emitted = list(tokens)
    return [token.ids for token in emitted], TokenTimes(start=0.0, stamps=[token.at for token in emitted])


def _cached_step(model: GPT, ids: Tensor) -> Seconds:
    """One step of one token after all the others were read: the quickest of a few, each from the same cache."""
    with torch.inference_mode():
        kept = model.new_cache(batch_size=1, max_seq_len=ids.shape[1])
        model(ids[:, :-1], kept, last_only=True)

        def step() -> None:
            kept.truncate(ids.shape[1] - 1)
            model(ids[:, -1:], kept, last_only=True)

        return quickest(step)
