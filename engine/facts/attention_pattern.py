"""Where a head of a real model looks, weight by weight.

Source of the model: Ben Allal et al., "SmolLM2", 2025, arXiv:2502.02737.
"""

from __future__ import annotations

import torch

from engine.fact import computed
from engine.pretrained import pretrained
from engine.units import Matrix
from engine.watch.attention_pattern import attention_weights

MODEL = "smollm2-135m"
TEXT = "The dog slept because it was tired"
LAYER, HEAD = 13, 8  # counted from 0: of all heads the one in which "it" looks most at "dog"


@computed(source="SmolLM2, arXiv:2502.02737", atol=0.02)
def attention_pattern() -> Matrix:
    """How much each word of a sentence reads each word before it, in one head of SmolLM2-135M: "it" finds its noun."""
    model = pretrained(MODEL, dtype=torch.float32)
    assert model.tokenizer is not None, "the package carries its vocabulary"
    ids = model.tokenizer.encode(TEXT)
    words = tuple(model.tokenizer.decode([token]).strip() for token in ids)
    weights = attention_weights(model, torch.tensor([ids]), LAYER)[HEAD]  # [T, T]
    return Matrix(words, words, tuple(tuple(round(weight, 3) for weight in row) for row in weights.tolist()))
