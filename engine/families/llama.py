"""Llama 2 and 3 and Mistral (arXiv 2307.09288, 2407.21783, 2310.06825): the names that most families took over."""

from __future__ import annotations

from typing import Literal

from engine.config import ModelConfig
from engine.families.family import (
    ConfigFields,
    Epsilon,
    Family,
    Layers,
    Pieces,
    Settings,
    Size,
    TensorPiece,
    read,
    rotary,
    stacked,
)


class LlamaFields(ConfigFields):
    num_hidden_layers: Layers
    num_attention_heads: Size
    num_key_value_heads: Size | None = None
    head_dim: Size | None = None
    hidden_size: Size
    intermediate_size: Size
    vocab_size: Size
    max_position_embeddings: Size
    rms_norm_eps: Epsilon = 1e-6
    tie_word_embeddings: bool = False
    sliding_window: Size | None = None
    hidden_act: Literal["silu"] = "silu"
    attention_bias: Literal[False] = False
    mlp_bias: Literal[False] = False


def llama_shape(settings: Settings) -> ModelConfig:
    """The shape that Llama's config.json describes. Mistral's differs in its window."""
    given = read(LlamaFields, settings)
    windowed = given.sliding_window is not None
    return ModelConfig(
        n_layers=given.num_hidden_layers,
        n_heads=given.num_attention_heads,
        n_kv_heads=given.num_key_value_heads or given.num_attention_heads,
        head_dim=given.head_dim or given.hidden_size // given.num_attention_heads,
        d_model=given.hidden_size,
        d_ff=given.intermediate_size,
        vocab_size=given.vocab_size,
        max_seq_len=given.max_position_embeddings,
        layers=("window",) if windowed else ("full",),
        window=given.sliding_window,
        **rotary(settings),
        norm_eps=given.rms_norm_eps,
        tied=given.tie_word_embeddings,
    )


def llama_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a model of Llama's kind."""
    yield from ends(config)
    for layer in range(config.n_layers):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        yield from norms(theirs, ours)
        yield from attention(config, theirs, ours)
        yield from feed_forward(f"{theirs}.mlp", ours)


def ends(config: ModelConfig) -> Pieces:
    """What stands before the first layer and behind the last."""
    yield "tokens.weight", [TensorPiece(name="model.embed_tokens.weight")]
    yield "norm.weight", [TensorPiece(name="model.norm.weight")]
    if not config.tied:
        yield "head.weight", [TensorPiece(name="lm_head.weight")]


def norms(theirs: str, ours: str) -> Pieces:
    """The norms of a layer's two halves."""
    yield f"{ours}.attention_norm.weight", [TensorPiece(name=f"{theirs}.input_layernorm.weight")]
    yield f"{ours}.feed_forward_norm.weight", [TensorPiece(name=f"{theirs}.post_attention_layernorm.weight")]


def attention(config: ModelConfig, theirs: str, ours: str) -> Pieces:
    """A layer's attention: query, key and value are three matrices there and one here."""
    heads = {"q": config.n_heads, "k": config.n_kv_heads, "v": config.n_kv_heads}
    for kind in ("weight", "bias") if config.qkv_bias else ("weight",):
        parts = [(f"{theirs}.self_attn.{name}_proj.{kind}", n * config.head_dim) for name, n in heads.items()]
        yield f"{ours}.attention.qkv.{kind}", stacked(*parts)
    yield f"{ours}.attention.output.weight", [TensorPiece(name=f"{theirs}.self_attn.o_proj.weight")]
    if config.qk_norm:
        yield f"{ours}.attention.q_norm.weight", [TensorPiece(name=f"{theirs}.self_attn.q_norm.weight")]
        yield f"{ours}.attention.k_norm.weight", [TensorPiece(name=f"{theirs}.self_attn.k_norm.weight")]


def feed_forward(theirs: str, ours: str) -> Pieces:
    """A dense feed-forward layer with a gate."""
    for part in ("gate", "up", "down"):
        yield f"{ours}.feed_forward.{part}.weight", [TensorPiece(name=f"{theirs}.{part}_proj.weight")]


INVERSE_FREQUENCIES = r"(.*\.)?rotary_emb\.(inv_freq|cos_cached|sin_cached)"
"""Older checkpoints carry the angles of their rotary positions."""

LLAMA = Family(shape=llama_shape, pieces=llama_pieces, ignored=(INVERSE_FREQUENCIES,))
