"""What each kind of attention remembers of a request: every token, a window of them, latents, or a state."""

from __future__ import annotations

import torch

from engine.cache.every_token import EveryToken
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

    def store(heads: int, slots: int, width: int) -> Store:
        return Store(batch, heads, slots, width, dtype=dtype, device=device)

    if kind == "window" and config.window is not None:
        slots = min(slots, config.window)
        keys, values = (store(config.n_kv_heads, slots, config.head_dim) for _ in range(2))
        return Ring(keys, values, window=config.window, slots=slots)
    if kind == "latent" and (mla := config.mla) is not None:
        return EveryToken(store(1, slots, mla.kv_latent + mla.rope_dim))
    if kind == "delta" and (delta := config.delta) is not None:
        inputs = store(1, delta.conv, delta.conv_channels)
        matrices = torch.zeros(batch, delta.n_v_heads, delta.k_dim, delta.v_dim, dtype=torch.float32, device=device)
        return State(inputs, matrices)
    return EveryToken(*(store(config.n_kv_heads, slots, config.head_dim) for _ in range(2)))
