"""Logits against transformers, with the same random weights and all their own code."""

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, GPT2Config, LlamaConfig, PreTrainedModel, Qwen3Config

from engine.model import GPT

GPT2_NAMES = {
    "transformer.wte.": "tokens.",
    "transformer.wpe.": "positions.",
    "transformer.h.": "blocks.",
    "transformer.ln_f.": "norm.",
    ".ln_1.": ".attention_norm.",
    ".ln_2.": ".feed_forward_norm.",
    ".attn.c_attn.": ".attention.qkv.",
    ".attn.c_proj.": ".attention.output.",
    ".mlp.c_fc.": ".feed_forward.up.",
    ".mlp.c_proj.": ".feed_forward.down.",
    "lm_head.": "head.",
}

LLAMA_NAMES = {
    "model.embed_tokens.": "tokens.",
    "model.layers.": "blocks.",
    "model.norm.": "norm.",
    ".input_layernorm.": ".attention_norm.",
    ".post_attention_layernorm.": ".feed_forward_norm.",
    ".self_attn.o_proj.": ".attention.output.",
    ".self_attn.": ".attention.",
    ".mlp.gate_proj.": ".feed_forward.gate.",
    ".mlp.up_proj.": ".feed_forward.up.",
    ".mlp.down_proj.": ".feed_forward.down.",
    "lm_head.": "head.",
}

SIZES = {"vocab_size": 61, "max_position_embeddings": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
ROPE = {"rope_type": "default", "rope_theta": 500.0}
LLAMA = {**SIZES, "hidden_size": 24, "head_dim": 8, "intermediate_size": 40, "rms_norm_eps": 1e-5}


def renamed(weights: Mapping[str, Tensor], names: Mapping[str, str]) -> dict[str, Tensor]:
    found = {}
    for name, weight in weights.items():
        for theirs, ours in names.items():
            name = name.replace(theirs, ours)
        found[name] = weight
    return found


def in_our_layout(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    if any("transformer.h." in name for name in weights):
        ours = renamed(weights, GPT2_NAMES)  # its linear layers are stored the other way round
        return {name: w.T if w.dim() == 2 and name.startswith("blocks.") else w for name, w in ours.items()}
    ours = renamed(weights, LLAMA_NAMES)
    for layer in range(2):
        for kind in ("weight", "bias"):
            parts = [ours.pop(f"blocks.{layer}.attention.{part}_proj.{kind}", None) for part in "qkv"]
            if parts[0] is not None:
                ours[f"blocks.{layer}.attention.qkv.{kind}"] = torch.cat(parts)
    return ours


def theirs_and_ours(config, ours: GPT) -> PreTrainedModel:
    """A model of theirs with wide random weights, which `ours` then has too."""
    torch.manual_seed(1)
    theirs = AutoModelForCausalLM.from_config(config).eval().requires_grad_(False)
    for weight in dict.fromkeys(theirs.parameters()):
        weight.normal_(mean=1.0 if weight.dim() == 1 else 0.0, std=0.3)
    ours.load_state_dict(in_our_layout(theirs.state_dict()))
    return theirs


def assert_same_logits(theirs: PreTrainedModel, ours: GPT) -> None:
    ids = torch.randint(61, (3, 40), generator=torch.Generator().manual_seed(2))
    expected = theirs(ids).logits
    assert expected.std() > 1  # else an error would hide
    assert (ours(ids) - expected).abs().max() <= 1e-4
    cache = ours.new_cache(batch_size=3, max_seq_len=40)
    cached = [ours(ids[:, :25], cache)] + [ours(ids[:, t : t + 1], cache) for t in range(25, 40)]
    assert (torch.cat(cached, dim=1) - expected).abs().max() <= 1e-4


def test_logits_are_those_of_gpt2(build):
    config = GPT2Config(
        vocab_size=61, n_positions=48, n_embd=24, n_layer=2, n_head=4, n_inner=40, layer_norm_epsilon=1e-5
    )
    ours = build(
        head_dim=6, n_kv_heads=4, position="learned", norm="layer", ffn="gelu", bias=True, qkv_bias=True, tied=True
    )
    assert_same_logits(theirs_and_ours(config, ours), ours)


@pytest.mark.parametrize("n_kv_heads", [1, 2, 4])
@pytest.mark.parametrize("tied", [False, True])
def test_logits_are_those_of_llama_however_many_heads_share_keys(build, n_kv_heads, tied):
    config = LlamaConfig(**LLAMA, num_key_value_heads=n_kv_heads, tie_word_embeddings=tied, rope_parameters=ROPE)
    ours = build(n_kv_heads=n_kv_heads, tied=tied, rope_base=500.0)
    assert_same_logits(theirs_and_ours(config, ours), ours)


def test_logits_are_those_of_qwen3_which_norms_its_heads(build):
    config = Qwen3Config(**LLAMA, num_key_value_heads=2, tie_word_embeddings=False, rope_parameters=ROPE)
    ours = build(qk_norm=True, rope_base=500.0)
    assert_same_logits(theirs_and_ours(config, ours), ours)
