"""What the labs of chapter 3's first hour find: a row of weights, what a head can learn, and two checks of it."""

from __future__ import annotations

import math

import torch
from torch.nn.functional import scaled_dot_product_attention

from engine.attention.steps.projected import SelfAttention
from engine.attention.steps.trace import Trace
from engine.fact import computed
from engine.facts.mha_shape import projection_shapes
from engine.facts.toy_sentence import EMBEDDINGS, toy_scores, toy_weights
from engine.presets import preset
from engine.units import Count, Matrix, Number, Ratio, Series, Table

READER = "sat"
PROJECTIONS = 3  # of queries, keys and values
SEED = 123


@computed(atol=1e-5)
def toy_reader_powers() -> Table:
    """Softmax of the scores of "sat" by hand: e to each score in the toy sentence's order, and their sum."""
    powers = [math.exp(score) for score in _row_of(toy_scores())]
    named = {f"word_{place}": Number(round(power, 5)) for place, power in enumerate(powers, start=1)}
    return Table(**named, total=Number(round(sum(powers), 5)))


@computed(atol=1e-6)
def toy_reader_weights() -> Series:
    """What "sat" gives each word of the toy sentence, as shares of one."""
    weights = toy_weights()
    return Series("word that is read", weights.columns, Ratio, {"weight": _row_of(weights)})


@computed()
def projection_weights() -> Table:
    """A toy head's weights without biases, worked out: numbers in, numbers out, and three projections."""
    shapes = projection_shapes()
    return Table(
        d_in=shapes["d_in"], d_out=shapes["d_out"], projections=Count(PROJECTIONS), weights=shapes["parameters"]
    )


@computed()
def score_pairs() -> Table:
    """Scores that one head of GPT-2 124M has for its longest text: each token with each, whether hidden or not."""
    tokens = preset("gpt2-124m").max_seq_len
    return Table(tokens=Count(tokens), scores=Count(tokens**2))


@computed(atol=1e-6)
@torch.no_grad()
def path_checks() -> Table:
    """A random toy head: what its rows of weights add up to, and how far it is from PyTorch's own attention.

    `difference` is the largest, to six decimals, from `scaled_dot_product_attention` of its queries, keys and values.
    """
    torch.manual_seed(SEED)
    shapes = projection_shapes()
    head, trace = SelfAttention(int(shapes["d_in"]), int(shapes["d_out"])).double(), Trace()
    context = head(EMBEDDINGS, trace)
    theirs = scaled_dot_product_attention(trace["queries"], trace["keys"], trace["values"])
    return Table(
        row_sum=Number(round(trace["weights"].sum(dim=-1).mean().item(), 6)),
        difference=Number(round((context - theirs).abs().max().item(), 6)),
    )


def _row_of(matrix: Matrix) -> tuple[float, ...]:
    return matrix.values[matrix.rows.index(READER)]
