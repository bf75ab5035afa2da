"""The causal mask: what a token sees, two ways to hide the rest, and what moves where it is missing or inverted."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.attention.steps.causal import (
    CausalSelfAttention,
    causal_mask,
    fill_before_softmax,
    renormalise_after_softmax,
)
from engine.attention.steps.trace import Trace
from engine.fact import computed
from engine.facts.as_matrix import as_matrix
from engine.facts.toy_sentence import EMBEDDINGS, WORDS
from engine.units import Count, Matrix, Number, Ratio, Table

SHOWN = 5  # words
SEED = 123
TOKENS, WIDTH = 16, 32


@computed(atol=1e-5)
def causal_weights() -> Matrix:
    """Attention weights of a causal head on the toy sentence's first five words; the head is random, not trained."""
    words = WORDS[:SHOWN]
    return as_matrix(words, words, _toy_trace()["weights"], digits=6)


@computed(atol=1e-5)
def mask_ways() -> Table:
    """Weights masked before softmax against those renormalised after it, on the same scores: the largest difference.

    It is rounded to six decimals. `future_weight` is the largest weight on a hidden word.
    """
    scaled, mask = _toy_trace()["scaled"], causal_mask(SHOWN)
    before, after = fill_before_softmax(scaled, mask), renormalise_after_softmax(scaled, mask)
    return Table(
        words=Count(SHOWN),
        difference=Number(round((before - after).abs().max().item(), 6)),
        future_weight=Ratio(before[~mask].max().item()),
    )


@computed(atol=1e-4)
def causal_leak() -> Table:
    """How far the first 15 of 16 outputs move when the last token changes: masked, unmasked, True and False swapped."""
    torch.manual_seed(SEED)
    head = CausalSelfAttention(WIDTH, WIDTH, TOKENS)
    x, other = torch.randn(2, 1, TOKENS, WIDTH).unbind()
    other[:, :-1] = x[:, :-1]
    right, everything = head.mask.clone(), torch.ones_like(head.mask)
    moved = {}
    for name, mask in (("masked", right), ("unmasked", everything), ("swapped", ~right)):
        head.mask = mask
        moved[name] = Number(_moved(head(x), head(other)))
    return Table(tokens=Count(TOKENS), **moved)


def _moved(y: Tensor, other: Tensor) -> float:
    """The largest change of any output but the last token's. [B, T, C] twice"""
    return round((y - other)[:, :-1].abs().max().item(), 6)


def _toy_trace() -> Trace:
    """A causal head of two numbers, with unit normal weights so that its pattern is not flat, on the toy sentence."""
    torch.manual_seed(SEED)
    head = CausalSelfAttention(EMBEDDINGS.shape[1], 2, SHOWN).double()
    for weight in head.parameters():
        torch.nn.init.normal_(weight)
    trace = Trace()
    with torch.no_grad():
        head(EMBEDDINGS[:SHOWN], trace)
    return trace
