"""Qwen 2 and 3 (arXiv 2407.10671, 2505.09388): Llama's layout, with biases on queries, keys and values in the one
and norms on the heads of queries and keys in the other."""

from __future__ import annotations

from typing import Literal

from engine.config import AttentionKind, ModelConfig
from engine.families.family import ConfigFields, Family, Layers, Settings, Size, layer_kinds, read
from engine.families.llama import INVERSE_FREQUENCIES, llama_pieces, llama_shape

KINDS: dict[str, AttentionKind] = {"full_attention": "full", "sliding_attention": "window"}


class QwenFields(ConfigFields):
    num_hidden_layers: Layers
    use_sliding_window: bool = False
    sliding_window: Size | None = None
    max_window_layers: int = 28
    layer_types: tuple[Literal["full_attention", "sliding_attention"], ...] | None = None
    attention_bias: Literal[False] = False


def qwen2_shape(settings: Settings) -> ModelConfig:
    return qwen_shape(settings).replace(qkv_bias=True)


def qwen3_shape(settings: Settings) -> ModelConfig:
    return qwen_shape(settings).replace(qk_norm=True)


def qwen_shape(settings: Settings) -> ModelConfig:
    """What both have in common: a window that counts only where it is asked for, in the upper layers."""
    given = read(QwenFields, settings)
    plain = llama_shape({**settings, "sliding_window": None})
    if not given.use_sliding_window or given.sliding_window is None:
        return plain
    full = given.max_window_layers
    kinds = tuple("window" if layer >= full else "full" for layer in range(given.num_hidden_layers))
    if given.layer_types is not None:
        kinds = layer_kinds(given.layer_types, KINDS, given.num_hidden_layers)
    return plain.replace(layers=kinds, window=given.sliding_window) if "window" in kinds else plain


QWEN2 = Family(shape=qwen2_shape, pieces=llama_pieces, ignored=(INVERSE_FREQUENCIES,))
QWEN3 = Family(shape=qwen3_shape, pieces=llama_pieces, ignored=(INVERSE_FREQUENCIES,))
