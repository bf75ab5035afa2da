"""The goals between the stages of two lab paths of chapter 3, the nine ways and the buffers.

`labs/ch03/02_bonus_efficient-multihead-attention/mha-implementations.py` asks for the first, and
`labs/ch03/03_understanding-buffers/understanding-buffers.py` for the second; a test holds them to these.
"""

from __future__ import annotations

from engine.fact import computed
from engine.units import Count, Number, Ratio, Table


@computed()
def ways_gates() -> Table:
    """Goals of the path through the nine ways: how far they may differ, and what time and memory must show."""
    return Table(
        past_moves=Number(0),
        answers_off=Ratio(1e-6),
        gradients_off=Ratio(1e-6),
        peak_over_scores=Ratio(1),
        peak_saved=Ratio(2),
        spread=Ratio(1.2),
        pass_back=Ratio(1),
    )


@computed()
def buffer_gates() -> Table:
    """Goals of the path from a mask to a file and back, where one number says them."""
    return Table(
        past_moves=Number(0),
        lean_keys=Count(0),
        unlike_before=Ratio(0.5),
        unlike_after=Ratio(0),
        longer_apart=Number(1e-6),
        left_on_meta=Count(0),
        lean_left_on_meta=Count(1),
        without_numbers=Count(0),
        not_finite=Count(0),
    )
