"""The config.json files that the makers publish, older keys and all, give the presets of the same names."""

from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import Gemma3Config, Gemma3ForConditionalGeneration, MixtralConfig, SiglipVisionConfig

from engine.checkpoint import load
from engine.config import ModelConfig
from engine.families.family import rotary
from engine.families.family_table import family_of
from engine.presets import preset

GEMMA_3_1B = {
    "architectures": ["Gemma3ForCausalLM"], "attention_bias": False, "attn_logit_softcapping": None,
    "final_logit_softcapping": None, "head_dim": 256, "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 1152,
    "intermediate_size": 6912, "max_position_embeddings": 32768, "model_type": "gemma3_text", "num_attention_heads": 4,
    "num_hidden_layers": 26, "num_key_value_heads": 1, "query_pre_attn_scalar": 256, "rms_norm_eps": 1e-06,
    "rope_local_base_freq": 10000, "rope_scaling": None, "rope_theta": 1000000, "sliding_window": 512,
    "sliding_window_pattern": 6, "vocab_size": 262144,
}  # fmt: skip
GEMMA_3_4B = {
    "architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3",
    "text_config": {
        "hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 34,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 1024,
    },
}  # fmt: skip
GEMMA_3_27B = {
    "architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3",
    "text_config": {
        "head_dim": 128, "hidden_size": 5376, "intermediate_size": 21504, "model_type": "gemma3_text",
        "num_attention_heads": 32, "num_hidden_layers": 62, "num_key_value_heads": 16, "query_pre_attn_scalar": 168,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 1024,
    },
}  # fmt: skip
MISTRAL = {
    "architectures": ["MistralForCausalLM"], "hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 14336,
    "max_position_embeddings": 32768, "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 32,
    "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 4096,
    "tie_word_embeddings": False, "vocab_size": 32000,
}  # fmt: skip
MIXTRAL = {
    **MISTRAL, "architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "num_experts_per_tok": 2,
    "num_local_experts": 8, "rope_theta": 1000000.0, "sliding_window": None, "router_aux_loss_coef": 0.02,
}  # fmt: skip
QWEN3_MOE = {
    "architectures": ["Qwen3MoeForCausalLM"], "attention_bias": False, "decoder_sparse_step": 1, "head_dim": 128,
    "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 6144, "max_position_embeddings": 40960,
    "max_window_layers": 48, "mlp_only_layers": [], "model_type": "qwen3_moe", "moe_intermediate_size": 768,
    "norm_topk_prob": True, "num_attention_heads": 32, "num_experts": 128, "num_experts_per_tok": 8,
    "num_hidden_layers": 48, "num_key_value_heads": 4, "rms_norm_eps": 1e-06, "rope_scaling": None,
    "rope_theta": 1000000.0, "sliding_window": None, "tie_word_embeddings": False, "use_sliding_window": False,
    "vocab_size": 151936,
}  # fmt: skip
QWEN3_NEXT = {
    "architectures": ["Qwen3NextForCausalLM"], "attention_bias": False, "decoder_sparse_step": 1,
    "full_attention_interval": 4, "head_dim": 256, "hidden_act": "silu", "hidden_size": 2048,
    "intermediate_size": 5120, "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128, "linear_num_key_heads": 16,
    "linear_num_value_heads": 32, "linear_value_head_dim": 128, "max_position_embeddings": 262144,
    "mlp_only_layers": [], "model_type": "qwen3_next", "moe_intermediate_size": 512, "norm_topk_prob": True,
    "num_attention_heads": 16, "num_experts": 512, "num_experts_per_tok": 10, "num_hidden_layers": 48,
    "num_key_value_heads": 2, "partial_rotary_factor": 0.25, "rms_norm_eps": 1e-06, "rope_scaling": None,
    "rope_theta": 10000000, "shared_expert_intermediate_size": 512, "tie_word_embeddings": False,
    "vocab_size": 151936,
}  # fmt: skip
YARN = {
    "beta_fast": 32, "beta_slow": 1, "factor": 40, "mscale": 0.707, "mscale_all_dim": 0.707,
    "original_max_position_embeddings": 4096, "type": "yarn",
}  # fmt: skip
DEEPSEEK_V2 = {
    "architectures": ["DeepseekV2ForCausalLM"], "attention_bias": False, "first_k_dense_replace": 1,
    "hidden_act": "silu", "hidden_size": 5120, "intermediate_size": 12288, "kv_lora_rank": 512,
    "max_position_embeddings": 163840, "model_type": "deepseek_v2", "moe_intermediate_size": 1536,
    "moe_layer_freq": 1, "n_group": 8, "n_routed_experts": 160, "n_shared_experts": 2, "norm_topk_prob": False,
    "num_attention_heads": 128, "num_experts_per_tok": 6, "num_hidden_layers": 60, "num_key_value_heads": 128,
    "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06,
    "rope_scaling": YARN, "rope_theta": 10000, "routed_scaling_factor": 16.0, "scoring_func": "softmax",
    "tie_word_embeddings": False, "topk_group": 3, "topk_method": "group_limited_greedy", "v_head_dim": 128,
    "vocab_size": 102400,
}  # fmt: skip
DEEPSEEK_V2_LITE = {
    **DEEPSEEK_V2, "hidden_size": 2048, "intermediate_size": 10944, "moe_intermediate_size": 1408, "n_group": 1,
    "n_routed_experts": 64, "num_attention_heads": 16, "num_hidden_layers": 27, "num_key_value_heads": 16,
    "q_lora_rank": None, "routed_scaling_factor": 1.0, "topk_group": 1, "topk_method": "greedy",
}  # fmt: skip
DEEPSEEK_V3 = {
    **DEEPSEEK_V2, "architectures": ["DeepseekV3ForCausalLM"], "first_k_dense_replace": 3, "hidden_size": 7168,
    "intermediate_size": 18432, "model_type": "deepseek_v3", "moe_intermediate_size": 2048, "n_routed_experts": 256,
    "n_shared_experts": 1, "norm_topk_prob": True, "num_experts_per_tok": 8, "num_hidden_layers": 61,
    "num_nextn_predict_layers": 1, "rope_scaling": {**YARN, "mscale": 1.0, "mscale_all_dim": 1.0},
    "routed_scaling_factor": 2.5, "scoring_func": "sigmoid", "topk_group": 4, "topk_method": "noaux_tc",
    "vocab_size": 129280,
}  # fmt: skip
PUBLISHED: dict[str, dict[str, Any]] = {
    "gemma-3-1b": GEMMA_3_1B,
    "gemma-3-4b": GEMMA_3_4B,
    "gemma-3-27b": GEMMA_3_27B,
    "mistral-7b-v0.1": MISTRAL,
    "mixtral-8x7b": MIXTRAL,
    "qwen3-30b-a3b": QWEN3_MOE,
    "qwen3-next-80b-a3b": QWEN3_NEXT,
    "deepseek-v2": DEEPSEEK_V2,
    "deepseek-v2-lite": DEEPSEEK_V2_LITE,
    "deepseek-v3": DEEPSEEK_V3,
}


