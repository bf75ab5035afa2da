"""Step 1, attention without weights: tokens find each other by how alike their vectors are."""

from __future__ import annotations

from torch import Tensor

from engine.attention.steps.trace import Trace


def dot_scores(x: Tensor, query: Tensor) -> Tensor:
    """How well each token matches one query: the sum of the products of their numbers. [T, C], [C] -> [T]"""
    return x @ query


def one_context(x: Tensor, query: Tensor) -> Tensor:
    """What one query takes from all tokens: their mean, weighted by how well each matches. [T, C], [C] -> [C]"""
    weights = dot_scores(x, query).softmax(dim=-1)  # [T], each above 0, together 1
    return weights @ x


def simple_attention(x: Tensor, trace: Trace | None = None) -> Tensor:
    """The same for all tokens at once, each of them the query of its own row. [T, C] -> [T, C]"""
    scores = x @ x.mT  # [T, T]: row t, column s is x_t · x_s
    weights = scores.softmax(dim=-1)  # each row adds up to 1
    context = weights @ x  # [T, C]
    if trace is not None:
        trace.update(scores=scores, weights=weights, context=context)
    return context
