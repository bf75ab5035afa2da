"""Models with random weights that all contestants read: a Llama of GPT-2's size as a GGUF file, variants as folders."""

from __future__ import annotations

from pathlib import Path

import gguf
import llama_cpp
import numpy as np
import torch
from gguf import GGMLQuantizationType
from transformers import (
    AutoModelForCausalLM,
    DeepseekV3Config,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MixtralConfig,
    PreTrainedModel,
    Qwen3NextConfig,
)
from transformers.utils import logging

from engine.model import GPT

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, LONGEST = 12, 768, 12, 2048, 50304, 3328
TYPES = ("F32", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q4_K")

SEED = 0

SMALL = {
    "vocab_size": 16384, "hidden_size": 512, "intermediate_size": 1536, "num_hidden_layers": 8,
    "num_attention_heads": 8, "num_key_value_heads": 8, "head_dim": 64, "max_position_embeddings": LONGEST,
    "bos_token_id": None, "eos_token_id": None, "pad_token_id": None,
}  # fmt: skip
VARIANTS = {
    "window": MistralConfig(**SMALL, sliding_window=512),
    "MLA": DeepseekV3Config(
        **{**SMALL, "head_dim": 32}, q_lora_rank=None, kv_lora_rank=192, qk_nope_head_dim=64, qk_rope_head_dim=32,
        v_head_dim=64, first_k_dense_replace=8,
    ),
    "MoE": MixtralConfig(**{**SMALL, "intermediate_size": 384}, num_local_experts=8, num_experts_per_tok=2),
    "DeltaNet": Qwen3NextConfig(
        **SMALL, num_experts=4, num_experts_per_tok=1, moe_intermediate_size=512, shared_expert_intermediate_size=512,
        linear_num_key_heads=4, linear_num_value_heads=8, linear_key_head_dim=64, linear_value_head_dim=64,
    ),
}  # fmt: skip
"""The first three each change one thing; DeltaNet is Qwen3-Next's: three states to a full layer, and experts."""


def write(kind: str, path: Path, *, layers: int = LAYERS, vocabulary: int = VOCABULARY) -> None:
    """A Llama of 124M weights of a normal 0.05 wide, the same in every type before they are rounded."""
    random, type_ = np.random.default_rng(SEED), GGMLQuantizationType[kind]
    file = gguf.GGUFWriter(path, "llama")
    file.add_block_count(layers)
    file.add_context_length(LONGEST)
    file.add_embedding_length(WIDTH)
    file.add_feed_forward_length(INNER)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_key_length(WIDTH // HEADS)
    file.add_value_length(WIDTH // HEADS)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_rope_freq_base(10_000.0)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_vocab_size(vocabulary)
    file.add_tokenizer_model("no_vocab")

    def matrix(name: str, rows: int, columns: int) -> None:
        values = 0.05 * random.standard_normal((rows, columns), dtype=np.float32)
        quantize = llama_cpp.quantize if kind == "Q4_K" else gguf.quants.quantize
        kept = values if kind == "F32" else quantize(values, type_)
        file.add_tensor(f"{name}.weight", kept, raw_dtype=None if kind == "F32" else type_)

    def ones(name: str) -> None:
        file.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))

    matrix("token_embd", vocabulary, WIDTH)
    ones("output_norm")
    for layer in (f"blk.{i}" for i in range(layers)):
        ones(f"{layer}.attn_norm")
        ones(f"{layer}.ffn_norm")
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            matrix(f"{layer}.{name}", WIDTH, WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            matrix(f"{layer}.{name}", INNER, WIDTH)
        matrix(f"{layer}.ffn_down", WIDTH, INNER)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


def variant(name: str, folder: Path) -> PreTrainedModel:
    """One of the `VARIANTS` of transformers, which is saved there for us."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    torch.manual_seed(SEED)
    model = AutoModelForCausalLM.from_config(VARIANTS[name]).eval().requires_grad_(False)
    model.save_pretrained(folder)
    return model


def as_transformers(ours: GPT) -> PreTrainedModel:
    """A Llama of ours, unpacked, as one of theirs."""
    shape, of = ours.config, ours.state_dict()
    config = LlamaConfig(
        num_hidden_layers=shape.n_layers, hidden_size=shape.d_model, num_attention_heads=shape.n_heads,
        num_key_value_heads=shape.n_kv_heads, intermediate_size=shape.d_ff, vocab_size=shape.vocab_size,
        max_position_embeddings=shape.max_seq_len, rms_norm_eps=shape.norm_eps, tie_word_embeddings=shape.tied,
        rope_parameters={"rope_type": "default", "rope_theta": shape.rope_base},
    )  # fmt: skip
    names = {"tokens": "embed_tokens", "blocks": "layers", "attention_norm": "input_layernorm",
             "feed_forward_norm": "post_attention_layernorm", "attention": "self_attn", "feed_forward": "mlp",
             "output": "o_proj", "gate": "gate_proj", "up": "up_proj", "down": "down_proj"}  # fmt: skip
    sizes = [heads * shape.head_dim for heads in (shape.n_heads, shape.n_kv_heads, shape.n_kv_heads)]
    theirs = {}
    for name, weight in of.items():
        whole = ".".join(["model", *(names.get(part, part) for part in name.split("."))])
        parts = zip("qkv", weight.split(sizes), strict=True) if ".qkv." in name else [("", weight)]
        theirs |= {whole.replace(".qkv.", f".{part}_proj."): rows for part, rows in parts}
    theirs["lm_head.weight"] = theirs.pop("model.head.weight")
    model = LlamaForCausalLM(config).to(ours.tokens.weight.dtype).eval().requires_grad_(False)
    model.load_state_dict(theirs)
    return model
