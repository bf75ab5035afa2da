"""One head of a real model, step by step: the tensors that the fast path never keeps."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.attention.full import FullAttention
from engine.attention.steps.trace import Trace
from engine.model import GPT
from engine.step import Step


@torch.inference_mode()
def trace_head(model: GPT, token_ids: Tensor, layer: int, head: int) -> Trace:
    """What a head makes of one text: token_ids [1, T] -> queries, keys, values and context [T, D], the rest [T, T].

    Queries and keys are as they meet, turned to their positions where the model does that. Query heads that share a
    key head show the same keys and values. Raises ValueError for a head that is not there, does not attend to the
    whole text, or bends its scores.
    """
    if not 0 <= layer < len(model.blocks):
        raise ValueError(f"layer={layer} is not one of the model's 0 to {len(model.blocks) - 1}")
    attention = model.blocks[layer].attention
    if type(attention) is not FullAttention or attention.score_cap is not None:
        raise ValueError(f"layer {layer} has {type(attention).__name__}; only plain full attention is traced")
    if not 0 <= head < model.config.n_heads:
        raise ValueError(f"head={head} is not one of the layer's 0 to {model.config.n_heads - 1}")
    if token_ids.shape[0] != 1:
        raise ValueError(f"token_ids has {token_ids.shape[0]} rows; a head is traced for one text")
    caught: list[tuple[Tensor, Step]] = []

    def catch(_: nn.Module, given: tuple[Tensor, Step, None]) -> None:
        caught.append(given[:2])

    handle = attention.register_forward_pre_hook(catch)
    try:
        model(token_ids, last_only=True)
    finally:
        handle.remove()
    ((x, step),) = caught
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
