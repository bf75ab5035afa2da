"""Whether anything looks ahead, found from outside: change the future, and no output of the past may move."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


@torch.no_grad()
def past_moves(attend: Callable[..., Tensor], *inputs: Tensor) -> float:
    """How far the first half of the tokens' outputs move when the second half's inputs change sign; 0 if it is causal.

    Inputs and output have their tokens in the last axis but one: [B, T, C] or [B, H, T, D].
    """
    half = inputs[0].shape[-2] // 2
    others = [torch.cat([x[..., :half, :], -x[..., half:, :]], dim=-2) for x in inputs]
    before, after = (attend(*given)[..., :half, :] for given in (inputs, others))
    return float((before - after).abs().max())
