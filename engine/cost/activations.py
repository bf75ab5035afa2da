"""The memory that a pass needs for itself beside weights and cache: what it computes on the way and drops again.

Counted where most stands at once: in the widest layer's attention or feed-forward half, or at the head. The stream
and its normed copy stand there throughout. A kernel that does not spell out the scores is taken for granted, and what
stands within one for a moment is left out.
"""

from __future__ import annotations

from engine.config import ModelConfig
from engine.cost.dtypes import element_bytes, require_positive
from engine.units import Bytes

FP32 = 4
"""Recurrent layers compute in fp32 whatever the model's dtype."""


def activation_bytes(
    config: ModelConfig, *, seq_len: int, batch: int = 1, cached: int = 0, dtype: str = "bf16", last_only: bool = True
) -> Bytes:
    """The peak of a pass over `seq_len` new tokens a sequence behind `cached` ones, as `engine.model` runs it.

    The head makes logits of each sequence's last position only, or of all. Experts are taken as evenly loaded.
    """
    require_positive(seq_len=seq_len, batch=batch)
    if cached < 0:
        raise ValueError(f"cached={cached} tokens cannot be")
    size, tokens, kinds = element_bytes(dtype), batch * seq_len, set(config.kinds)
    halves = [tokens * size * (3 * config.d_model + _feed_forward(config))]  # the half before left a stream of its own
    for kind in kinds:
        own = _recurrence(config, batch, seq_len) if kind == "delta" else 0
        halves.append(tokens * (2 * config.d_model * size + _attention(config, kind, size, seq_len, cached)) + own)
    mask = seq_len * (cached + seq_len) if cached and seq_len > 1 and kinds & {"full", "latent"} else 0
    positions = batch if last_only else tokens
    capped = 3 if config.logit_cap is not None else 1
    head = size * (config.d_model * tokens + (config.d_model + capped * config.vocab_size) * positions)
    return Bytes(max(*halves, head) + _angles(config) * seq_len * size + mask)


def _attention(config: ModelConfig, kind: str, size: float, new: int, cached: int) -> float:
    """Bytes a token where most stands: when positions are turned, or when the heads' outputs are put side by side."""
    if kind == "latent" and (mla := config.mla) is not None:
        query, expanded = mla.nope_dim + mla.rope_dim, mla.nope_dim + mla.v_dim
        kept = mla.kv_latent + mla.rope_dim
        seen = (cached + new) / new
        if cached and new * (2 * mla.kv_latent - expanded) <= mla.kv_latent * expanded:  # absorbed
            return size * (kept + config.n_heads * (query + mla.rope_dim + 2 * kept))
        return size * (kept + config.n_heads * (2 * query + mla.rope_dim + mla.v_dim + seen * (query + expanded)))
    if kind == "delta" and (delta := config.delta) is not None:
        keys, values = delta.n_v_heads * delta.k_dim, delta.n_v_heads * delta.v_dim
        return size * delta.conv_channels + FP32 * (delta.conv_channels + 2 * keys + 2 * values)
    q, k = config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim
    normed = q + k if config.qk_norm else 0
    turned = q + k if config.position == "rope" else normed
    turning = normed + max(3 * q, q + 3 * k) if config.position == "rope" else 0
    joining: float = turned + (2 + config.output_gate) * q
    if kind == "window" and config.window is not None and new > 1:  # blocks are joined; a ring is unrolled for them
        joining += 2 * k * (min(cached, config.window - 1) + new) / new - k if cached else q
    return size * (q + 2 * k + max(turning, joining))


def _recurrence(config: ModelConfig, batch: int, seq_len: int) -> float:
    """Bytes of a state while it changes, and of the products between all tokens of a chunk."""
    delta = config.delta
    if delta is None:
        return 0
    chunk = min(delta.chunk, seq_len)
    return 4 * batch * delta.n_v_heads * (delta.k_dim * delta.v_dim + chunk * chunk) * FP32


def _angles(config: ModelConfig) -> int:
    """Elements a position of the cosines and sines that all layers share."""
    if config.position != "rope":
        return 0
    turned = config.mla.rope_dim if config.mla is not None else config.rotary_dim or config.head_dim
    return 2 * turned * (2 if config.local_rope_base is not None else 1)


def _feed_forward(config: ModelConfig) -> float:
    """Elements a token in the widest feed-forward layer: what opens, what goes up, and their product."""
    wide = 2 if config.ffn == "gelu" else 3
    dense = wide * config.d_ff if config.n_dense_layers else 0
    moe = config.moe
    if moe is None or not config.n_moe_layers:
        return dense
    visits = moe.top_k / moe.n_experts
    experts = config.d_model + visits * (2 * config.d_model + wide * moe.d_ff_expert)
    shared = config.d_model + wide * moe.n_shared_experts * moe.d_ff_shared
    return max(dense, experts, shared)
