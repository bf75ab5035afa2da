"""The two norms: LayerNorm (arXiv 1607.06450) and RMSNorm (arXiv 1910.07467)."""

from __future__ import annotations

from torch import Tensor, nn

from engine.config import ModelConfig
from engine.kernels.vectors import rms_norm


class RmsNorm(nn.RMSNorm):
    def forward(self, x: Tensor) -> Tensor:
        assert self.weight is not None
        return rms_norm(x, self.weight, self.eps)


def norm(config: ModelConfig) -> nn.Module:
    """The norm of a block's input, and of the last block's output."""
    if config.norm == "layer":
        return nn.LayerNorm(config.d_model, eps=config.norm_eps, bias=config.bias)
    return RmsNorm(config.d_model, eps=config.norm_eps)


def head_norm(config: ModelConfig) -> nn.Module:
    """The norm of each query and key head where `qk_norm` asks for one (arXiv 2302.05442)."""
    return RmsNorm(config.head_dim, eps=config.norm_eps) if config.qk_norm else nn.Identity()
