"""Where a head of a real model looks, weight by weight.

Source of the model: Ben Allal et al., "SmolLM2", 2025, arXiv:2502.02737.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from engine.attention.full import FullAttention
from engine.fact import computed
from engine.pretrained import pretrained
from engine.units import Matrix

MODEL = "smollm2-135m"
TEXT = "The dog slept because it was tired"
LAYER, HEAD = 13, 8  # counted from 0: of all heads the one in which "it" looks most at "dog"


@computed(source="SmolLM2, arXiv:2502.02737", atol=0.02)
def attention_pattern() -> Matrix:
    """How much each word of a sentence reads each word before it, in one head of SmolLM2-135M: "it" finds its noun."""
    model = pretrained(MODEL)
    assert model.tokenizer is not None, "the package carries its vocabulary"
    ids = model.tokenizer.encode(TEXT)
    words = tuple(model.tokenizer.decode([one]).strip() for one in ids)
    weights: list[Tensor] = []

    def watch(layer: nn.Module, given: tuple[Any, ...]) -> None:
        assert isinstance(layer, FullAttention)
        weights.append(weights_of(layer, *given))

    layers = [layer for layer in model.modules() if isinstance(layer, FullAttention)]
    handle = layers[LAYER].register_forward_pre_hook(watch)
    try:
        with torch.inference_mode():
            model(torch.tensor([ids]))
    finally:
        handle.remove()
    return Matrix(words, words, tuple(tuple(round(one, 3) for one in row) for row in weights[0][HEAD].tolist()))


def weights_of(layer: FullAttention, x: Tensor, step: Any) -> Tensor:
    """The softmax of the scores that a layer computes inside its kernel. x [1, T, C] -> [H, T, T]"""
    q, k, _ = layer.heads(x)
    q, k = step.rotate(q)[0], step.rotate(k)[0]  # [H, T, D], [Hkv, T, D]
    scores = q @ k.repeat_interleave(len(q) // len(k), dim=0).mT * layer.scale  # [H, T, T]
    later = torch.ones(scores.shape[1:], dtype=torch.bool).triu(1)
    weights: Tensor = scores.masked_fill(later, -torch.inf).float().softmax(dim=-1)
    return weights
