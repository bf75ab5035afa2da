"""The nine ways by their names, built from one set of weights."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.attention.ways.library import Flex, Sdpa, SdpaMask, TorchMha, TorchMhaWeights
from engine.attention.ways.way import Way, Weights
from engine.attention.ways.written import Einsum, Fused, Plain, Stacked

WAYS: Mapping[str, type[Way]] = MappingProxyType(
    {
        "stacked": Stacked,
        "fused": Fused,
        "einsum": Einsum,
        "plain": Plain,
        "sdpa": Sdpa,
        "sdpa_mask": SdpaMask,
        "torch_mha": TorchMha,
        "torch_mha_weights": TorchMhaWeights,
        "flex": Flex,
    }
)

# Which way is in no race that needs a backward pass, and why.
NO_BACKWARD: Mapping[str, str] = MappingProxyType(
    {"flex": "PyTorch's FlexAttention has no backward pass on a CPU (as of 2.13)"}
)
TRAINABLE = tuple(name for name in WAYS if name not in NO_BACKWARD)


def transfer(weights: Weights, max_seq_len: int) -> dict[str, Way]:
    """Every way with the same weights."""
    return {name: way.built(weights, max_seq_len) for name, way in WAYS.items()}
