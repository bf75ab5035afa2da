"""Full attention that writes its whole score matrix down, as before FlashAttention: what tiles are set against."""

from __future__ import annotations

from typing import Self

import torch
from torch import Tensor

from engine.attention.full import FullAttention
from engine.attention.tiles import full_matrix
from engine.kernels.kept import unpacked
from engine.step import Step


class FullScores(FullAttention):
    """The same layer with the same weights; only how queries meet keys is another."""

    @classmethod
    def of(cls, layer: FullAttention) -> Self:
        """A layer that shares all that another holds. Raises ValueError for scores that are capped."""
        if layer.score_cap is not None:
            raise ValueError(f"scores capped at {layer.score_cap} are not written down here; models without a cap are")
        other = cls.__new__(cls)
        other.__dict__ = dict(layer.__dict__)
        return other

    def attend(self, q: Tensor, k: Tensor, v: Tensor, step: Step) -> Tensor:
        """q [B, H, T, D], k and v [B, Hkv, S, D] -> [B, H, T, D], by a matrix [B·Hkv, H/Hkv·T, S] of scores."""
        B, H, T, D = q.shape
        shared, S = k.shape[1:3]
        rows = (q * (self.scale * D**0.5)).reshape(B * shared, H // shared * T, D)
        mask = _added(step, k, q).repeat(1, 1, H // shared, 1)  # [B or 1, 1, H/Hkv·T, S]
        mask = mask.expand(B, shared, -1, S).flatten(0, 1)  # without memory of its own where all texts have one
        keys, values = (unpacked(x).reshape(B * shared, S, D) for x in (k, v))
        return full_matrix.attend(rows, keys, values, mask=mask).reshape(B, H, T, D)


def _added(step: Step, k: Tensor, q: Tensor) -> Tensor:
    """What is added to scores: 0 where a query sees a key, −∞ where not. [B or 1, 1, T, S]"""
    seen, T, S = step.mask, q.shape[2], k.shape[2]
    if seen is None:
        seen = torch.ones(1, 1, T, S, dtype=torch.bool, device=q.device)
        seen = seen.tril() if step.causal and T > 1 else seen
    return torch.zeros(seen.shape, dtype=q.dtype, device=q.device).masked_fill(~seen, -torch.inf)
