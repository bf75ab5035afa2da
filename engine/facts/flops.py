"""Where the arithmetic of one pass goes. Two FLOPs a multiply-add; the score matrix is counted whole (T²)."""

from __future__ import annotations

from bisect import bisect_right

from engine.cost.flops import ForwardFlops, forward_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.cost.weights import weights_read
from engine.fact import computed, published
from engine.facts.settings import DECODE_124M, PROMPT_TOKENS
from engine.presets import KV_LAB, preset
from engine.units import Count, Flops, Ratio, Series, Table

GPT2 = preset("gpt2-124m")
# GPT-2's own window ends at 1,024; beyond it the shape is the same and the count goes on.
LENGTHS = (256, 1024, 4096, 16384, 65536)
FAMILY = {"small": "gpt2-124m", "medium": "gpt2-355m", "large": "gpt2-774m", "xl": "gpt2-1558m"}


@computed()
def gpt2_flops() -> Table:
    """FLOPs of GPT-2 124M for one full 1,024-token window, by component, with each component's share."""
    f = forward_flops(GPT2, seq_len=GPT2.max_seq_len)
    attention = Flops(f.attention_scores + f.attention_projections)
    return Table(
        seq_len=Count(GPT2.max_seq_len),
        total=f.total,
        attention_scores=f.attention_scores,
        attention_projections=f.attention_projections,
        attention=attention,
        feed_forward=f.feed_forward,
        head=f.head,
        attention_scores_share=Ratio(f.attention_scores / f.total),
        attention_projections_share=Ratio(f.attention_projections / f.total),
        attention_share=Ratio(attention / f.total),
        feed_forward_share=Ratio(f.feed_forward / f.total),
        head_share=Ratio(f.head / f.total),
    )


@computed()
def flops_by_length() -> Series:
    """Share of GPT-2 124M's FLOPs by component for one pass over texts of growing length."""
    passes = [forward_flops(GPT2.replace(max_seq_len=n), seq_len=n) for n in LENGTHS]
    return Series(
        "tokens in the sequence",
        LENGTHS,
        Ratio,
        {
            "Output head": tuple(f.head / f.total for f in passes),
            "Feed-forward": tuple(f.feed_forward / f.total for f in passes),
            "Attention projections": tuple(f.attention_projections / f.total for f in passes),
            "Attention scores": tuple(f.attention_scores / f.total for f in passes),
        },
    )


@computed()
def attention_share_by_length() -> Series:
    """Share of the two attention products in GPT-2 124M's FLOPs for one pass, by the length of the text."""
    whole = flops_by_length()
    return Series(whole.x_label, whole.x, Ratio, {"Attention scores": whole.lines["Attention scores"]})


@computed()
def gpt2_shape() -> Table:
    """The shape of GPT-2 124M: layers, heads and the longest text."""
    return Table(n_layers=Count(GPT2.n_layers), n_heads=Count(GPT2.n_heads), max_seq_len=Count(GPT2.max_seq_len))


@computed()
def lab_model() -> Table:
    """The model that our runs time: its parameters, and what the last step of the benchmark run reads in fp32.

    It has GPT-2 124M's shape, with an output head of its own.
    """
    length = PROMPT_TOKENS + DECODE_124M.new_tokens - 1
    weights = weights_read(KV_LAB, batch=1, dtype="fp32")
    cache = kv_cache_bytes(KV_LAB, seq_len=length, dtype="fp32")
    return Table(
        parameters=parameters(KV_LAB).total,
        weights_read=weights,
        cache_read=cache,
        cache_share=Ratio(cache / (weights + cache)),
    )


@computed()
def attention_half() -> Count:
    """Length from which the two attention products are more than half of GPT-2 124M's FLOPs for one pass."""

    def share(n: int) -> float:
        counted = forward_flops(GPT2.replace(max_seq_len=n), seq_len=n)
        return counted.attention_scores / counted.total

    return Count(bisect_right(range(LENGTHS[-1]), 0.5, lo=1, key=share))


@published(source="Dao et al., FlashAttention, 2022, arXiv:2205.14135, abstract: training, sequences of 1K tokens")
def flash_attention_gpt2_stated() -> Ratio:
    """How many times as fast as before GPT-2 trains with a fused kernel, which saves traffic and no arithmetic."""
    return Ratio(3)


@computed()
def attention_kernel_bound() -> Ratio:
    """Most that a faster attention kernel can speed up GPT-2 124M at 1,024 tokens, by its share of the FLOPs."""
    f = forward_flops(GPT2, seq_len=GPT2.max_seq_len)
    return Ratio(f.total / (f.total - f.attention_scores))


@computed()
def gpt2_family_flops() -> Table:
    """FLOPs of the GPT-2 models for 2 × 1,024 tokens, with the two attention products."""
    return Table(**{name: _pass(model).total for name, model in FAMILY.items()})


@computed()
def gpt2_family_linear_flops() -> Table:
    """The same passes counted by linear layers alone, as estimators that skip attention do."""
    passes = {name: _pass(model) for name, model in FAMILY.items()}
    return Table(**{name: Flops(f.total - f.attention_scores) for name, f in passes.items()})


def _pass(model: str) -> ForwardFlops:
    return forward_flops(preset(model), seq_len=1024, batch=2)
