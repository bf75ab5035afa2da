"""Which class runs which kind of attention. A new mechanism is one file and one row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from torch import nn

from engine.attention.delta import GatedDeltaNet
from engine.attention.full import FullAttention
from engine.attention.latent import LatentAttention
from engine.attention.window import WindowAttention
from engine.config import AttentionKind

ATTENTION: Mapping[AttentionKind, type[nn.Module]] = MappingProxyType(
    {"full": FullAttention, "window": WindowAttention, "latent": LatentAttention, "delta": GatedDeltaNet}
)
