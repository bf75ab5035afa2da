"""Cached vectors in a narrower type than their reader's, and attention that reads them as they are."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_map

from engine.kernels.library import kernels


class Narrow(Tensor):
    """Vectors [B, heads, S, D] of the reader's type to whoever looks at them, int8 with a scale each or bf16 in memory.

    Every operation but `attend_narrow` is given the values, widened for it alone.
    """

    elements: Tensor
    scales: Tensor | None

    @staticmethod
    def __new__(cls, elements: Tensor, scales: Tensor | None, dtype: torch.dtype) -> Narrow:
        narrow: Narrow = torch.Tensor._make_wrapper_subclass(cls, elements.shape, dtype=dtype, device=elements.device)
        narrow.elements, narrow.scales = elements, scales
        return narrow

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        given = tree_map(widened, (tuple(args), dict(kwargs or {})))
        return function(*given[0], **given[1])


def widened(value: Any) -> Any:
    """A narrow tensor's values in its reader's type; everything else as it is."""
    if not isinstance(value, Narrow):
        return value
    wide = value.elements.to(value.dtype)
    return wide if value.scales is None else wide * value.scales.to(value.dtype)


def attend_narrow(q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor | None:
    """What one new token's queries take from narrow keys and values, or None where no kernel reads them so.

    q [B, heads, queries, D], k and v [B, heads, S, D] -> [B, heads, queries, D]. All S tokens are seen.
    """
    here = kernels()
    if here is None or not (isinstance(k, Narrow) and isinstance(v, Narrow)) or not q.is_cpu:
        return None
    if k.elements.dtype not in (torch.int8, torch.bfloat16):
        return None
    y = here.attend((q.float() * scale).contiguous(), (k.elements, k.scales), (v.elements, v.scales))
    return y.to(q.dtype)
