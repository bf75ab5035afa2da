"""What the designs of the trade-off map gain over full attention."""

from __future__ import annotations

from engine.fact import computed
from engine.facts.tradeoff import tradeoff_latency
from engine.units import Ratio, Table


@computed()
def tradeoff_step_gain() -> Table:
    """How many times shorter the least decode step of the trade-off map is than with full attention, by design."""
    steps = tradeoff_latency()["one decode step"]
    return Table(**{str(name).lower().replace(" ", "_"): Ratio(steps["MHA"] / step) for name, step in steps.items()})
