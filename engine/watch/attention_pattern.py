"""Who looks at whom: the attention weights of one layer, seen from outside while the model runs."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.attention.full import FullAttention
from engine.model import GPT
from engine.step import Step


@torch.inference_mode()
def attention_weights(model: GPT, token_ids: Tensor, layer: int) -> Tensor:
    """The weights with which each token of one text mixes the values before it: token_ids [1, T] -> [H, T, T].

    Row t adds up to 1 over the columns up to t (arXiv 1706.03762, equation 1). The fast path never forms this
    matrix, so what the layer is given is caught on its way, and its queries and keys are multiplied here. Raises
    ValueError for a layer that is not there or does not attend to the whole text.
    """
    if not 0 <= layer < len(model.blocks):
        raise ValueError(f"layer={layer} is not one of the model's 0 to {len(model.blocks) - 1}")
    attention = model.blocks[layer].attention
    if type(attention) is not FullAttention:
        raise ValueError(f"layer {layer} has {type(attention).__name__}; weights are shown for full attention")
    if token_ids.shape[0] != 1:
        raise ValueError(f"token_ids has {token_ids.shape[0]} rows; weights are shown for one text")
    caught: list[tuple[Tensor, Step]] = []

    def catch(_: nn.Module, given: tuple[Tensor, Step, None]) -> None:
        x, step, _cache = given
        caught.append((x, step))

    handle = attention.register_forward_pre_hook(catch)
    try:
        model(token_ids, last_only=True)
    finally:
        handle.remove()
    ((x, step),) = caught
    q, k, _ = attention.heads(x)
    q, k = step.rotate(q)[0], step.rotate(k)[0]  # [H, T, D], [Hkv, T, D]
    k = k.repeat_interleave(q.shape[0] // k.shape[0], dim=0)
    scores = q @ k.transpose(-1, -2) * attention.scale
    if attention.score_cap is not None:
        scores = attention.score_cap * torch.tanh(scores / attention.score_cap)
    future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -torch.inf).softmax(-1)
