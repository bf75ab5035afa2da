"""A Llama as one would write it down: plain torch, and a cache that grows by concatenation."""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.config import ModelConfig


def forward(config: ModelConfig, of: Mapping[str, Tensor], ids: Tensor, kept: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Logits of each row's last token, [B, V]. `of` are the engine's weights; `kept` of each layer grows by the new.

    ids [B, T]; keys and values [B, Hkv, S, D].
    """
    D, heads = config.head_dim, [config.n_heads, config.n_kv_heads, config.n_kv_heads]
    past, T = kept[0][0].shape[2] if kept else 0, ids.shape[1]
    angles = torch.arange(past, past + T)[:, None] / config.rope_base ** (torch.arange(0, D, 2) / D)
    cos, sin = (part.repeat(1, 2).to(of["tokens.weight"].dtype) for part in (angles.cos(), angles.sin()))
    hidden = torch.full((T, past + T), -torch.inf, dtype=cos.dtype).triu(past + 1)

    def normed(x: Tensor, name: str) -> Tensor:
        return F.rms_norm(x, x.shape[-1:], of[f"{name}.weight"], config.norm_eps)

    def turned(x: Tensor) -> Tensor:
        return x * cos + torch.cat((-x[..., D // 2 :], x[..., : D // 2]), dim=-1) * sin

    x = F.embedding(ids, of["tokens.weight"])
    for layer, name in enumerate(f"blocks.{layer}" for layer in range(config.n_layers)):
        qkv = F.linear(normed(x, f"{name}.attention_norm"), of[f"{name}.attention.qkv.weight"])
        q, k, v = qkv.unflatten(-1, (-1, D)).transpose(1, 2).split(heads, dim=1)
        q, k = turned(q), turned(k)
        if layer < len(kept):
            k, v = torch.cat((kept[layer][0], k), dim=2), torch.cat((kept[layer][1], v), dim=2)
        kept[layer : layer + 1] = [(k, v)]
        k, v = (part.repeat_interleave(config.queries_per_kv_head, dim=1) for part in (k, v))
        seen = (q @ k.transpose(2, 3) / D**0.5 + hidden).softmax(-1) @ v
        x = x + F.linear(seen.transpose(1, 2).flatten(2), of[f"{name}.attention.output.weight"])
        y, W = normed(x, f"{name}.feed_forward_norm"), f"{name}.feed_forward"
        opened = F.silu(F.linear(y, of[f"{W}.gate.weight"])) * F.linear(y, of[f"{W}.up.weight"])
        x = x + F.linear(opened, of[f"{W}.down.weight"])
    return F.linear(normed(x[:, -1], "norm"), of["tokens.weight" if config.tied else "head.weight"])
