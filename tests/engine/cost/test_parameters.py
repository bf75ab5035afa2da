"""Against models that are really built, ours and transformers', on the meta device."""

import pytest
import torch
from transformers import AutoModelForCausalLM, DeepseekV3Config, MixtralConfig, Qwen3NextConfig

from engine.config import DeltaConfig, LatentConfig, MoeConfig
from engine.cost.parameters import expert_parameters, parameters
from engine.model import GPT
from engine.presets import PRESETS, preset

SIZES = {"hidden_size": 24, "num_attention_heads": 4, "vocab_size": 61, "tie_word_embeddings": False}


def built(config) -> int:
    """Parameters that are trained: buffers, such as a router's balancing bias, are none."""
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    return sum(weight.numel() for weight in model.parameters())


@pytest.mark.parametrize("name", PRESETS)
def test_the_formula_gives_the_parameters_of_the_model_as_built(name):
    with torch.device("meta"):
        model = GPT(preset(name))
    assert parameters(preset(name)).total == sum(weight.numel() for weight in model.parameters())


def test_the_parts_are_those_of_the_model_as_built(build):
    model = build(position="learned", norm="layer", ffn="gelu", bias=True, qkv_bias=True, qk_norm=True)
    count = parameters(model.config)
    found = dict.fromkeys(("embedding", "attention", "feed_forward", "norm", "head"), 0)
    for name, weight in model.named_parameters():
        if "norm" in name:
            found["norm"] += weight.numel()
        elif name.startswith(("tokens", "positions")):
            found["embedding"] += weight.numel()
        elif name.startswith("head"):
            found["head"] += weight.numel()
        else:
            found["attention" if ".attention." in name else "feed_forward"] += weight.numel()
    assert {part: getattr(count, part) for part in found} == found
    assert count.router == 0
    assert count.active == count.total == sum(found.values())


def test_experts_router_and_shared_experts_are_counted_as_transformers_builds_them(tiny):
    theirs = MixtralConfig(
        **SIZES, num_key_value_heads=2, num_hidden_layers=2, head_dim=8, num_local_experts=6, num_experts_per_tok=2,
        intermediate_size=16,
    )  # fmt: skip
    ours = tiny.replace(d_ff=0, moe=MoeConfig(n_experts=6, top_k=2, d_ff_expert=16))
    assert parameters(ours).total == built(theirs)


def test_a_token_does_not_meet_the_experts_that_it_is_not_sent_to(tiny):
    count = parameters(tiny.replace(d_ff=0, moe=MoeConfig(n_experts=6, top_k=2, d_ff_expert=16)))
    expert = 3 * 24 * 16
    assert expert_parameters(tiny.replace(moe=MoeConfig(n_experts=6, top_k=2, d_ff_expert=16))) == expert
    assert count.total - count.active == 2 * 4 * expert


@pytest.mark.parametrize("q_latent", [12, None])
def test_latent_attention_and_its_norms_are_counted_as_transformers_builds_them(tiny, q_latent):
    theirs = DeepseekV3Config(
        **SIZES, num_hidden_layers=3, num_key_value_heads=4, q_lora_rank=q_latent, kv_lora_rank=16,
        qk_nope_head_dim=8, qk_rope_head_dim=4, v_head_dim=6, intermediate_size=40, first_k_dense_replace=1,
        n_routed_experts=4, num_experts_per_tok=2, n_shared_experts=2, moe_intermediate_size=16, n_group=1,
        topk_group=1,
    )  # fmt: skip
    latent = LatentConfig(q_latent=q_latent, kv_latent=16, nope_dim=8, rope_dim=4, v_dim=6)
    moe = MoeConfig(n_experts=4, top_k=2, d_ff_expert=16, n_shared_experts=2, d_ff_shared=16, first_dense=1)
    assert parameters(tiny.replace(n_layers=3, layers=("latent",), mla=latent, moe=moe)).total == built(theirs)


def test_recurrent_layers_and_a_gated_output_are_counted_as_transformers_builds_them(tiny):
    theirs = Qwen3NextConfig(
        **SIZES, num_key_value_heads=2, num_hidden_layers=4, head_dim=8, linear_num_key_heads=2,
        linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=6, linear_conv_kernel_dim=4,
        layer_types=["linear_attention"] * 3 + ["full_attention"], num_experts=4, num_experts_per_tok=2,
        moe_intermediate_size=16, shared_expert_intermediate_size=16, intermediate_size=40,
    )  # fmt: skip
    delta = DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=6, conv=4)
    moe = MoeConfig(n_experts=4, top_k=2, d_ff_expert=16, n_shared_experts=1, d_ff_shared=16, shared_gate=True)
    ours = tiny.replace(
        n_layers=4, layers=("delta", "delta", "delta", "full"), delta=delta, moe=moe, qk_norm=True, output_gate=True
    )
    assert parameters(ours).total == built(theirs)


def test_the_public_labs_mixture_is_reproduced(tiny):
    dense = tiny.replace(n_layers=1, d_model=7168, d_ff=14336)
    sparse = dense.replace(d_ff=0, moe=MoeConfig(n_experts=8, top_k=2, d_ff_expert=1792))
    assert parameters(dense).feed_forward == 308_281_344
    assert expert_parameters(sparse) == 38_535_168
    assert parameters(sparse).router == 57_344
    assert parameters(sparse).feed_forward == 308_281_344


def test_the_formula_gives_the_parameters_of_every_shape_that_the_engine_builds(model):
    count = parameters(model.config)
    assert count.total == sum(weight.numel() for weight in model.parameters())
    parts = {
        "router": ".feed_forward.router.weight .feed_forward.shared_gate.weight",
        "norm": "norm.weight norm.bias",
        "embedding": "tokens.weight positions.weight",
        "head": "head.weight",
    }
    named = list(model.named_parameters())
    for part, endings in parts.items():
        held = sum(weight.numel() for name, weight in named if name.endswith(tuple(endings.split())))
        assert getattr(count, part) == held
