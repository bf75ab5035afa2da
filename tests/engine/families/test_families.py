"""Every family against transformers on the same file: whole, in chunks, token by token, padded, greedy; and its cost.

The shapes are odd on purpose: heads whose width is no quotient, one KV head, windows shorter than the prompt, values
of another width than keys. Weights are wide, else a wrong one would not show.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    DeepseekV2Config,
    DeepseekV3Config,
    Gemma2Config,
    Gemma3TextConfig,
    MistralConfig,
    MixtralConfig,
    PreTrainedConfig,
    PreTrainedModel,
    Qwen3MoeConfig,
    Qwen3NextConfig,
)

from engine.checkpoint import load
from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.decode import generate
from engine.model import GPT

LENGTH = 144
SIZES = {
    "vocab_size": 61, "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4,
    "max_position_embeddings": LENGTH, "bos_token_id": None, "eos_token_id": None, "pad_token_id": None,
}  # fmt: skip
HEADS = {**SIZES, "num_key_value_heads": 2, "head_dim": 10}
ROPE = {"rope_type": "default", "rope_theta": 500.0}
GLOBAL_AND_LOCAL = {"full_attention": {"rope_type": "linear", "factor": 3.0, "rope_theta": 900.0},
                    "sliding_attention": {"rope_type": "default", "rope_theta": 50.0}}  # fmt: skip
GEMMA2 = {**HEADS, "query_pre_attn_scalar": 7, "sliding_window": 6, "attn_logit_softcapping": 3.0,
          "final_logit_softcapping": 9.0, "rope_parameters": ROPE}  # fmt: skip
GEMMA3 = {**HEADS, "num_hidden_layers": 3, "query_pre_attn_scalar": 7, "sliding_window": 5,
          "rope_parameters": GLOBAL_AND_LOCAL}  # fmt: skip
LATENT = {**SIZES, "num_key_value_heads": 4, "kv_lora_rank": 16, "qk_nope_head_dim": 6, "qk_rope_head_dim": 4,
          "v_head_dim": 9, "moe_intermediate_size": 16, "num_experts_per_tok": 3,
          "first_k_dense_replace": 1}  # fmt: skip
YARN = {"rope_type": "yarn", "rope_theta": 500.0, "factor": 4.0, "original_max_position_embeddings": 32,
        "mscale": 1.0, "mscale_all_dim": 0.7, "beta_fast": 32, "beta_slow": 1}  # fmt: skip
NEXT = {**HEADS, "head_dim": 16, "num_hidden_layers": 4, "num_experts": 6, "num_experts_per_tok": 2,
        "moe_intermediate_size": 16, "shared_expert_intermediate_size": 12, "linear_num_key_heads": 2,
        "linear_num_value_heads": 4, "linear_key_head_dim": 8, "linear_value_head_dim": 6,
        "linear_conv_kernel_dim": 4, "rms_norm_eps": 1e-2,  # what a state of few tokens gives is small, normed loud
        "rope_parameters": {**ROPE, "partial_rotary_factor": 0.25}}  # fmt: skip

CONFIGS: dict[str, PreTrainedConfig] = {
    "Mistral": MistralConfig(**HEADS, sliding_window=7, rope_parameters=ROPE),
    "Mistral with one KV head": MistralConfig(
        **{**HEADS, "num_key_value_heads": 1}, sliding_window=3, rope_parameters=ROPE
    ),
    "Gemma 2": Gemma2Config(**GEMMA2),
    "Gemma 2 without caps": Gemma2Config(
        **{**GEMMA2, "attn_logit_softcapping": None, "final_logit_softcapping": None}
    ),
    "Gemma 3": Gemma3TextConfig(**GEMMA3, layer_types=["sliding_attention", "sliding_attention", "full_attention"]),
    "Gemma 3 with one KV head and no full layer": Gemma3TextConfig(**{**GEMMA3, "num_key_value_heads": 1}),
    "Mixtral": MixtralConfig(**HEADS, num_local_experts=6, num_experts_per_tok=2, rope_parameters=ROPE),
    "Mixtral with a window": MixtralConfig(
        **HEADS, num_local_experts=4, num_experts_per_tok=1, rope_parameters=ROPE, sliding_window=5
    ),
    "Qwen 3 with experts": Qwen3MoeConfig(
        **HEADS, num_experts=8, num_experts_per_tok=3, moe_intermediate_size=16, norm_topk_prob=True,
        rope_parameters=ROPE,
    ),
    "Qwen 3 with experts that are not normalised": Qwen3MoeConfig(
        **HEADS, num_experts=5, num_experts_per_tok=2, moe_intermediate_size=16, norm_topk_prob=False,
        rope_parameters=ROPE,
    ),
    "DeepSeek-V2": DeepseekV2Config(
        **LATENT, q_lora_rank=12, n_routed_experts=8, n_shared_experts=2, topk_method="group_limited_greedy",
        n_group=4, topk_group=2, routed_scaling_factor=4.0, rope_parameters=YARN,
    ),
    "DeepSeek-V2 Lite": DeepseekV2Config(
        **LATENT, q_lora_rank=None, n_routed_experts=6, n_shared_experts=1, rope_parameters=ROPE
    ),
    "DeepSeek-V3": DeepseekV3Config(
        **LATENT, q_lora_rank=12, n_routed_experts=8, n_shared_experts=1, n_group=4, topk_group=2,
        num_nextn_predict_layers=0, rope_parameters=YARN,
    ),
    "Qwen3-Next": Qwen3NextConfig(**NEXT),
    "Qwen3-Next with as many key heads as value heads": Qwen3NextConfig(
        **{**NEXT, "linear_num_key_heads": 4, "norm_topk_prob": False, "num_key_value_heads": 1},
        layer_types=["linear_attention", "full_attention"] * 2,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    theirs: PreTrainedModel
    ours: GPT
    folder: Path


@pytest.fixture(scope="module", params=CONFIGS)
def pair(request, tmp_path_factory) -> Pair:
    torch.manual_seed(1)
    theirs = AutoModelForCausalLM.from_config(CONFIGS[request.param]).eval().requires_grad_(False)
    widen(theirs)
    folder = tmp_path_factory.mktemp("checkpoint")
    theirs.save_pretrained(folder)
    return Pair(theirs, load(folder), folder)


def widen(theirs: PreTrainedModel) -> None:
    """Weights that differ and count, whatever a family's own beginnings are."""
    from_one = "gemma" in theirs.config.model_type or theirs.config.model_type == "qwen3_next"
    for name, weight in {**dict(theirs.named_parameters()), **dict(theirs.named_buffers())}.items():
        if name.endswith("e_score_correction_bias") or (weight.dim() > 1 and not name.endswith("inv_freq")):
            weight.normal_(std=0.25)
        elif name.endswith("A_log"):
            weight.normal_(mean=-2.0, std=0.25)  # a state that fades within a token would hide what is wrong in it
        elif weight.dim() == 1 and "inv_freq" not in name:
            weight.normal_(mean=0.0 if from_one and "linear_attn" not in name else 1.0, std=0.25)


