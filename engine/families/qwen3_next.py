"""Qwen3-Next: three gated DeltaNets (arXiv 2412.06464) to a full layer whose heads have a gate, and experts.

Its joint projections hold what belongs to one head together; here all queries stand before all gates, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from engine.config import AttentionKind, DeltaConfig, ModelConfig
from engine.families.family import (
    ConfigFields,
    Family,
    Layers,
    Pieces,
    Positive,
    Settings,
    Size,
    TensorPiece,
    layer_kinds,
    read,
    stacked,
)
from engine.families.gemma import with_norms_from_one
from engine.families.llama import INVERSE_FREQUENCIES, ends, norms
from engine.families.mixture import PROJECTIONS, experts, qwen3_moe_shape

NEXT_KINDS: dict[str, AttentionKind] = {"full_attention": "full", "linear_attention": "delta"}


class Qwen3NextFields(ConfigFields):
    num_hidden_layers: Layers
    head_dim: Size = 256
    layer_types: tuple[Literal["full_attention", "linear_attention"], ...] | None = None
    full_attention_interval: Size = 4
    partial_rotary_factor: Positive | None = None
    shared_expert_intermediate_size: Size
    linear_num_key_heads: Size
    linear_num_value_heads: Size
    linear_key_head_dim: Size
    linear_value_head_dim: Size
    linear_conv_kernel_dim: Size


def qwen3_next_shape(settings: Settings) -> ModelConfig:
    """The shape that Qwen3-Next's config.json describes."""
    given = read(Qwen3NextFields, settings)
    plain = qwen3_moe_shape({name: value for name, value in settings.items() if name != "layer_types"})
    every = given.full_attention_interval
    kinds: Sequence[AttentionKind]
    kinds = ["delta" if (layer + 1) % every else "full" for layer in range(given.num_hidden_layers)]
    if given.layer_types:
        kinds = layer_kinds(given.layer_types, NEXT_KINDS, given.num_hidden_layers)
    turned = given.partial_rotary_factor or (settings.get("rope_parameters") or {}).get("partial_rotary_factor", 0.25)
    delta = DeltaConfig(
        n_k_heads=given.linear_num_key_heads,
        n_v_heads=given.linear_num_value_heads,
        k_dim=given.linear_key_head_dim,
        v_dim=given.linear_value_head_dim,
        conv=given.linear_conv_kernel_dim,
    )
    moe = None
    if plain.moe is not None:
        moe = replace(
            plain.moe, n_shared_experts=1, d_ff_shared=given.shared_expert_intermediate_size, shared_gate=True
        )
    return plain.replace(
        layers=tuple(kinds),
        delta=delta if "delta" in kinds else None,
        moe=moe,
        rotary_dim=int(given.head_dim * turned),
        output_gate=True,
    )


def qwen3_next_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a Qwen3-Next."""
    yield from with_norms_from_one(ends(config))
    for layer, kind in enumerate(config.kinds):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        yield from with_norms_from_one(norms(theirs, ours))
        if kind == "delta" and config.delta is not None:
            yield from _delta(config, config.delta, f"{theirs}.linear_attn", f"{ours}.attention")
        else:
            yield from with_norms_from_one(_full(config, f"{theirs}.self_attn", f"{ours}.attention"))
        yield from _mixture(config, f"{theirs}.mlp", ours)


def _full(config: ModelConfig, theirs: str, ours: str) -> Pieces:
    """A head's query and its gate follow one another in one matrix."""
    queries, keys = config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim
    whole = (2 * queries, config.d_model)
    split = TensorPiece(name=f"{theirs}.q_proj.weight", stored=whole)
    query, *rest = stacked(("", queries), (f"{theirs}.k_proj.weight", keys), (f"{theirs}.v_proj.weight", keys))
    widths = (config.head_dim, config.head_dim)
    yield f"{ours}.qkv.weight", [replace(split, at=query.at, change=of_each(config.n_heads, widths, (0,))), *rest]
    yield f"{ours}.output_gate.weight", [replace(split, change=of_each(config.n_heads, widths, (1,)))]
    for part, name in {"output": "o_proj", "q_norm": "q_norm", "k_norm": "k_norm"}.items():
        yield f"{ours}.{part}.weight", [TensorPiece(name=f"{theirs}.{name}.weight")]


def _delta(config: ModelConfig, delta: DeltaConfig, theirs: str, ours: str) -> Pieces:
    """A key head's query, key, values and gates follow one another in one matrix; its rates in a second."""
    shared = delta.n_v_heads // delta.n_k_heads
    widths = (delta.k_dim, delta.k_dim, shared * delta.v_dim, shared * delta.v_dim)
    joint = TensorPiece(name=f"{theirs}.in_proj_qkvz.weight", stored=(delta.n_k_heads * sum(widths), config.d_model))
    yield f"{ours}.qkv.weight", [replace(joint, change=of_each(delta.n_k_heads, widths, (0, 1, 2)))]
    yield f"{ours}.gate.weight", [replace(joint, change=of_each(delta.n_k_heads, widths, (3,)))]
    change = of_each(delta.n_k_heads, (shared, shared), (0, 1))
    yield f"{ours}.rates.weight", [TensorPiece(name=f"{theirs}.in_proj_ba.weight", change=change)]
    plain = {"convolution": "conv1d.weight", "fade_log": "A_log", "fade_bias": "dt_bias"}
    for part, name in {**plain, "norm.weight": "norm.weight", "output.weight": "out_proj.weight"}.items():
        yield f"{ours}.{part}", [TensorPiece(name=f"{theirs}.{name}")]


def _mixture(config: ModelConfig, theirs: str, ours: str) -> Pieces:
    yield from experts(config, theirs, ours)
    for part, name in PROJECTIONS.items():
        yield f"{ours}.feed_forward.shared.{part}.weight", [TensorPiece(name=f"{theirs}.shared_expert.{name}.weight")]
    yield f"{ours}.feed_forward.shared_gate.weight", [TensorPiece(name=f"{theirs}.shared_expert_gate.weight")]


def of_each(heads: int, widths: Sequence[int], parts: Sequence[int]) -> Callable[[Tensor], Tensor]:
    """Some parts of every head, part by part, from rows [heads · Σ widths, …] that hold them head by head."""

    def change(rows: Tensor) -> Tensor:
        by_head = torch.split(rows.view(heads, sum(widths), -1), list(widths), dim=1)
        return torch.cat([by_head[part].flatten(0, 1) for part in parts])

    return change


PREDICTION_MODULE = r"mtp\..*"
"""What predicts a second token in training."""

QWEN3_NEXT = Family(shape=qwen3_next_shape, pieces=qwen3_next_pieces, ignored=(INVERSE_FREQUENCIES, PREDICTION_MODULE))
