"""Mixtral (arXiv 2401.04088) and Qwen 3's mixtures (arXiv 2505.09388): experts in place of the feed-forward layer."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from engine.config import ModelConfig, MoeConfig
from engine.families.family import ConfigFields, Family, Pieces, Settings, Size, TensorPiece, read
from engine.families.llama import INVERSE_FREQUENCIES, attention, ends, llama_shape, norms
from engine.families.qwen import qwen3_shape


class MixtralFields(ConfigFields):
    num_local_experts: Size
    num_experts_per_tok: Size
    intermediate_size: Size


def mixtral_shape(settings: Settings) -> ModelConfig:
    """The shape that Mixtral's config.json describes, whose `intermediate_size` is an expert's."""
    given = read(MixtralFields, settings)
    moe = MoeConfig(
        n_experts=given.num_local_experts, top_k=given.num_experts_per_tok, d_ff_expert=given.intermediate_size
    )
    said = {key: value for key, value in settings.items() if value is not None}
    return llama_shape({"rope_theta": 1e6, "rms_norm_eps": 1e-5, **said}).replace(d_ff=0, moe=moe)


def mixtral_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a Mixtral."""
    yield from ends(config)
    for layer in range(config.n_layers):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        yield from norms(theirs, ours)
        yield from attention(config, theirs, ours)
        yield from experts(config, f"{theirs}.block_sparse_moe", ours, {"gate": "w1", "up": "w3", "down": "w2"})


class QwenMixtureFields(ConfigFields):
    num_experts: Size = Field(validation_alias=AliasChoices("num_experts", "num_local_experts"))
    num_experts_per_tok: Size
    moe_intermediate_size: Size
    norm_topk_prob: bool = False
    decoder_sparse_step: Literal[1] = 1
    mlp_only_layers: tuple[()] | None = ()


def qwen3_moe_shape(settings: Settings) -> ModelConfig:
    """The shape that the config.json of Qwen 3 with experts describes; all layers have them."""
    given = read(QwenMixtureFields, settings)
    moe = MoeConfig(
        n_experts=given.num_experts,
        top_k=given.num_experts_per_tok,
        d_ff_expert=given.moe_intermediate_size,
        normalised=given.norm_topk_prob,
    )
    return qwen3_shape(settings).replace(d_ff=0, moe=moe)


def qwen3_moe_pieces(config: ModelConfig) -> Pieces:
    """Every parameter of a Qwen 3 with experts."""
    yield from ends(config)
    for layer in range(config.n_layers):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        yield from norms(theirs, ours)
        yield from attention(config, theirs, ours)
        yield from experts(config, f"{theirs}.mlp", ours)


PROJECTIONS = {"gate": "gate_proj", "up": "up_proj", "down": "down_proj"}


def experts(config: ModelConfig, theirs: str, ours: str, names: dict[str, str] = PROJECTIONS) -> Pieces:
    """A layer's router and experts: three matrices an expert there, three for all experts here."""
    n_experts = 0 if config.moe is None else config.moe.n_experts
    yield f"{ours}.feed_forward.router.weight", [TensorPiece(name=f"{theirs}.gate.weight")]
    for part, name in names.items():
        pieces = [
            TensorPiece(name=f"{theirs}.experts.{expert}.{name}.weight", at=(expert,)) for expert in range(n_experts)
        ]
        yield f"{ours}.feed_forward.{part}", pieces


MIXTRAL = Family(shape=mixtral_shape, pieces=mixtral_pieces, ignored=(INVERSE_FREQUENCIES,))
QWEN3_MOE = Family(shape=qwen3_moe_shape, pieces=qwen3_moe_pieces, ignored=(INVERSE_FREQUENCIES,))
