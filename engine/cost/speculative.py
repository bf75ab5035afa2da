"""What a draft model can gain: Leviathan et al., arXiv 2211.17192, equation 1 and theorem 3.8."""

from __future__ import annotations

from engine.cost.dtypes import require_positive
from engine.units import Count, Ratio


def expected_tokens(*, acceptance: float, draft_len: int) -> Count:
    """Tokens that one pass of the target model is expected to yield, its own bonus token included.

    `acceptance` is the chance that a drafted token is accepted, taken as independent of the others.
    """
    require_positive(draft_len=draft_len)
    if not 0 <= acceptance <= 1:
        raise ValueError(f"acceptance={acceptance!r} is not a chance, from 0 to 1")
    if acceptance == 1:
        return Count(draft_len + 1)
    return Count((1 - acceptance ** (draft_len + 1)) / (1 - acceptance))


def speculative_speedup(*, acceptance: float, draft_len: int, draft_cost: float) -> Ratio:
    """Tokens a second with the draft, over without. `draft_cost`: a draft step's time over a target step's."""
    if draft_cost < 0:
        raise ValueError(f"draft_cost={draft_cost!r} is negative")
    return Ratio(expected_tokens(acceptance=acceptance, draft_len=draft_len) / (draft_len * draft_cost + 1))
