"""Where the arithmetic of one pass goes. Two FLOPs a multiply-add; the score matrix is counted whole (T²)."""

from __future__ import annotations

from engine.cost.flops import ForwardFlops, forward_flops
from engine.fact import computed
from engine.presets import preset
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
