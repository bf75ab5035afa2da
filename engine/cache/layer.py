"""Which memory each kind of attention has. A new mechanism is one row here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, Self

import torch
from torch import Tensor

from engine.cache.ring import Ring
from engine.cache.tokens import EveryToken, pair
from engine.config import AttentionKind, ModelConfig

if TYPE_CHECKING:
    from engine.step import Step


class LayerCache(Protocol):
    """What one layer remembers of a batch of requests."""

    @property
    def resumable(self) -> bool:
        """Whether a pass that was broken off leaves the tokens before it whole."""
        ...

    def append(self, first: Tensor, second: Tensor, step: Step) -> tuple[Tensor, Tensor]:
        """Takes in what a step's tokens leave behind; returns what they may see."""
        ...

    def check_truncate(self, length: int, n: int) -> None:
        """Raises ValueError if a row of `length` tokens cannot go back to `n`."""
        ...

    def tensors(self) -> Iterator[Tensor]: ...

    def clone(self) -> Self: ...


def layer_cache(
    config: ModelConfig,
    kind: AttentionKind,
    *,
    batch: int,
    slots: int,
    dtype: torch.dtype,
    device: torch.device | None,
) -> LayerCache:
    """An empty memory for one layer of that kind."""
    widths = (config.head_dim, config.head_dim)
    if kind == "window" and config.window is not None:
        slots = min(slots, config.window)
        keys, values = pair(batch, config.n_kv_heads, slots, widths, dtype=dtype, device=device)
        return Ring(keys, values, window=config.window, slots=slots)
    if kind == "latent" and config.mla is not None:
        widths = (config.mla.kv_latent, config.mla.rope_dim)
        return EveryToken(*pair(batch, 1, slots, widths, dtype=dtype, device=device))
    return EveryToken(*pair(batch, config.n_kv_heads, slots, widths, dtype=dtype, device=device))
