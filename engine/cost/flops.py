"""Floating-point operations of a forward pass, by component. A multiply-add counts two.

Matrix products only, as in Kaplan et al. (arXiv 2001.08361, table 1) and PyTorch's FlopCounterMode: norms,
softmax, activations, rotations and the embedding look-up are left out. Scores are the two products with keys
and with values. `causal=False` counts what a kernel runs that computes hidden pairs too: the full square, or for a
window the blocks of `engine.attention.window`; `causal=True` only the pairs that a query may see, T(T+1)/2 of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.config import ModelConfig
from engine.cost.dtypes import require_positive
from engine.cost.parameters import feed_forward_parameters, router_parameters
from engine.units import Flops


@dataclass(frozen=True, kw_only=True)
class ForwardFlops:
    """Operations by component; the parts add up to `total`."""

    attention_scores: Flops
    attention_projections: Flops
    feed_forward: Flops
    head: Flops

    @property
    def total(self) -> Flops:
        return Flops(self.attention_scores + self.attention_projections + self.feed_forward + self.head)


def forward_flops(
    config: ModelConfig,
    *,
    seq_len: int,
    batch: int = 1,
    causal: bool = False,
    head: bool = True,
    chunked: bool = False,
) -> ForwardFlops:
    """A pass over `seq_len` new tokens with nothing cached; the head at every position, or at none.

    A delta layer is counted token by token, or, if `chunked`, as `engine.attention.delta` reads a prompt.
    """
    require_positive(seq_len=seq_len, batch=batch)
    scores = sum(_pairs(config, kind, seq_len, causal) * _pair_flops(config, kind) for kind in config.kinds)
    if chunked and seq_len > 1:
        scores += config.kinds.count("delta") * _within_chunks(config, seq_len)
    tokens = batch * seq_len
    return ForwardFlops(
        attention_scores=Flops(batch * scores),
        attention_projections=Flops(tokens * _all_projections(config)),
        feed_forward=Flops(tokens * _all_feed_forward(config)),
        head=Flops(tokens * _head(config) if head else 0),
    )


def decode_flops(config: ModelConfig, *, context: int, batch: int = 1, absorbed: bool = True) -> ForwardFlops:
    """One step that makes one token a sequence, which then attends to `context` tokens, itself among them.

    A latent layer attends in its latent space when `absorbed` (DeepSeek-V2, section 2.1.2: the up-projections
    fold into query and output); otherwise it expands the whole cached context to keys and values first.
    """
    require_positive(context=context, batch=batch)
    scores = sum(_decode_scores(config, kind, context, absorbed) for kind in config.kinds)
    expanded = 0 if absorbed else config.kinds.count("latent") * (context - 1) * _latent_up(config)
    return ForwardFlops(
        attention_scores=Flops(batch * scores),
        attention_projections=Flops(batch * (_all_projections(config) + expanded)),
        feed_forward=Flops(batch * _all_feed_forward(config)),
        head=Flops(batch * _head(config)),
    )


def _pairs(config: ModelConfig, kind: str, seq_len: int, causal: bool) -> int:
    """Pairs of a query and a key that one layer multiplies; for a delta layer, its tokens."""
    if kind == "delta":
        return seq_len
    reach = min(seq_len, config.window) if kind == "window" and config.window is not None else seq_len
    if not causal:
        blocks, rest = divmod(seq_len, reach)
        behind = (blocks - 1) * reach + rest  # queries that see a block before their own
        return blocks * reach**2 + rest**2 + behind * (reach - 1)
    return reach * (reach + 1) // 2 + (seq_len - reach) * reach


def _pair_flops(config: ModelConfig, kind: str) -> int:
    """Operations of all heads of one layer for one pair; for a delta layer, for one token.

    A delta layer's token takes three products with the state: what the key recalls, what is written, what the
    query reads (the gated delta rule of arXiv 2412.06464, section 3.1, as a recurrence).
    """
    if kind == "delta" and config.delta is not None:
        return 3 * 2 * config.delta.n_v_heads * config.delta.k_dim * config.delta.v_dim
    if kind == "latent" and config.mla is not None:
        return 2 * config.n_heads * (config.mla.nope_dim + config.mla.rope_dim + config.mla.v_dim)
    return 4 * config.n_heads * config.head_dim


def _within_chunks(config: ModelConfig, seq_len: int) -> int:
    """Operations of one delta layer on pairs of tokens in a chunk, beside those on its state.

    Keys with keys, queries with keys, a triangular system of n(n-1)/2 multiply-adds for each of the values'
    dimensions, and its solution weighed.
    """
    delta = config.delta
    if delta is None:
        return 0
    whole, rest = divmod(seq_len, delta.chunk)
    square = whole * delta.chunk**2 + rest**2
    pairs = square * (2 * 2 * delta.k_dim + 2 * delta.v_dim)
    return delta.n_v_heads * (pairs + (square - seq_len) * delta.v_dim)


def _decode_scores(config: ModelConfig, kind: str, context: int, absorbed: bool) -> int:
    """Operations on cached state of one layer for one new token."""
    if kind == "latent" and absorbed and config.mla is not None:
        latent = config.mla.kv_latent
        return 2 * config.n_heads * context * (latent + config.mla.rope_dim + latent)
    if kind == "delta":
        return _pair_flops(config, kind)
    reach = min(context, config.window) if kind == "window" and config.window is not None else context
    return reach * _pair_flops(config, kind)


def _all_projections(config: ModelConfig) -> int:
    return 2 * sum(_projection_weights(config, kind) for kind in config.kinds)


def _projection_weights(config: ModelConfig, kind: str) -> int:
    """Weights of one layer's attention that a token is multiplied with: no biases, no decay."""
    d_model = config.d_model
    if kind == "latent" and (mla := config.mla) is not None:
        q_width = config.n_heads * (mla.nope_dim + mla.rope_dim)
        queries = d_model * q_width if mla.q_latent is None else mla.q_latent * (d_model + q_width)
        down = d_model * (mla.kv_latent + mla.rope_dim)
        return queries + down + _latent_up(config) // 2 + config.n_heads * mla.v_dim * d_model
    if kind == "delta" and (delta := config.delta) is not None:
        values = delta.n_v_heads * delta.v_dim
        into = delta.conv_channels + values + 2 * delta.n_v_heads
        return d_model * (into + values) + delta.conv_channels * delta.conv
    queries = config.n_heads * config.head_dim
    gate = queries if config.output_gate else 0
    return d_model * (2 * queries + gate + 2 * config.n_kv_heads * config.head_dim)


def _latent_up(config: ModelConfig) -> int:
    """Operations that expand one token's latent to the keys and values of all heads."""
    mla = config.mla
    return 0 if mla is None else 2 * mla.kv_latent * config.n_heads * (mla.nope_dim + mla.v_dim)


def _all_feed_forward(config: ModelConfig) -> int:
    """Operations a token of all feed-forward layers: the experts it is sent to, and the router that sends it."""
    plain = config.replace(bias=False)
    weights = sum(feed_forward_parameters(plain, layer, active=True) for layer in range(config.n_layers))
    return 2 * (weights + config.n_moe_layers * router_parameters(config))


def _head(config: ModelConfig) -> int:
    return 2 * config.d_model * config.vocab_size
