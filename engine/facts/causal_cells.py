"""How much of a score matrix the causal mask leaves: a triangle, half of it where the text is long."""

from __future__ import annotations

from engine.attention.steps.causal import causal_mask
from engine.fact import computed
from engine.facts.toy_sentence import WORDS
from engine.units import Count, Ratio, Table

LONG = 1024  # tokens


@computed()
def causal_cells() -> Table:
    """Cells of the score matrix of six words, those that a causal mask leaves, and what share it leaves at 1,024."""
    short, long = causal_mask(len(WORDS)), causal_mask(LONG)
    return Table(
        words=Count(len(WORDS)),
        cells=Count(short.numel()),
        allowed=Count(short.sum().item()),
        hidden=Count((~short).sum().item()),
        tokens=Count(LONG),
        share=Ratio(long.sum().item() / long.numel()),
    )
