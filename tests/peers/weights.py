"""One model of a GPT-2-like size as a GGUF file of random weights, in any type that its makers' package can write."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, LONGEST = 12, 768, 12, 2048, 50304, 2560
TYPES = ("F32", "BF16", "Q8_0", "Q4_0", "Q4_1")


def write(kind: str, path: Path) -> None:
    """A Llama of 124M weights, half of a 0.1 wide normal, the same in every type before they are rounded."""
    random, type_ = np.random.default_rng(1), GGMLQuantizationType[kind]
    file = gguf.GGUFWriter(path, "llama")
    file.add_block_count(LAYERS)
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
    file.add_vocab_size(VOCABULARY)
    file.add_tokenizer_model("no_vocab")

    def matrix(name: str, rows: int, columns: int) -> None:
        values = 0.05 * random.standard_normal((rows, columns), dtype=np.float32)
        kept = values if kind == "F32" else gguf.quants.quantize(values, type_)
        file.add_tensor(f"{name}.weight", kept, raw_dtype=None if kind == "F32" else type_)

    def ones(name: str) -> None:
        file.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))

    matrix("token_embd", VOCABULARY, WIDTH)
    ones("output_norm")
    for layer in (f"blk.{i}" for i in range(LAYERS)):
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
