"""What the makers of fused attention kernels state of later versions, each against the one before it."""

from __future__ import annotations

from engine.fact import published
from engine.units import Ratio, Table


@published(source="abstracts of FlashAttention-2, 2023, arXiv:2307.08691, and FlashAttention-3, 2024, arXiv:2407.08608")
def flash_versions_stated() -> Table:
    """How many times as fast attention is: FlashAttention-2 as the first on an A100, then -3 as -2 on an H100 in fp16.

    `…_peak` is the share of the chip's arithmetic that it attains at most.
    """
    return Table(
        second=Ratio(2),
        second_peak=Ratio(0.73),
        third_least=Ratio(1.5),
        third_most=Ratio(2.0),
        third_peak=Ratio(0.75),
    )
