"""A small model that serves while somebody looks: what facts draw is what the loop did."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.model import GPT
from engine.serving.blocks import BlockPool, Copy
from engine.serving.runner import ModelRunner
from engine.serving.scheduler import Work

SHAPE = ModelConfig(
    n_layers=1, n_heads=2, n_kv_heads=1, head_dim=8, d_model=16, d_ff=32, vocab_size=64, max_seq_len=16
)  # fmt: skip
SEED = 123

Look = Callable[[Sequence[Work]], object]


class NotingRunner(ModelRunner):
    """Runs a model with random weights; `look` sees the work of each step, with its blocks, before it is run."""

    def __init__(self, pool: BlockPool, look: Look) -> None:
        torch.manual_seed(SEED)
        super().__init__(GPT(SHAPE).eval(), pool)
        self._look = look

    def __call__(self, work: Sequence[Work], copies: Sequence[Copy]) -> tuple[Tensor, ...]:
        self._look(work)
        return super().__call__(work, copies)
