"""Gemma 2 and 3 (arXiv 2408.00118, 2503.19786): norms on both sides of each half, windows between full layers.

The scale of a norm is stored as its distance from one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from torch import Tensor

from engine.config import AttentionKind, ModelConfig
from engine.families.family import (
    ConfigFields,
    Epsilon,
    Family,
    Layers,
    Pieces,
    Positive,
    Settings,
    Size,
    TensorPiece,
    layer_kinds,
    read,
    rotary,
)
from engine.families.llama import INVERSE_FREQUENCIES, attention, ends, feed_forward
from engine.families.qwen import KINDS


class GemmaFields(ConfigFields):
    num_hidden_layers: Layers
    num_attention_heads: Size = 8  # what files of the larger models leave out
    num_key_value_heads: Size = 4
    head_dim: Size = 256
    hidden_size: Size
    intermediate_size: Size
    max_position_embeddings: Size
    rms_norm_eps: Epsilon = 1e-6
    tie_word_embeddings: bool = True
    query_pre_attn_scalar: Positive = 256
    sliding_window: Size
    sliding_window_pattern: Size | None = None
    layer_types: tuple[Literal["full_attention", "sliding_attention"], ...] | None = None
    final_logit_softcapping: Positive | None = None
    hidden_activation: Literal["gelu_pytorch_tanh"] = "gelu_pytorch_tanh"
    attention_bias: Literal[False] = False
    use_bidirectional_attention: Literal[False] | None = None


class Gemma2Fields(GemmaFields):
    vocab_size: Size = 256_000
    max_position_embeddings: Size = 8192
    attn_logit_softcapping: Positive | None = 50.0
    final_logit_softcapping: Positive | None = 30.0


class Gemma3Fields(GemmaFields):
    vocab_size: Size = 262_208
    max_position_embeddings: Size = 131_072
    attn_logit_softcapping: None = None


def gemma2_shape(settings: Settings) -> ModelConfig:
    """The shape that Gemma 2's config.json describes: window and full layers in turn."""
    given = read(Gemma2Fields, settings)
    return _shape(given, given.vocab_size, every=2, score_cap=given.attn_logit_softcapping, **rotary(settings))


def gemma3_shape(settings: Settings) -> ModelConfig:
    """The shape that Gemma 3's config.json describes: five windows to a full layer, and normed heads."""
    given = read(Gemma3Fields, settings)
    return _shape(given, given.vocab_size, every=6, qk_norm=True, **_two_bases(settings))


def gemma3_text_shape(settings: Settings) -> ModelConfig:
    """The text part of a Gemma 3 that reads pictures too."""
    return gemma3_shape(settings.get("text_config", {}))


def _shape(given: GemmaFields, vocab_size: int, *, every: int, **rest: Any) -> ModelConfig:
    every = given.sliding_window_pattern or every
    kinds: list[AttentionKind] = [
        "window" if (layer + 1) % every else "full" for layer in range(given.num_hidden_layers)
    ]
    if given.layer_types is not None:
        kinds = [*layer_kinds(given.layer_types, KINDS, given.num_hidden_layers)]
    return ModelConfig(
        n_layers=given.num_hidden_layers,
        n_heads=given.num_attention_heads,
        n_kv_heads=given.num_key_value_heads,
        head_dim=given.head_dim,
        d_model=given.hidden_size,
        d_ff=given.intermediate_size,
        vocab_size=vocab_size,
        max_seq_len=given.max_position_embeddings,
        layers=tuple(kinds),
        window=given.sliding_window if "window" in kinds else None,
        norm_eps=given.rms_norm_eps,
        ffn="geglu",
        tied=given.tie_word_embeddings,
        post_norm=True,
        query_scale=given.query_pre_attn_scalar**-0.5,
        logit_cap=given.final_logit_softcapping,
        scaled_embedding=True,
        **rest,
    )


def _two_bases(settings: Settings) -> dict[str, Any]:
    """Full layers turn by one base, stretched in the larger models, windows by another."""
    newer = settings.get("rope_parameters") or {}
    if "full_attention" not in newer:
        found = rotary({"rope_theta": 1_000_000.0, **settings})
        return {**found, "local_rope_base": settings.get("rope_local_base_freq", 10_000.0)}
    local = rotary({"rope_parameters": newer.get("sliding_attention"), "rope_theta": 10_000.0})
    if "rope_scaling" in local:
        raise ValueError("config.json cannot be used: rope_parameters.sliding_attention: windows turn unstretched here")
    body = {"max_position_embeddings": settings.get("max_position_embeddings"), "rope_theta": 1_000_000.0}
    return {**rotary({**body, "rope_parameters": newer["full_attention"]}), "local_rope_base": local["rope_base"]}


def gemma_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a Gemma 2 or 3."""
    yield from with_norms_from_one(_pieces(config))


def gemma3_text_pieces(config: ModelConfig) -> Pieces:
    """The same where it is a part of a larger model."""
    for name, pieces in gemma_pieces(config):
        yield name, [replace(piece, name=f"language_model.{piece.name}") for piece in pieces]


NORMS = {
    "attention_norm": "input_layernorm",
    "attention_post_norm": "post_attention_layernorm",
    "feed_forward_norm": "pre_feedforward_layernorm",
    "feed_forward_post_norm": "post_feedforward_layernorm",
}


def _pieces(config: ModelConfig) -> Pieces:
    yield from ends(config)
    for layer in range(config.n_layers):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        for norm, name in NORMS.items():
            yield f"{ours}.{norm}.weight", [TensorPiece(name=f"{theirs}.{name}.weight")]
        yield from attention(config, theirs, ours)
        yield from feed_forward(f"{theirs}.mlp", ours)


def with_norms_from_one(pieces: Pieces) -> Iterator[tuple[str, list[TensorPiece]]]:
    """The same with norms that are stored as their distance from one."""
    for name, parts in pieces:
        yield name, [replace(part, change=plus_one) for part in parts] if name.endswith("norm.weight") else parts


def plus_one(values: Tensor) -> Tensor:
    return values.float() + 1


GEMMA2 = Family(shape=gemma2_shape, pieces=gemma_pieces, ignored=(INVERSE_FREQUENCIES,))
GEMMA3 = Family(shape=gemma3_shape, pieces=gemma_pieces, ignored=(INVERSE_FREQUENCIES,))
GEMMA3_TEXT = Family(
    shape=gemma3_text_shape,
    pieces=gemma3_text_pieces,
    ignored=(INVERSE_FREQUENCIES, r"vision_tower\..*", r"multi_modal_projector\..*", r"language_model\.lm_head\..*"),
    renamed=(
        ("model.language_model.", "language_model.model."),
        ("model.vision_tower.", "vision_tower."),
        ("model.multi_modal_projector.", "multi_modal_projector."),
    ),
)
