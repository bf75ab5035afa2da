"""What reading keys and values from blocks costs a kernel, as its authors state it."""

from __future__ import annotations

from engine.fact import published
from engine.units import Ratio, Table


@published(source="Kwon et al., PagedAttention, 2023, arXiv:2309.06180, section 7.1: beside FasterTransformer's")
def paging_kernel_stated() -> Table:
    """How much longer the paper's attention kernel takes for keys and values in blocks, from and to."""
    return Table(least=Ratio(0.20), most=Ratio(0.26))