def spelt_out(config: ModelConfig) -> ModelConfig:
    """With what a preset may leave to be worked out."""
    return config.replace(layers=config.kinds, query_scale=config.query_scale or config.head_dim**-0.5)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_config_gives_the_preset(name):
    settings = PUBLISHED[name]
    shape = family_of(settings["architectures"][0]).shape(settings)
    if "latent" in shape.kinds:  # whose scale is not that of its head's width
        assert shape == preset(name)
    assert spelt_out(shape) == spelt_out(preset(name))


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("mixtral-8x7b", {"num_experts_per_tok": 9}, "top_k=9 is more than n_experts=8"),
        ("qwen3-30b-a3b", {"decoder_sparse_step": 2}, r"decoder_sparse_step: .* \(it is 2\)"),
        ("qwen3-30b-a3b", {"mlp_only_layers": [3]}, r"mlp_only_layers.* \(it is \[3\]\)"),
        ("gemma-3-1b", {"hidden_activation": "relu"}, r"hidden_activation: .* \(it is 'relu'\)"),
        ("gemma-3-1b", {"attn_logit_softcapping": 50.0}, r"attn_logit_softcapping: .* \(it is 50.0\)"),
        ("deepseek-v3", {"scoring_func": "softmax"}, r"scoring_func: .* \(it is 'softmax'\)"),
        ("deepseek-v2", {"norm_topk_prob": True}, r"norm_topk_prob: .* \(it is True\)"),
        ("qwen3-next-80b-a3b", {"layer_types": ["sliding_attention"] * 48}, r"layer_types.0: .*'sliding_attention'"),
    ],
)
def test_what_the_engine_cannot_do_is_refused_by_name(name, changes, message):
    settings = PUBLISHED[name] | changes
    with pytest.raises(ValueError, match=message):
        family_of(settings["architectures"][0]).shape(settings)


