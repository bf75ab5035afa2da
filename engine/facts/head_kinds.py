"""What real heads do: the most typical ones of SmolLM2-135M on the chapter's sentence, found among all 270.

Source of the model: Ben Allal et al., "SmolLM2", 2025, arXiv:2502.02737. That heads specialise: Clark et al., "What
Does BERT Look At?", 2019, arXiv:1906.04341. That many rest on the first token: arXiv:2309.17453.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from engine.fact import computed
from engine.facts.as_matrix import as_matrix
from engine.facts.real_model import smollm2
from engine.facts.toy_sentence import TEXT, WORDS
from engine.units import Count, Matrix, Quantity, Ratio, Table
from engine.watch.head_kinds import at_first, at_its_favourite, at_itself, at_previous, every_head, most

SMOLLM2 = "SmolLM2, arXiv:2502.02737"


@cache
def sentence_ids() -> Tensor:
    """The sentence as SmolLM2's tokens, a word each: [1, T]."""
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None, "the package carries its vocabulary"
    ids = tokenizer.encode(TEXT)
    words = tuple(tokenizer.decode([token]).strip() for token in ids)
    assert words == WORDS, f"{words} are not the words of the sentence"
    return torch.tensor([ids])


@cache
def sentence_weights() -> Tensor:
    """The attention weights of every head on the sentence: [L, H, T, T]."""
    return every_head(smollm2(), sentence_ids())


@computed(source=SMOLLM2, atol=0.02)
def head_kinds() -> Table:
    """The heads of SmolLM2-135M that look most at the previous token, at themselves, at the first, and most evenly.

    Layers and heads are counted from 0; a weight is the mean over all tokens but the first. `spread_weight` is the mean
    of each token's largest weight, in the head where that is smallest; `spread_even` what it is with equal shares.
    """
    weights = sentence_weights()
    measures = {"previous": at_previous, "self": at_itself, "first": at_first, "spread": at_its_favourite}
    found: dict[str, Quantity] = {}
    for kind, measure in measures.items():
        layer, head = most(kind, weights)
        found |= {f"{kind}_layer": Count(layer), f"{kind}_head": Count(head)}
        found |= {f"{kind}_weight": Ratio(round(measure(weights[layer, head]).item(), 4))}
    n_layers, n_heads, tokens, _ = weights.shape
    even = sum(1 / seen for seen in range(2, tokens + 1)) / (tokens - 1)
    return Table(layers=Count(n_layers), heads=Count(n_heads), **found, spread_even=Ratio(even))


@computed(source=SMOLLM2, atol=0.02)
def head_previous() -> Matrix:
    """Weights of the head of SmolLM2-135M in which tokens look most at the one before them."""
    return _pattern("previous")


@computed(source=SMOLLM2, atol=0.02)
def head_self() -> Matrix:
    """Weights of the head of SmolLM2-135M in which tokens look most at themselves."""
    return _pattern("self")


@computed(source=SMOLLM2, atol=0.02)
def head_first() -> Matrix:
    """Weights of the head of SmolLM2-135M in which tokens look most at the first one."""
    return _pattern("first")


@computed(source=SMOLLM2, atol=0.02)
def head_spread() -> Matrix:
    """Weights of the head of SmolLM2-135M that shares its look most evenly among all tokens so far."""
    return _pattern("spread")


@computed(source=SMOLLM2)
def split_shapes() -> Table:
    """How SmolLM2-135M splits its width: tokens of the sentence, width, heads, heads of keys, numbers in a head."""
    config = smollm2().config
    return Table(
        tokens=Count(sentence_ids().shape[1]),
        d_model=Count(config.d_model),
        heads=Count(config.n_heads),
        kv_heads=Count(config.n_kv_heads),
        head_dim=Count(config.head_dim),
    )


def _pattern(kind: str) -> Matrix:
    layer, head = most(kind, sentence_weights())
    return as_matrix(WORDS, WORDS, sentence_weights()[layer, head], digits=4)
