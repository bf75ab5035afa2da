"""What the weights take in memory, and what of them one decode step reads."""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.dtypes import DTYPE_BYTES, element_bytes, require_positive
from engine.cost.parameters import expert_parameters, parameters
from engine.units import Bytes, Count

__all__ = ["DTYPE_BYTES", "experts_read", "weight_bytes", "weights_read"]


def weight_bytes(config: ModelConfig, *, dtype: str = "bf16") -> Bytes:
    """Bytes that all weights take."""
    return Bytes(parameters(config).total * element_bytes(dtype))


def weights_read(config: ModelConfig, *, batch: int = 1, dtype: str = "bf16") -> Bytes:
    """Bytes of weights that one step reads for `batch` tokens.

    Each weight once, however many tokens share it; of the embedding only the tokens' own rows, which is next
    to nothing, but the whole of it where it is the head as well; of the experts those that any token reaches.
    """
    count = parameters(config)
    head = config.vocab_size * config.d_model
    idle = 0.0
    if config.moe is not None:
        idle = config.n_moe_layers * (config.moe.n_experts - experts_read(config, batch=batch))
    elements = count.attention + count.feed_forward + count.router + count.norm + head
    return Bytes((elements - idle * expert_parameters(config)) * element_bytes(dtype))


def experts_read(config: ModelConfig, *, batch: int = 1) -> Count:
    """Experts a layer that a step of `batch` tokens is expected to reach, each token choosing evenly by itself.

    E · (1 − (1 − k/E)^B): real routers are less even, so real steps read fewer.
    """
    require_positive(batch=batch)
    if config.moe is None:
        return Count(0)
    n, k = config.moe.n_experts, config.moe.top_k
    return Count(n * (1 - (1 - k / n) ** batch))
