"""The feed-forward layer of Llama and its successors: one half opens and shuts the other."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.layers import Linear


class SwiGlu(nn.Module):
    """SwiGLU (arXiv 2002.05202): three matrices where GELU has two."""

    def __init__(self, config: ModelConfig, d_ff: int | None = None) -> None:
        super().__init__()
        width = d_ff or config.d_ff
        self.gate = Linear(config.d_model, width, bias=config.bias)
        self.up = Linear(config.d_model, width, bias=config.bias)
        self.down = Linear(width, config.d_model, bias=config.bias)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        x = self.down(self.bend(self.gate(x)) * self.up(x))
        return x

    @staticmethod
    def bend(x: Tensor) -> Tensor:
        return F.silu(x)
