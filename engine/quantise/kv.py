"""Keys and values kept in few bits: keys by channel, values by token.

Liu et al., "KIVI: A Tuning-Free Asymmetric 2bit Quantization for KV Cache", 2024, arXiv:2402.02750, sections 3.2, 3.3.
Keys have channels that are large in every token: a scale of their own keeps them from coarsening the others. Values
have none, and are summed by token, so there an error stays with its token.

```
 keys     [.., S, D]   each channel, 32 tokens of it, shares a scale and an offset:   down the columns
 values   [.., S, D]   each token, 32 channels of it:                                 along the rows
```
"""

from __future__ import annotations

from torch import Tensor

from engine.quantise.grid import Scheme, nearest
from engine.quantise.quantised import Quantised

GROUP = 32


def narrow_keys(keys: Tensor, bits: int, group: int = GROUP) -> Quantised:
    """By channel: [.., S, D], with S a multiple of the group; what is held is turned, [.., D, S]"""
    return nearest(keys.mT, Scheme(bits=bits, share=group, symmetric=False))


def wide_keys(held: Quantised) -> Tensor:
    """The keys again, [.., S, D]"""
    return held.dequantised().mT


def narrow_values(values: Tensor, bits: int, group: int = GROUP) -> Quantised:
    """By token: [.., S, D], with D a multiple of the group"""
    return nearest(values, Scheme(bits=bits, share=group, symmetric=False))


def wide_values(held: Quantised) -> Tensor:
    """The values again, [.., S, D]"""
    return held.dequantised()


def error(given: Tensor, kept: Tensor) -> float:
    """How large the error is beside what was given: ‖x − x̂‖ / ‖x‖."""
    return float((given - kept).norm() / given.norm())
