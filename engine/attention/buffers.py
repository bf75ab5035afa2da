"""Three places where a layer can keep its mask: a plain attribute, a buffer, and a buffer that is not saved."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import torch
from torch import Tensor, nn


class Masked(nn.Module):
    """The projections of one attention layer, without biases, and what stands beside them: a mask [T, T]."""

    mask: Tensor

    def __init__(self, d_model: int, mask: Tensor) -> None:
        super().__init__()
        self.qkv = nn.Linear(d_model, 3 * d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)
        self.keep(mask)

    def keep(self, mask: Tensor) -> None:
        """As a plain attribute: `to`, `half` and `state_dict` know nothing of it."""
        self.mask = mask


class Saved(Masked):
    """As a buffer: it moves with the weights and is saved with them."""

    def keep(self, mask: Tensor) -> None:
        self.register_buffer("mask", mask)


class NotSaved(Masked):
    """As a buffer that is not saved: it moves with the weights, and is made anew from the layer's settings."""

    def keep(self, mask: Tensor) -> None:
        self.register_buffer("mask", mask, persistent=False)


KEEPERS: Mapping[str, type[Masked]] = MappingProxyType({"attribute": Masked, "saved": Saved, "not_saved": NotSaved})


def state_bytes(layer: nn.Module) -> int:
    """Bytes of what `state_dict` holds, and so of a checkpoint's numbers."""
    return sum(value.nbytes for value in layer.state_dict().values())


def moves(layer: Masked) -> bool:
    """Whether the mask goes where the weights go: here to the device that holds shapes and no numbers."""
    layer = layer.to("meta")
    return layer.mask.device == layer.qkv.weight.device


def casts(layer: Masked) -> bool:
    """Whether `half()` makes the mask 16-bit numbers too."""
    return layer.half().mask.dtype == torch.float16
