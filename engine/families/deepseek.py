"""DeepSeek-V2 and V3 (arXiv 2405.04434, 2412.19437): latent attention and experts, shared and in groups.

Their rotary positions turn neighbouring dimensions together:

```
 theirs   0  1 | 2  3 | …        ours   0  2  4  …  |  1  3  5  …
```
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from torch import Tensor

from engine.config import LatentConfig, ModelConfig, MoeConfig
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
    read,
    rotary,
)
from engine.families.llama import INVERSE_FREQUENCIES, ends, feed_forward, norms
from engine.families.mixture import PROJECTIONS, experts


class DeepseekFields(ConfigFields):
    num_hidden_layers: Layers
    num_attention_heads: Size
    hidden_size: Size
    intermediate_size: Size
    vocab_size: Size
    max_position_embeddings: Size
    rms_norm_eps: Epsilon = 1e-6
    tie_word_embeddings: bool = False
    q_lora_rank: Size | None = None
    kv_lora_rank: Size
    qk_nope_head_dim: Size
    qk_rope_head_dim: Size
    v_head_dim: Size
    n_routed_experts: Size
    num_experts_per_tok: Size
    moe_intermediate_size: Size
    n_shared_experts: int | None = None
    first_k_dense_replace: int = 0
    routed_scaling_factor: Positive = 1.0
    n_group: Size | None = None
    topk_group: Size | None = None
    hidden_act: Literal["silu"] = "silu"
    attention_bias: Literal[False] = False
    moe_layer_freq: Literal[1] = 1


class DeepseekV2Fields(DeepseekFields):
    topk_method: Literal["greedy", "group_limited_greedy"] = "greedy"
    scoring_func: Literal["softmax"] = "softmax"
    norm_topk_prob: Literal[False] = False


class DeepseekV3Fields(DeepseekFields):
    topk_method: Literal["noaux_tc"] = "noaux_tc"
    scoring_func: Literal["sigmoid"] = "sigmoid"
    norm_topk_prob: bool = True
    rope_interleave: Literal[True] = True


def deepseek_v2_shape(settings: Settings) -> ModelConfig:
    """The shape that DeepSeek-V2's config.json describes."""
    given = read(DeepseekV2Fields, settings)
    grouped = given.topk_method == "group_limited_greedy"
    return _shape(given, settings, grouped, scoring="softmax", normalised=False)


def deepseek_v3_shape(settings: Settings) -> ModelConfig:
    """The shape that DeepSeek-V3's config.json describes."""
    given = read(DeepseekV3Fields, settings)
    return _shape(given, settings, True, scoring="sigmoid", normalised=given.norm_topk_prob)


def _shape(given: DeepseekFields, settings: Settings, grouped: bool, **routing: Any) -> ModelConfig:
    shared = given.n_shared_experts or 0
    moe = MoeConfig(
        n_experts=given.n_routed_experts,
        top_k=given.num_experts_per_tok,
        d_ff_expert=given.moe_intermediate_size,
        n_shared_experts=shared,
        d_ff_shared=given.moe_intermediate_size if shared else 0,
        first_dense=given.first_k_dense_replace,
        scale=given.routed_scaling_factor,
        n_groups=(given.n_group or 1) if grouped else 1,
        top_groups=(given.topk_group or 1) if grouped else 1,
        **routing,
    )
    mla = LatentConfig(
        q_latent=given.q_lora_rank,
        kv_latent=given.kv_lora_rank,
        nope_dim=given.qk_nope_head_dim,
        rope_dim=given.qk_rope_head_dim,
        v_dim=given.v_head_dim,
    )
    return ModelConfig(
        n_layers=given.num_hidden_layers,
        n_heads=given.num_attention_heads,
        n_kv_heads=given.num_attention_heads,
        head_dim=given.qk_nope_head_dim + given.qk_rope_head_dim,
        d_model=given.hidden_size,
        d_ff=given.intermediate_size,
        vocab_size=given.vocab_size,
        max_seq_len=given.max_position_embeddings,
        layers=("latent",),
        mla=mla,
        moe=moe,
        norm_eps=given.rms_norm_eps,
        tied=given.tie_word_embeddings,
        **rotary(settings),
    )


def deepseek_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a DeepSeek-V2 or V3."""
    yield from ends(config)
    for layer in range(config.n_layers):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        yield from norms(theirs, ours)
        yield from _attention(config, f"{theirs}.self_attn", f"{ours}.attention")
        if config.moe is None or layer < config.moe.first_dense:
            yield from feed_forward(f"{theirs}.mlp", ours)
        else:
            yield from _mixture(config, config.moe, f"{theirs}.mlp", ours)


def _attention(config: ModelConfig, theirs: str, ours: str) -> Pieces:
    mla = config.mla
    if mla is None:
        return
    plain = {"kv_norm": "kv_a_layernorm", "kv_up": "kv_b_proj", "output": "o_proj"}
    if mla.q_latent is not None:
        plain |= {"q_down": "q_a_proj", "q_norm": "q_a_layernorm"}
    for part, name in plain.items():
        yield f"{ours}.{part}.weight", [TensorPiece(name=f"{theirs}.{name}.weight")]
    queries = "q_proj" if mla.q_latent is None else "q_b_proj"
    change = halves(config.n_heads, mla.nope_dim, mla.rope_dim)
    yield f"{ours}.q_up.weight", [TensorPiece(name=f"{theirs}.{queries}.weight", change=change)]
    change = halves(1, mla.kv_latent, mla.rope_dim)
    yield f"{ours}.kv_down.weight", [TensorPiece(name=f"{theirs}.kv_a_proj_with_mqa.weight", change=change)]


def _mixture(config: ModelConfig, moe: MoeConfig, theirs: str, ours: str) -> Pieces:
    yield from experts(config, theirs, ours)
    if moe.scoring == "sigmoid":
        yield f"{ours}.feed_forward.router.balance", [TensorPiece(name=f"{theirs}.gate.e_score_correction_bias")]
    if moe.n_shared_experts:
        for part, name in PROJECTIONS.items():
            yield (
                f"{ours}.feed_forward.shared.{part}.weight",
                [TensorPiece(name=f"{theirs}.shared_experts.{name}.weight")],
            )


def halves(heads: int, kept: int, turned: int) -> Callable[[Tensor], Tensor]:
    """Rows [heads · (kept + turned), …] with the turned ones of each head, pair by pair, as two halves."""

    def change(rows: Tensor) -> Tensor:
        order = [*range(kept), *range(kept, kept + turned, 2), *range(kept + 1, kept + turned, 2)]
        return rows.view(heads, kept + turned, -1)[:, order].reshape(rows.shape)

    return change


PREDICTION_MODULE = r"model\.layers\.61\..*"
"""V3 has 61 layers; what stands above them predicts a second token in training."""

DEEPSEEK_V2 = Family(shape=deepseek_v2_shape, pieces=deepseek_pieces, ignored=(INVERSE_FREQUENCIES,))
DEEPSEEK_V3 = Family(shape=deepseek_v3_shape, pieces=deepseek_pieces, ignored=(INVERSE_FREQUENCIES, PREDICTION_MODULE))
