"""Dropout on attention weights: no row adds up to 1 any more, and their mean does.

Source: Srivastava et al., "Dropout", 2014, JMLR 15. What is kept is divided by 1 − rate, so that what a token takes
stays the same on average, and evaluation needs no change.
"""

from __future__ import annotations

import torch
from torch.nn.functional import dropout

from engine.attention.steps.simple import simple_attention
from engine.attention.steps.trace import Trace
from engine.fact import computed
from engine.facts.toy_sentence import EMBEDDINGS
from engine.units import Count, Number, Ratio, Table

RATE = 0.5  # high, so that it shows: GPT-2's published config has 0.1
DRAWS = 100_000
SEED = 123


@computed(source="Srivastava et al., Dropout, JMLR 15, 2014", atol=0.01)
def dropout_rows() -> Table:
    """Sums of rows of attention weights behind dropout of one half: six rows, drawn 100,000 times each."""
    trace = Trace()
    simple_attention(EMBEDDINGS, trace)
    torch.manual_seed(SEED)
    sums = dropout(trace["weights"].expand(DRAWS, -1, -1), RATE).sum(dim=-1)  # [draws, T]
    return Table(
        rate=Ratio(RATE),
        rows=Count(sums.numel()),
        mean_sum=Number(sums.mean().item()),
        lowest_sum=Number(sums.min().item()),
        highest_sum=Number(sums.max().item()),
        kept_scale=Ratio(1 / (1 - RATE)),
    )
