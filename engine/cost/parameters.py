"""How many numbers a model learns, and how many of them one token meets.

Counted as the built model holds them: a tied head is its embedding and counts once. `active` takes `top_k`
experts a layer instead of all, and counts embedding and head, as the labels of published models do.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.config import ModelConfig
from engine.units import Count


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters by where they stand. The parts add up to `total`; `active` is what one token meets of it."""

    embedding: Count
    attention: Count
    feed_forward: Count
    router: Count
    norm: Count
    head: Count
    active: Count

    @property
    def total(self) -> Count:
        return Count(self.embedding + self.attention + self.feed_forward + self.router + self.norm + self.head)


def parameters(config: ModelConfig) -> Parameters:
    """The parameters of a whole model."""
    feed_forward = sum(feed_forward_parameters(config, layer) for layer in range(config.n_layers))
    reached = sum(feed_forward_parameters(config, layer, active=True) for layer in range(config.n_layers))
    whole = Parameters(
        embedding=Count(embedding_parameters(config)),
        attention=Count(sum(attention_parameters(config, kind) for kind in config.kinds)),
        feed_forward=Count(feed_forward),
        router=Count(config.n_moe_layers * router_parameters(config)),
        norm=Count(sum(norm_parameters(config, kind) for kind in config.kinds) + _norm(config)),
        head=Count(0 if config.tied else config.vocab_size * config.d_model),
        active=Count(0),
    )
    return Parameters(**{**vars(whole), "active": Count(whole.total - feed_forward + reached)})


def embedding_parameters(config: ModelConfig) -> int:
    """Token embedding, and the learned positions where there are any."""
    rows = config.vocab_size + (config.max_seq_len if config.position == "learned" else 0)
    return rows * config.d_model


def attention_parameters(config: ModelConfig, kind: str) -> int:
    """One attention layer of that kind, without its norms."""
    if kind == "latent":
        return _latent_parameters(config)
    if kind == "delta":
        return _delta_parameters(config)
    queries = config.n_heads * config.head_dim
    keys = config.n_kv_heads * config.head_dim
    into = queries * (2 if config.output_gate else 1) + 2 * keys
    biases = (into if config.qkv_bias else 0) + (config.d_model if config.bias else 0)
    return config.d_model * (into + queries) + biases


def _latent_parameters(config: ModelConfig) -> int:
    """DeepSeek-V2, section 2.1: down to the latents, up from them to all heads, and out."""
    mla = config.mla
    if mla is None:
        return 0
    q_width = config.n_heads * (mla.nope_dim + mla.rope_dim)
    queries = config.d_model * q_width if mla.q_latent is None else mla.q_latent * (config.d_model + q_width)
    down = config.d_model * (mla.kv_latent + mla.rope_dim)
    up = mla.kv_latent * config.n_heads * (mla.nope_dim + mla.v_dim)
    return queries + down + up + config.n_heads * mla.v_dim * config.d_model


def _delta_parameters(config: ModelConfig) -> int:
    """Queries, keys, values and gate; one step size and one decay a value head; the convolution; and out."""
    delta = config.delta
    if delta is None:
        return 0
    values = delta.n_v_heads * delta.v_dim
    into = config.d_model * (delta.conv_channels + values + 2 * delta.n_v_heads)
    decay = 2 * delta.n_v_heads
    return into + delta.conv_channels * delta.conv + decay + values * config.d_model


def feed_forward_parameters(config: ModelConfig, layer: int, *, active: bool = False) -> int:
    """The feed-forward layer at that height: dense, or experts (all, or those that one token meets)."""
    moe = config.moe
    if moe is None or layer < moe.first_dense:
        return _feed_forward(config, config.d_ff)
    experts = moe.top_k if active else moe.n_experts
    shared = moe.n_shared_experts * _feed_forward(config, moe.d_ff_shared) if moe.n_shared_experts else 0
    return experts * _feed_forward(config, moe.d_ff_expert) + shared


def expert_parameters(config: ModelConfig) -> int:
    """One routed expert. Zero in a dense model."""
    return 0 if config.moe is None else _feed_forward(config, config.moe.d_ff_expert)


def router_parameters(config: ModelConfig) -> int:
    """The router of one mixture layer, and the gate of its shared experts."""
    moe = config.moe
    return 0 if moe is None else config.d_model * (moe.n_experts + moe.shared_gate)


def _feed_forward(config: ModelConfig, width: int) -> int:
    """Two matrices with GELU; three with SwiGLU or GeGLU (arXiv 2002.05202)."""
    into = 1 if config.ffn == "gelu" else 2
    biases = into * width + config.d_model if config.bias else 0
    return (into + 1) * config.d_model * width + biases


def norm_parameters(config: ModelConfig, kind: str) -> int:
    """All norms of one layer: those of the block, and those inside attention."""
    block = (4 if config.post_norm else 2) * _norm(config)
    if kind == "latent" and config.mla is not None:
        return block + config.mla.kv_latent + (config.mla.q_latent or 0)
    if kind == "delta" and config.delta is not None:
        return block + config.delta.v_dim
    return block + (2 * config.head_dim if config.qk_norm else 0)


def _norm(config: ModelConfig) -> int:
    """A scale, and for a layer norm with bias a shift."""
    return config.d_model * (2 if config.norm == "layer" and config.bias else 1)
