"""Four ways in which every step is written out: scores, mask, softmax and sum (arXiv 1706.03762, equation 1)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import torch
from torch import Tensor, nn

from engine.attention.ways.way import Way, Weights, join, split


def attend(q: Tensor, k: Tensor, v: Tensor, may_look: Tensor) -> Tensor:
    """q, k, v [..., T, D], may_look [T, T] -> [..., T, D]"""
    scores = q @ k.mT / math.sqrt(q.shape[-1])  # [..., T, T]
    scores = scores.masked_fill(~may_look, -torch.inf)
    return scores.softmax(dim=-1) @ v


class Stacked(Way):
    """Heads one after the other, each with its own three projections; their outputs side by side."""

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__(d_model, n_heads, max_seq_len)
        narrow = partial(nn.Linear, d_model, d_model // n_heads, bias=False)
        self.queries, self.keys, self.values = (nn.ModuleList(narrow() for _ in range(n_heads)) for _ in range(3))
        self.output = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        heads = [
            attend(query(x), key(x), value(x), self.allowed(x))  # [B, T, D]
            for query, key, value in zip(self.queries, self.keys, self.values, strict=True)
        ]
        x = self.output(torch.cat(heads, dim=-1))
        return x

    @staticmethod
    def layout(weights: Weights) -> Mapping[str, Tensor]:
        named = zip(("queries", "keys", "values"), weights.qkv, strict=True)
        parts = {f"{name}.{head}.weight": each for name, part in named for head, each in enumerate(part)}
        return {**parts, "output.weight": weights.output}


class Plain(Way):
    """Three projections for all heads together, split into heads that attend side by side."""

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__(d_model, n_heads, max_seq_len)
        self.query, self.key, self.value = (nn.Linear(d_model, d_model, bias=False) for _ in range(3))
        self.output = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        q, k, v = (split(part(x), self.n_heads) for part in (self.query, self.key, self.value))
        x = self.output(join(attend(q, k, v, self.allowed(x))))
        return x

    @staticmethod
    def layout(weights: Weights) -> Mapping[str, Tensor]:
        query, key, value = weights.qkv.flatten(1, 2)  # each [C, C]
        return {
            "query.weight": query,
            "key.weight": key,
            "value.weight": value,
            "output.weight": weights.output,
        }


class Fused(Way):
    """Queries, keys and values from one product, then as `Plain`."""

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__(d_model, n_heads, max_seq_len)
        self.qkv = nn.Linear(d_model, 3 * d_model, bias=False)
        self.output = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        q, k, v = (split(part, self.n_heads) for part in self.qkv(x).chunk(3, dim=-1))
        x = self.output(join(self.mix(q, k, v, x)))
        return x

    def mix(self, q: Tensor, k: Tensor, v: Tensor, x: Tensor) -> Tensor:
        """What each head takes from the values that it may see: [B, H, T, D]. The ways of PyTorch replace this."""
        return attend(q, k, v, self.allowed(x))

    @staticmethod
    def layout(weights: Weights) -> Mapping[str, Tensor]:
        return {"qkv.weight": weights.qkv.flatten(0, 2), "output.weight": weights.output}


class Einsum(Way):
    """Each product named by its axes, so that nothing is split, turned or joined by hand."""

    def __init__(self, d_model: int, n_heads: int, max_seq_len: int) -> None:
        super().__init__(d_model, n_heads, max_seq_len)
        self.qkv = nn.Parameter(torch.empty(3, n_heads, d_model // n_heads, d_model))
        self.output = nn.Parameter(torch.empty(d_model, n_heads, d_model // n_heads))

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        q, k, v = torch.einsum("btc,phdc->pbhtd", x, self.qkv)
        scores = torch.einsum("bhtd,bhsd->bhts", q, k) / math.sqrt(q.shape[-1])
        weights = scores.masked_fill(~self.allowed(x), -torch.inf).softmax(dim=-1)
        heads = torch.einsum("bhts,bhsd->bthd", weights, v)
        return torch.einsum("bthd,chd->btc", heads, self.output)

    @staticmethod
    def layout(weights: Weights) -> Mapping[str, Tensor]:
        return {"qkv": weights.qkv, "output": torch.unflatten(weights.output, 1, (weights.n_heads, -1))}
