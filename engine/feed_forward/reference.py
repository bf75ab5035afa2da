"""A mixture of experts as one reads it in a paper: a loop over tokens. The fast path is tested against this."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.config import MoeConfig
from engine.feed_forward.moe import MixtureOfExperts


def mix(layer: MixtureOfExperts, moe: MoeConfig, x: Tensor) -> Tensor:
    """Each token's experts in turn (arXiv 2401.04088, section 2.1). x [B, T, C] -> [B, T, C]"""
    out = torch.zeros_like(x)
    for b in range(x.shape[0]):
        for t in range(x.shape[1]):
            token = x[b, t]
            for expert, share in route(layer, moe, token).items():
                out[b, t] += share * layer.expert(expert, token[None])[0]
            if layer.shared is not None:
                weight = 1.0
                if layer.shared_gate is not None:
                    weight = float(torch.sigmoid(layer.shared_gate(token)))
                out[b, t] += weight * layer.shared(token)
    return out


def route(layer: MixtureOfExperts, moe: MoeConfig, token: Tensor) -> dict[int, float]:
    """The experts of one token [C] and their shares (arXiv 2405.04434, section 2.2; 2412.19437, section 2.1.2)."""
    logits = layer.router.weight @ token
    scores = (torch.softmax(logits, dim=0) if moe.scoring == "softmax" else torch.sigmoid(logits)).tolist()
    balance = [0.0] * moe.n_experts if layer.router.balance is None else layer.router.balance.tolist()
    ranked = {expert: scores[expert] + balance[expert] for expert in range(moe.n_experts)}

    size = moe.n_experts // moe.n_groups
    groups = [range(first, first + size) for first in range(0, moe.n_experts, size)]
    deciding = 1 if moe.scoring == "softmax" else 2
    groups.sort(key=lambda group: -sum(sorted((ranked[e] for e in group), reverse=True)[:deciding]))
    allowed = [expert for group in groups[: moe.top_groups] for expert in group]

    chosen = sorted(allowed, key=lambda expert: -ranked[expert])[: moe.top_k]
    whole = sum(scores[expert] for expert in chosen) if moe.normalised else 1.0
    return {expert: moe.scale * scores[expert] / whole for expert in chosen}
