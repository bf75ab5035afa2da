"""A model as one would serve it, in four ways: attention with its score matrix or without, weights whole or narrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch

from engine.attention.full import FullAttention
from engine.attention.full_scores import FullScores
from engine.did_you_mean import unknown
from engine.model import GPT
from engine.quantise.grid import Scheme, nearest
from engine.quantise.model import copied, quantised

FOUR_BITS = Scheme(bits=4, share=64, symmetric=False)
"""Groups of 64 weights of a row, rounded to nearest."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    tiled: bool
    four_bits: bool

    @torch.no_grad()
    def of(self, model: GPT, scheme: Scheme = FOUR_BITS) -> GPT:
        """The model so; what does not change is shared with it. Raises ValueError for layers without full attention."""
        if not self.tiled:
            model = with_full_scores(model)
        return quantised(model, lambda weight: nearest(weight, scheme), fast=True) if self.four_bits else model


CONFIGURATIONS: Mapping[str, Configuration] = MappingProxyType(
    {
        "baseline": Configuration(tiled=False, four_bits=False),
        "tiled": Configuration(tiled=True, four_bits=False),
        "four_bits": Configuration(tiled=False, four_bits=True),
        "both": Configuration(tiled=True, four_bits=True),
    }
)


def configured(name: str, model: GPT, scheme: Scheme = FOUR_BITS) -> GPT:
    """A model in the configuration of that name. Raises ValueError with the likely one for a name that is not known."""
    if name not in CONFIGURATIONS:
        raise unknown("configuration", name, CONFIGURATIONS)
    return CONFIGURATIONS[name].of(model, scheme)


def with_full_scores(model: GPT) -> GPT:
    """The model once more, its attention with the whole score matrix."""
    other = copied(model)
    for block in other.blocks:
        if type(block.attention) is not FullAttention:
            raise ValueError(
                f"{type(block.attention).__name__} has no score matrix here; layers of full attention have"
            )
        block.attention = FullScores.of(block.attention)
    return other