def test_the_text_part_of_a_gemma_that_reads_pictures_too_is_read_alone(tmp_path):
    text = {
        "vocab_size": 61, "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 3, "num_attention_heads": 4,
        "num_key_value_heads": 2, "head_dim": 8, "sliding_window": 5, "max_position_embeddings": 64,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
    }  # fmt: skip
    vision = SiglipVisionConfig(
        hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2, image_size=28, patch_size=14
    )
    config = Gemma3Config(text_config=text, vision_config=vision.to_dict(), image_token_index=60)
    torch.manual_seed(0)
    theirs = Gemma3ForConditionalGeneration(config).eval().requires_grad_(False)
    for weight in theirs.model.language_model.parameters():
        weight.normal_(std=0.25)
    theirs.save_pretrained(tmp_path)
    ours, ids = load(tmp_path), torch.randint(60, (2, 30), generator=torch.Generator().manual_seed(2))
    expected = theirs(ids).logits
    assert expected.std() > 0.5
    assert (ours(ids) - expected).abs().max() <= 1e-4
    file = tmp_path / "model.safetensors"
    newer = {
        name.replace("language_model.model.", "model.language_model.")
        .replace("vision_tower.", "model.vision_tower.")
        .replace("multi_modal_projector.", "model.multi_modal_projector."): weight
        for name, weight in load_file(file).items()
    }
    save_file(newer, file)
    assert torch.equal(load(tmp_path)(ids), ours(ids))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"rope_theta": 500.0, "rope_parameters": {"rope_theta": None, "rope_type": "default"}}, (500.0, None)),
        ({"rope_scaling": {"rope_type": None, "type": "linear", "factor": 4.0}}, (10_000.0, 4.0)),
    ],
)
def test_null_among_rotary_settings_says_nothing(settings, expected):
    found = rotary({"max_position_embeddings": 64, **settings})
    scaling = found.get("rope_scaling")
    assert (found["rope_base"], scaling and scaling.factor) == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"rope_parameters": {"rope_type": "default"}, "rope_scaling": {"type": "linear", "factor": 4.0}},
            "rope_parameters has rope_type='default', and rope_scaling has rope_type='linear'",
        ),
        ({"rope_scaling": {"type": "linear"}}, "rotary positions of the type 'linear' have no factor"),
        ({"rope_scaling": {"type": "yarn", "factor": 4.0, "truncate": False}}, "truncate: Input should be True"),
        ({"rope_scaling": 7}, "rope_scaling=7 is no object"),
    ],
)
def test_rotary_settings_that_contradict_one_another_are_refused(settings, message):
    with pytest.raises(ValueError, match=f"config.json cannot be used: {message}"):
        rotary({"max_position_embeddings": 64, **settings})


def test_a_mixtral_that_leaves_them_out_has_the_defaults_of_its_family():
    sizes = {
        "num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 32, "intermediate_size": 48, "vocab_size": 64,
        "max_position_embeddings": 64, "num_local_experts": 4, "num_experts_per_tok": 2,
    }  # fmt: skip
    theirs = MixtralConfig()
    for left_out in ({}, {"rope_theta": None, "rms_norm_eps": None}):
        ours = family_of("MixtralForCausalLM").shape({**sizes, **left_out})
        assert ours.norm_eps == theirs.rms_norm_eps
        assert ours.rope_base == theirs.rope_parameters["rope_theta"]


@pytest.mark.parametrize(
    ("name", "tensor"),
    [
        ("deepseek-v3", "model.layers.61.mlp.experts.0.up_proj.weight"),
        ("deepseek-v3", "model.layers.0.self_attn.rotary_emb.inv_freq"),
        ("mistral-7b-v0.1", "model.layers.0.self_attn.rotary_emb.cos_cached"),
        ("mistral-7b-v0.1", "rotary_emb.inv_freq"),
        ("qwen3-next-80b-a3b", "mtp.layers.0.mlp.gate.weight"),
        ("gemma-3-4b", "vision_tower.vision_model.embeddings.patch_embedding.weight"),
    ],
)
def test_what_a_published_file_holds_beyond_the_model_is_passed_over(name, tensor):
    assert family_of(PUBLISHED[name]["architectures"][0]).ignores(tensor)
    assert not family_of("MixtralForCausalLM").ignores("model.layers.61.input_layernorm.weight")
