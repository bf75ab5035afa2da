"""Why scores are divided by √d: their variance before and after, and what softmax makes of them.

Source: Vaswani et al., "Attention Is All You Need", 2017, arXiv:1706.03762, section 3.2.1. All queries and keys here
are of independent unit normal numbers, as they are at the start of training at best.
"""

from __future__ import annotations

from torch import Tensor

from engine.attention.steps.scaling import random_scores, slopes
from engine.fact import computed
from engine.units import Count, Number, Ratio, Series, Table

WIDTHS = (16, 64, 256)
PAIRS = 100_000
HEAD_DIM = 64
KEYS = 8
QUERIES = 10_000
SEED = 123
VASWANI = "Vaswani et al., arXiv:1706.03762, section 3.2.1"


@computed(source=VASWANI, atol=0.01)
def score_variance() -> Series:
    """Variance of 100,000 scores of unit normal queries and keys, by the head's width: before and after ÷ √d."""
    scores = {d: random_scores(d=d, queries=PAIRS, keys=1, seed=SEED).double() for d in WIDTHS}
    lines = {
        "before": tuple(round(of.var().item(), 4) for of in scores.values()),
        "after": tuple(round((of / d**0.5).var().item(), 4) for d, of in scores.items()),
    }
    return Series("numbers in a head", WIDTHS, Number, lines)


@computed(source=VASWANI, atol=1e-4)
def softmax_scaling() -> Series:
    """Weights of one query of 64 unit normal numbers on 8 keys, by softmax of its scores as they are and ÷ √64."""
    scores = random_scores(d=HEAD_DIM, queries=1, keys=KEYS, seed=SEED)[0].double()
    lines = {
        name: tuple(round(weight, 9) for weight in (scores / divisor).softmax(dim=-1).tolist())
        for name, divisor in (("not scaled", 1.0), ("scaled", HEAD_DIM**0.5))
    }
    return Series("key", tuple(range(1, KEYS + 1)), Ratio, lines)


@computed(source=VASWANI, atol=1e-4)
def softmax_saturation() -> Table:
    """Mean largest weight and slope of softmax over 10,000 queries of 64 numbers with 8 keys: unscaled, and ÷ √64.

    A slope is how far one weight moves with one of softmax's inputs, without its sign: what gradients are multiplied
    by. `gradient_ratio` is the scaled one over the unscaled one.
    """
    unscaled, scaled = _weights(1.0), _weights(HEAD_DIM**0.5)
    slope_unscaled, slope_scaled = (slopes(weights).mean().item() for weights in (unscaled, scaled))
    return Table(
        d=Count(HEAD_DIM),
        n_keys=Count(KEYS),
        queries=Count(QUERIES),
        largest_unscaled=_largest(unscaled),
        largest_scaled=_largest(scaled),
        gradient_unscaled=Ratio(slope_unscaled),
        gradient_scaled=Ratio(slope_scaled),
        gradient_ratio=Ratio(slope_scaled / slope_unscaled),
    )


@computed(source=VASWANI, atol=1e-4)
def score_scaling() -> Table:
    """Why √d and not d: mean largest weight of 10,000 queries on 8 keys, unscaled, ÷ √64, ÷ 64; and an even share."""
    return Table(
        d=Count(HEAD_DIM),
        n_keys=Count(KEYS),
        none=_largest(_weights(1.0)),
        root=_largest(_weights(HEAD_DIM**0.5)),
        full=_largest(_weights(float(HEAD_DIM))),
        uniform=Ratio(1 / KEYS),
    )


def _weights(divisor: float) -> Tensor:
    """Softmax over the keys of every query, [queries, keys]."""
    scores = random_scores(d=HEAD_DIM, queries=QUERIES, keys=KEYS, seed=SEED)
    return (scores.double() / divisor).softmax(dim=-1)


def _largest(weights: Tensor) -> Ratio:
    return Ratio(weights.amax(dim=-1).mean().item())
