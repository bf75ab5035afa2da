"""The feed-forward layer of Gemma: SwiGLU's three matrices, bent by GELU."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from engine.feed_forward.swiglu import SwiGlu


class GeGlu(SwiGlu):
    """GeGLU (arXiv 2002.05202), with GELU by its tanh approximation."""

    @staticmethod
    def bend(x: Tensor) -> Tensor:
        return F.gelu(x, approximate="tanh")
