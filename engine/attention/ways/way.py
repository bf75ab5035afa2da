"""What the ways to compute multi-head attention share: one set of weights, and how heads are split and joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Weights:
    """One layer's weights, without biases: `qkv` [3, H, D, C], of queries, keys and values, and `output` [C, C].

    C is H · D. All ways are built from these, so that they must agree.
    """

    qkv: Tensor
    output: Tensor

    @classmethod
    def drawn(cls, d_model: int, n_heads: int, *, seed: int, dtype: torch.dtype = torch.float32) -> Weights:
        """Unit normal numbers over √C: sums of C products are about as large as what goes in.

        Raises ValueError where the heads do not divide the width.
        """
        if d_model % n_heads:
            raise ValueError(f"d_model={d_model} is not a multiple of n_heads={n_heads}")
        random = torch.Generator().manual_seed(seed)
        qkv = torch.randn(3, n_heads, d_model // n_heads, d_model, generator=random, dtype=dtype)
        output = torch.randn(d_model, d_model, generator=random, dtype=dtype)
        return cls(qkv / d_model**0.5, output / d_model**0.5)

    @property
    def n_heads(self) -> int:
        return self.qkv.shape[1]

    @property
    def d_model(self) -> int:
        return self.qkv.shape[3]


class Way(nn.Module, ABC):
    """One way to compute causal multi-head attention: x [B, T, C] -> [B, T, C], T at most `max_seq_len`.

    `may_look` [max_seq_len, max_seq_len] is True where a token (row) may look at another (column).
    """

    may_look: Tensor

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        may_look = torch.ones(max_seq_len, max_seq_len, dtype=torch.bool).tril()
        self.register_buffer("may_look", may_look, persistent=False)

    @staticmethod
    @abstractmethod
    def layout(weights: Weights) -> Mapping[str, Tensor]:
        """The shared weights as this way keeps them: its parameters by name. Gradients flow back through it."""

    @classmethod
    def built(cls, weights: Weights, max_seq_len: int) -> Self:
        """The way with these weights."""
        way = cls(weights.d_model, weights.n_heads, max_seq_len).to(weights.qkv.dtype)
        way.load_state_dict(cls.layout(weights))
        return way

    def allowed(self, x: Tensor) -> Tensor:
        """[T, T], the mask of as many tokens as x [B, T, C] has."""
        return self.may_look[: x.shape[1], : x.shape[1]]


def split(x: Tensor, n_heads: int) -> Tensor:
    """[B, T, C] -> [B, H, T, D]"""
    return torch.unflatten(x, -1, (n_heads, -1)).transpose(1, 2)


def join(heads: Tensor) -> Tensor:
    """[B, H, T, D] -> [B, T, C]"""
    return heads.transpose(1, 2).flatten(2)
