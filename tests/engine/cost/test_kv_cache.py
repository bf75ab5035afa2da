"""Against published figures, and against the caches that transformers really holds."""

import pytest
import torch
from transformers import (
    AutoModelForCausalLM,
    DeepseekV3Config,
    DynamicCache,
    Gemma3TextConfig,
    LlamaConfig,
    MistralConfig,
    Qwen3NextConfig,
)

from engine.config import DeltaConfig, LatentConfig
from engine.cost.kv_cache import bytes_per_token, convolution_state_bytes, kv_cache_bytes, recurrent_state_bytes
from engine.presets import preset

SIZES = {"hidden_size": 24, "num_attention_heads": 4, "vocab_size": 61, "intermediate_size": 40}
EXPERTS = {"n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 16, "n_group": 1, "topk_group": 1}
SPARSE = {
    "num_experts": 4,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 16,
    "shared_expert_intermediate_size": 16,
}


def held_by_transformers(config, tokens: int) -> int:
    """Bytes of every tensor in the dynamic cache after `tokens` tokens, in fp32."""
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config).eval()
    cache = DynamicCache(config=config)
    with torch.no_grad():
        for token in torch.arange(tokens) % 61:
            model(token[None, None], past_key_values=cache)
    held = [field for layer in cache.layers for field in vars(layer).values()]
    held += [state for field in held if isinstance(field, dict) for state in field.values()]
    return sum(value.nbytes for value in held if isinstance(value, torch.Tensor) and value.dim() > 1)


def test_the_formula_gives_what_transformers_holds_for_grouped_queries(tiny):
    theirs = LlamaConfig(**SIZES, num_key_value_heads=2, num_hidden_layers=2, head_dim=8)
    assert kv_cache_bytes(tiny, seq_len=7, dtype="fp32") == held_by_transformers(theirs, 7)


@pytest.mark.parametrize("tokens", [3, 5, 6, 11])
def test_the_dynamic_policy_gives_what_transformers_holds_for_a_window(tiny, tokens):
    theirs = MistralConfig(**SIZES, num_key_value_heads=2, num_hidden_layers=2, head_dim=8, sliding_window=5)
    ours = tiny.replace(layers=("window",), window=5)
    assert kv_cache_bytes(ours, seq_len=tokens, dtype="fp32", policy="dynamic") == held_by_transformers(theirs, tokens)


def test_the_dynamic_policy_gives_what_transformers_holds_for_a_mix_of_windows_and_full_layers(tiny):
    kinds = ["sliding_attention", "sliding_attention", "full_attention"]
    theirs = Gemma3TextConfig(
        **SIZES, num_key_value_heads=2, num_hidden_layers=3, head_dim=8, sliding_window=4, layer_types=kinds
    )
    ours = tiny.replace(n_layers=3, layers=("window", "window", "full"), window=4)
    assert kv_cache_bytes(ours, seq_len=9, dtype="fp32", policy="dynamic") == held_by_transformers(theirs, 9)


def test_the_formula_gives_what_transformers_holds_for_latents(tiny):
    theirs = DeepseekV3Config(
        **SIZES, **EXPERTS, num_hidden_layers=2, num_key_value_heads=4, first_k_dense_replace=1, q_lora_rank=12,
        kv_lora_rank=16, qk_nope_head_dim=8, qk_rope_head_dim=4, v_head_dim=8,
    )  # fmt: skip
    latent = LatentConfig(q_latent=12, kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8)
    ours = tiny.replace(layers=("latent",), mla=latent)
    assert kv_cache_bytes(ours, seq_len=7, dtype="fp32") == held_by_transformers(theirs, 7)


@pytest.mark.parametrize("tokens", [6, 12])
def test_the_formula_gives_what_transformers_holds_for_recurrent_layers(tiny, tokens):
    theirs = Qwen3NextConfig(
        **SIZES, **SPARSE, num_key_value_heads=2, num_hidden_layers=4, head_dim=8, linear_num_key_heads=2,
        linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=8, linear_conv_kernel_dim=4,
        layer_types=["linear_attention"] * 3 + ["full_attention"],
    )  # fmt: skip
    delta = DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=8, conv=4)
    ours = tiny.replace(n_layers=4, layers=("delta", "delta", "delta", "full"), delta=delta)
    assert kv_cache_bytes(ours, seq_len=tokens, dtype="fp32") == held_by_transformers(theirs, tokens)


