"""What each kind of attention remembers of a request: every token, a window of them, latents, or a state."""

from __future__ import annotations

import torch

from engine.cache.every_token import EveryToken, pair
from engine.cache.ring import Ring
from engine.cache.state import State
from engine.cache.store import Store
from engine.config import AttentionKind, ModelConfig

LayerCache = EveryToken | Ring | State
"""What one layer remembers of a batch of requests."""


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
    if kind == "latent" and (mla := config.mla) is not None:
        return EveryToken(*pair(batch, 1, slots, (mla.kv_latent, mla.rope_dim), dtype=dtype, device=device))
    if kind == "delta" and (delta := config.delta) is not None:
        inputs = Store(batch, 1, delta.conv, delta.conv_channels, dtype=dtype, device=device)
        matrices = torch.zeros(batch, delta.n_v_heads, delta.k_dim, delta.v_dim, dtype=torch.float32, device=device)
        return State(inputs, matrices)
    return EveryToken(*pair(batch, config.n_kv_heads, slots, widths, dtype=dtype, device=device))