def some_ids(*shape: int, seed: int = 2) -> Tensor:
    return torch.randint(61, shape, generator=torch.Generator().manual_seed(seed))


def furthest(ours: Tensor, theirs: Tensor) -> float:
    assert theirs.std() > 0.5  # else an error would hide
    return float((ours - theirs).abs().max())


def test_a_whole_pass_gives_the_logits_of_transformers(pair):
    ids = some_ids(3, 40)
    assert furthest(pair.ours(ids), pair.theirs(ids).logits) <= 1e-4


@pytest.mark.parametrize("chunks", [[1] * 40, [5, 18, *[1] * 17], [30, 10], [39, 1]], ids=str)
def test_a_cache_gives_the_logits_of_transformers_in_any_chunks(pair, chunks):
    ids = some_ids(3, 40)
    cache = pair.ours.new_cache(batch_size=3, max_seq_len=40)
    found = torch.cat([pair.ours(part, cache) for part in ids.split(chunks, dim=1)], dim=1)
    assert furthest(found, pair.theirs(ids).logits) <= 1e-4


def test_padded_rows_give_what_transformers_gives_for_each_alone(pair):
    ids, lengths = some_ids(3, 30, seed=5), [30, 11, 4]
    cache = pair.ours.new_cache(batch_size=3, max_seq_len=44)
    first = pair.ours(ids, cache, lengths=lengths, last_only=True)
    more, new = some_ids(3, 8, seed=6), [2, 8, 5]
    second = pair.ours(more, cache, lengths=new)
    last = some_ids(3, 1, seed=7)
    third = pair.ours(last, cache)
    for row, (length, following) in enumerate(zip(lengths, new, strict=True)):
        text = torch.cat([ids[row, :length], more[row, :following], last[row]])
        alone = pair.theirs(text[None]).logits[0]
        mine = torch.cat([first[row], second[row, :following], third[row]])
        assert furthest(mine, alone[length - 1 :]) <= 1e-4


def test_greedy_continuations_are_those_of_transformers_for_32_tokens(pair):
    prompt = some_ids(2, 12, seed=3)
    expected = pair.theirs.generate(
        prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=32, do_sample=False, eos_token_id=None
    )
    assert torch.equal(generate(pair.ours, prompt, 32), expected)


def test_parameters_and_cache_are_what_the_formulas_say(pair):
    config = pair.ours.config
    assert parameters(config).total == sum(weight.numel() for weight in pair.theirs.parameters())
    for name, dtype in {"fp32": torch.float32, "bf16": torch.bfloat16, "int8": torch.int8}.items():
        for length in (1, 5, 40):
            cache = pair.ours.new_cache(batch_size=2, max_seq_len=length, dtype=dtype)
            pair.ours(some_ids(2, length), cache)
            held = sum(storage.nbytes() for storage in {tensor.untyped_storage() for tensor in cache.tensors()})
            assert held == kv_cache_bytes(config, seq_len=length, batch=2, dtype=name, policy="engine")


def test_operations_are_what_the_formulas_say(pair, operations, rotary_values):
    config = pair.ours.config
    ids = some_ids(2, 23)
    assert operations(pair.ours, ids) == forward_flops(config, seq_len=23, batch=2, chunked=True).total
    cache = pair.ours.new_cache(batch_size=2, max_seq_len=30)
    pair.ours(ids, cache)
    step = decode_flops(config, context=24, batch=2).total
    assert operations(pair.ours, ids[:, :1], cache) == step + rotary_values(config, 2 * 24)
