"""Which class runs which feed-forward layer. A new one is one file and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from torch import nn

from engine.config import FeedForwardKind, ModelConfig
from engine.feed_forward.geglu import GeGlu
from engine.feed_forward.gelu import Gelu
from engine.feed_forward.moe import MixtureOfExperts
from engine.feed_forward.swiglu import SwiGlu

FEED_FORWARD: Mapping[FeedForwardKind, type[nn.Module]] = MappingProxyType(
    {"gelu": Gelu, "swiglu": SwiGlu, "geglu": GeGlu}
)


def feed_forward(config: ModelConfig, layer: int) -> nn.Module:
    """The feed-forward layer at that height: dense, or a mixture of experts."""
    if config.moe is not None and layer >= config.moe.first_dense:
        return MixtureOfExperts(config)
    return FEED_FORWARD[config.ffn](config)