def test_llama_3_8b_takes_half_a_gibibyte_for_4096_tokens():
    assert kv_cache_bytes(preset("llama-3-8b"), seq_len=4096) == 2**29


def test_mistrals_window_caps_its_cache_however_long_the_text_is():
    mistral = preset("mistral-7b-v0.1")
    assert kv_cache_bytes(mistral, seq_len=4096) == kv_cache_bytes(mistral, seq_len=32768) == 536_870_912


def test_a_window_that_is_only_a_mask_saves_nothing():
    mistral, full = preset("mistral-7b-v0.1"), preset("mistral-7b-v0.1").replace(layers=("full",), window=None)
    assert kv_cache_bytes(mistral, seq_len=20000, policy="masked") == kv_cache_bytes(full, seq_len=20000)


def test_a_window_longer_than_the_text_costs_no_more_than_none():
    mistral, full = preset("mistral-7b-v0.1"), preset("mistral-7b-v0.1").replace(layers=("full",), window=None)
    assert kv_cache_bytes(mistral, seq_len=100) == kv_cache_bytes(full, seq_len=100)


def test_qwen3_next_keeps_the_state_that_its_shape_implies():
    qwen = preset("qwen3-next-80b-a3b")
    assert recurrent_state_bytes(qwen) == 75_497_472
    assert convolution_state_bytes(qwen, dtype="bf16") == 2_359_296
    assert kv_cache_bytes(qwen, seq_len=1000) == 75_497_472 + 2_359_296 + 1000 * 24_576


def test_recurrent_state_stays_in_fp32_whatever_the_cache_is_in():
    qwen = preset("qwen3-next-80b-a3b")
    state = {}
    for dtype in ("bf16", "int8"):
        state[dtype] = kv_cache_bytes(qwen, seq_len=1, dtype=dtype) - bytes_per_token(qwen, dtype=dtype)
    assert state["bf16"] - state["int8"] == 2_359_296 / 2


@pytest.mark.parametrize(
    ("shape", "gigabytes"),
    [
        ({}, "17.18"),
        ({"n_kv_heads": 8}, "4.29"),
        ({"layers": ("window",) * 5 + ("full",), "window": 1024}, "3.14"),
        ({"n_kv_heads": 8, "layers": ("window",) * 5 + ("full",), "window": 1024}, "0.78"),
    ],
)
def test_the_public_labs_estimates_are_reproduced(shape, gigabytes):
    base = preset("llama-2-7b").replace(**shape)
    assert f"{float(kv_cache_bytes(base, seq_len=32768)) / 1e9:.2f}" == gigabytes


def test_the_cache_grows_with_batch_and_element_size():
    llama = preset("llama-3-8b")
    one = kv_cache_bytes(llama, seq_len=10, dtype="bf16")
    assert kv_cache_bytes(llama, seq_len=10, batch=3, dtype="fp32") == 6 * one
    assert kv_cache_bytes(llama, seq_len=10, dtype="int4") == one / 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seq_len": 0}, "seq_len=0 is not a positive whole number"),
        ({"seq_len": 8, "batch": -1}, "batch=-1 is not a positive whole number"),
        ({"seq_len": 8, "dtype": "bf61"}, "unknown dtype 'bf61'; did you mean 'bf16'"),
        ({"seq_len": 8, "policy": "masks"}, "unknown cache policy 'masks'; did you mean 'masked'"),
    ],
)
def test_impossible_questions_are_refused_with_the_reason(arguments, message):
    with pytest.raises(ValueError, match="^" + message.replace("?", r"\?")):
        kv_cache_bytes(preset("mistral-7b-v0.1"), **arguments)
