"""The feed-forward layer of the first transformers: widen, bend, narrow."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.layers import Linear


class Gelu(nn.Module):
    """GELU (arXiv 1606.08415) by its tanh approximation, as GPT-2 has it."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.up = Linear(config.d_model, config.d_ff, bias=config.bias)
        self.down = Linear(config.d_ff, config.d_model, bias=config.bias)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        x = self.down(F.gelu(self.up(x), approximate="tanh"))
        return x
