"""Which class runs which feed-forward layer. A new one is one file and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from torch import nn

from engine.config import FeedForwardKind
from engine.feed_forward.geglu import GeGlu
from engine.feed_forward.gelu import Gelu
from engine.feed_forward.swiglu import SwiGlu

FEED_FORWARD: Mapping[FeedForwardKind, type[nn.Module]] = MappingProxyType(
    {"gelu": Gelu, "swiglu": SwiGlu, "geglu": GeGlu}
)
