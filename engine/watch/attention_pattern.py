"""Who looks at whom: the attention weights of one layer, seen from outside while the model runs."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from engine.attention.full import FullAttention
from engine.model import GPT
from engine.step import Step


def attention_weights(model: GPT, token_ids: Tensor, layer: int) -> Tensor:
    """The weights with which each token of one text mixes the values before it: token_ids [1, T] -> [H, T, T].

    Row t adds up to 1 over the columns up to t (arXiv 1706.03762, equation 1). Raises ValueError for a layer that is
    not there or does not attend to the whole text.
    """
    return weights_of_layers(model, token_ids, [layer])[0]


@torch.inference_mode()
def weights_of_layers(model: GPT, token_ids: Tensor, layers: Sequence[int]) -> Tensor:
    """The same of several layers, from one pass: token_ids [1, T] -> [L, H, T, T]."""
    attentions = [full_attention(model, layer) for layer in layers]
    given = inputs_of(attentions, model, token_ids)
    return torch.stack([_weights(attention, x, step) for attention, (x, step) in zip(attentions, given, strict=True)])


def full_attention(model: GPT, layer: int) -> FullAttention:
    """A layer's attention. Raises ValueError where it is not there or not of this kind."""
    if not 0 <= layer < len(model.blocks):
        raise ValueError(f"layer={layer} is not one of the model's 0 to {len(model.blocks) - 1}")
    attention = model.blocks[layer].attention
    if type(attention) is not FullAttention:
        raise ValueError(f"layer {layer} has {type(attention).__name__}; weights are shown for full attention")
    return attention


def inputs_of(attentions: Sequence[FullAttention], model: GPT, token_ids: Tensor) -> list[tuple[Tensor, Step]]:
    """What layers are given while the model reads one text: x [1, T, C] each, and where its tokens stand.

    The fast path never forms scores and weights, so whoever shows them multiplies queries and keys again.
    """
    if token_ids.shape[0] != 1:
        raise ValueError(f"token_ids has {token_ids.shape[0]} rows; weights are shown for one text")
    caught: dict[nn.Module, tuple[Tensor, Step]] = {}

    def catch(attention: nn.Module, given: tuple[Tensor, Step, None]) -> None:
        caught[attention] = given[:2]

    handles = [attention.register_forward_pre_hook(catch) for attention in attentions]
    try:
        model(token_ids, last_only=True)
    finally:
        for handle in handles:
            handle.remove()
    return [caught[attention] for attention in attentions]


def _weights(attention: FullAttention, x: Tensor, step: Step) -> Tensor:
    """x [1, T, C] -> [H, T, T]"""
    q, k, _ = attention.heads(x)
    q, k = step.rotate(q)[0], step.rotate(k)[0]  # [H, T, D], [Hkv, T, D]
    k = k.repeat_interleave(q.shape[0] // k.shape[0], dim=0)
    scores = q @ k.transpose(-1, -2) * attention.scale
    if attention.score_cap is not None:
        scores = attention.score_cap * torch.tanh(scores / attention.score_cap)
    future = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -torch.inf).softmax(-1)
