"""The goals that the whole lab path asks for between its steps. `labs/ch04/CH4B-LAB-APP-B.toml` holds the same."""

from __future__ import annotations

from engine.fact import computed
from engine.units import Ratio, Table


@computed()
def path_gates() -> Table:
    """Goals of the course's lab path: shares and times not to be exceeded, speeds and savings to be reached.

    Most of the FLOPs in attention's products, least speed with a cache, least saving of each design, most time of the
    feed-forward layers with experts.
    """
    return Table(
        attention_at_most=Ratio(0.5),
        cache_at_least=Ratio(1.3),
        gqa_at_least=Ratio(4),
        mla_at_least=Ratio(0.5),
        window_at_least=Ratio(0.5),
        experts_at_most=Ratio(0.9),
    )
