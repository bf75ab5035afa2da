"""Tensors that stand in memory in another form than their readers see."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_map


class Kept(Tensor):
    """A tensor of a shape and type to whoever looks at it, and something narrower in memory.

    Kernels read what is there. Every other operation is given the values, made for it alone, so nothing else need know.
    """

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # type: ignore[override]
        given = tree_map(unpacked, (tuple(args), dict(kwargs or {})))
        return function(*given[0], **given[1])

    def unpacked(self) -> Tensor:
        """All values."""
        raise NotImplementedError


def unpacked(value: Any) -> Any:
    """The values of a kept tensor; everything else as it is."""
    return value.unpacked() if isinstance(value, Kept) else value
