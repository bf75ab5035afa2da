"""Who looks at whom: the attention weights of one layer, seen from outside while the model runs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from engine.attention.full import FullAttention
from engine.model import GPT


@torch.inference_mode()
def attention_weights(model: GPT, token_ids: Tensor, layer: int) -> Tensor:
    """The weights with which each token of one text mixes the values before it: token_ids [1, T] -> [H, T, T].

    Row t adds up to 1 over the columns up to t (arXiv 1706.03762, equation 1). The fast path never forms this
    matrix, so the layer's queries and keys are caught on their way and multiplied here. Raises ValueError for a
    layer that is not there or does not attend to the whole text.
    """
    if not 0 <= layer < len(model.blocks):
        raise ValueError(f"layer={layer} is not one of the model's 0 to {len(model.blocks) - 1}")
    attention = model.blocks[layer].attention
    if type(attention) is not FullAttention:
        raise ValueError(f"layer {layer} has {type(attention).__name__}; weights are shown for full attention")
    if token_ids.shape[0] != 1:
        raise ValueError(f"token_ids has {token_ids.shape[0]} rows; weights are shown for one text")
    caught: dict[str, Tensor] = {}
    fast = attention.attend

    def catch(q: Tensor, k: Tensor, v: Tensor, step: Any) -> Tensor:
        caught["q"], caught["k"] = q[0], k[0]  # [H, T, D], [Hkv, T, D]
        return fast(q, k, v, step)

    attention.attend = catch  # type: ignore[method-assign]
    try:
        model(token_ids, last_only=True)
    finally:
        del attention.attend
    q, k = caught["q"], caught["k"]
    k = k.repeat_interleave(q.shape[0] // k.shape[0], dim=0)
    scores = q @ k.transpose(-1, -2) * attention.scale
    if attention.score_cap is not None:
        scores = attention.score_cap * torch.tanh(scores / attention.score_cap)
    future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -torch.inf).softmax(-1)
