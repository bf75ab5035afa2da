"""Step 1, attention without weights: tokens find each other by how alike their vectors are."""

from __future__ import annotations

from torch import Tensor

from engine.attention.steps.trace import Trace


def simple_attention(x: Tensor, trace: Trace | None = None) -> Tensor:
    """What each token takes from all: their mean, weighted by how well their vectors match its own. [T, C] -> [T, C]"""
    scores = x @ x.mT  # [T, T]: row t, column s is x_t · x_s
    weights = scores.softmax(dim=-1)  # each above 0, a row adds up to 1
    context = weights @ x  # [T, C]
    if trace is not None:
        trace.update(scores=scores, weights=weights, context=context)
    return context
