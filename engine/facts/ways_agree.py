"""The nine ways to compute multi-head attention: that they agree, and what becomes of one with its mask inverted."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor
from torch.func import functional_call

from engine.attention.future import past_moves
from engine.attention.ways.library import SdpaMask
from engine.attention.ways.way import Way, Weights
from engine.attention.ways.way_table import TRAINABLE, WAYS, transfer
from engine.fact import computed
from engine.facts.ways_setting import D_MODEL, FEW, FP32, MANY, N_HEADS, SEED
from engine.units import Bytes, Count, Number, Ratio, Table

TOKENS = 64


@computed(source="Vaswani et al., 2017, arXiv:1706.03762, equation 1", atol=1e-6)
def ways_equal() -> Table:
    """Nine ways with the same weights: the largest difference from the plain one, as a share of its largest number.

    `causal` counts those in which a changed future moves no past. `gradients` are those of the weights, for all but
    FlexAttention, which has no backward pass on a CPU.
    """
    weights = Weights.drawn(D_MODEL, N_HEADS, seed=SEED)
    ways, x = transfer(weights, TOKENS), _text(TOKENS)
    with torch.no_grad():
        outputs = {name: way(x) for name, way in ways.items()}
    gradients = {name: _gradients(ways[name], weights, x) for name in TRAINABLE}
    return Table(
        ways=Count(len(WAYS)),
        causal=Count(sum(past_moves(way, x) == 0 for way in ways.values())),
        outputs=Ratio(max(_share(output, outputs["plain"]) for output in outputs.values())),
        gradients=Ratio(max(_share(given, gradients["plain"]) for given in gradients.values())),
        gradient_ways=Count(len(gradients)),
        tokens=Count(TOKENS),
    )


@computed(source="mask as in rasbt/LLMs-from-scratch before its pull request 1062 (August 2026)", atol=1e-3)
def inverted_mask() -> Table:
    """How far outputs of the past move when the future changes, with True where a token may look, and inverted.

    `spread` is the standard deviation of outputs. Inverted, `inverted_future` is the share of all allowed pairs in
    which a token looks at a later one, and `blind` the tokens that may look at none. So was the fastest row on a CPU
    of the public table of nine ways timed; its author has mended the mask since.
    """
    right = SdpaMask.built(Weights.drawn(D_MODEL, N_HEADS, seed=SEED), TOKENS)
    inverted = SdpaMask.built(Weights.drawn(D_MODEL, N_HEADS, seed=SEED), TOKENS)
    inverted.may_look = ~inverted.may_look
    sees = inverted.may_look.sum(dim=1)
    later = torch.ones_like(inverted.may_look).triu(1)
    return Table(
        right=Number(past_moves(right, _text(TOKENS))),
        inverted=Number(past_moves(inverted, _text(TOKENS))),
        spread=Number(_spread(right)),
        inverted_future=Ratio(float((inverted.may_look & later).sum() / sees.sum())),
        blind=Count(int((sees == 0).sum())),
    )


@computed()
def score_bytes() -> Table:
    """Bytes of the score matrix of one text in fp32, of one head and of twelve, at 1,024 and at 4,096 tokens."""
    one = {tokens: Bytes(FP32 * tokens**2) for tokens in (FEW, MANY)}
    return Table(
        n_heads=Count(N_HEADS),
        tokens_1k=Count(FEW),
        tokens_4k=Count(MANY),
        head_1k=one[FEW],
        head_4k=one[MANY],
        heads_1k=Bytes(N_HEADS * one[FEW]),
        heads_4k=Bytes(N_HEADS * one[MANY]),
        longer=Ratio(MANY / FEW),
        more=Ratio(one[MANY] / one[FEW]),
    )


@cache
def _text(tokens: int) -> Tensor:
    """Unit normal numbers in place of a text: [2, T, C]"""
    return torch.randn(2, tokens, D_MODEL, generator=torch.Generator().manual_seed(SEED + 1))


@torch.no_grad()
def _spread(way: Way) -> float:
    return float(way(_text(TOKENS)).std())


def _share(given: Tensor, reference: Tensor) -> float:
    return float((given - reference).abs().max() / reference.abs().max())


def _gradients(way: Way, weights: Weights, x: Tensor) -> Tensor:
    """Gradients of all the shared weights, in one row: they flow back through the way's own layout of them."""
    shared = Weights(weights.qkv.clone().requires_grad_(), weights.output.clone().requires_grad_())
    y = functional_call(way, dict(type(way).layout(shared)), (x,))
    aim = torch.randn(y.shape, generator=torch.Generator().manual_seed(SEED + 2))
    parts = torch.autograd.grad((y * aim).mean(), (shared.qkv, shared.output))
    return torch.cat([part.flatten() for part in parts])
