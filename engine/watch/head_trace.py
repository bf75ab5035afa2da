"""One head of a real model, step by step: the tensors that the fast path never keeps."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.attention.steps.trace import Trace
from engine.model import GPT
from engine.watch.attention_pattern import full_attention, inputs_of


@torch.inference_mode()
def trace_head(model: GPT, token_ids: Tensor, layer: int, head: int) -> Trace:
    """What a head makes of one text: token_ids [1, T] -> queries, keys, values and context [T, D], the rest [T, T].

    Queries and keys are as they meet, turned to their positions where the model does that. Query heads that share a
    key head show the same keys and values. Raises ValueError for a head that is not there, does not attend to the
    whole text, or bends its scores.
    """
    attention = full_attention(model, layer)
    if attention.score_cap is not None:
        raise ValueError(f"layer {layer} bends its scores, score_cap={attention.score_cap}; a head is traced without")
    if not 0 <= head < model.config.n_heads:
        raise ValueError(f"head={head} is not one of the layer's 0 to {model.config.n_heads - 1}")
    ((x, step),) = inputs_of([attention], model, token_ids)
    q, k, v = attention.heads(x)  # [1, H, T, D], [1, Hkv, T, D]
    shared = head // (q.shape[1] // k.shape[1])
    q, k, v = step.rotate(q)[0, head], step.rotate(k)[0, shared], v[0, shared]
    scores = q @ k.mT
    scaled = scores * attention.scale
    future = torch.ones_like(scores, dtype=torch.bool).triu(1)
    masked = scaled.masked_fill(future, -torch.inf)
    weights = masked.softmax(dim=-1)
    named = {"queries": q, "keys": k, "values": v, "scores": scores, "scaled": scaled, "masked": masked}
    return Trace(named, weights=weights, context=weights @ v)
