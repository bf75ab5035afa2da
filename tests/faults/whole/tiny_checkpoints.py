"""Whole checkpoints of a few thousand numbers, written by transformers and by the makers of GGUF."""

from __future__ import annotations

import io
import logging
import math
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import sentencepiece
import tokenizers
import torch
import transformers
from tokenizers import decoders, models, pre_tokenizers

SIZES = {
    "vocab_size": 300, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2,
    "num_key_value_heads": 1, "max_position_embeddings": 96,
}  # fmt: skip
FOLDERS = {
    "gpt2": transformers.GPT2Config(
        vocab_size=300, n_positions=96, n_embd=16, n_layer=2, n_head=2, bos_token_id=None, eos_token_id=None
    ),
    "llama": transformers.LlamaConfig(
        **SIZES, rope_parameters={
            "rope_type": "llama3", "rope_theta": 500.0, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
            "original_max_position_embeddings": 32,
        },
    ),
    "gemma3": transformers.Gemma3TextConfig(**SIZES, head_dim=8, sliding_window=8),
    "qwen3_moe": transformers.Qwen3MoeConfig(
        **SIZES, head_dim=8, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=8
    ),
}  # fmt: skip
TEMPLATE = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
STEERING = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")
LETTERS = sorted(pre_tokenizers.ByteLevel.alphabet())


def write_all(place: Path) -> list[Path]:
    """A folder of each family, one of them in several files, and two GGUF files."""
    transformers.utils.logging.disable_progress_bar()
    logging.getLogger("gguf").setLevel(logging.ERROR)
    torch.manual_seed(1)
    written = []
    for name, config in FOLDERS.items():
        shards = {"max_shard_size": "4KB"} if name == "llama" else {}
        model = transformers.AutoModelForCausalLM.from_config(config)
        model.save_pretrained(place / name, **shards)
        _write_tokenizer(place / name)
        written.append(place / name)
    for name in ("bytes.gguf", "spm.gguf"):
        write_gguf(place / name, gguf_keys(sentencepiece="spm" in name))
        written.append(place / name)
    return written


def _write_tokenizer(folder: Path) -> None:
    encoding = tokenizers.Tokenizer(models.BPE({letter: place for place, letter in enumerate(LETTERS)}, []))
    encoding.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    encoding.decoder = decoders.ByteLevel()
    encoding.add_special_tokens(list(STEERING))
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=encoding, eos_token="<|im_end|>", chat_template=TEMPLATE
    ).save_pretrained(folder)


def gguf_keys(*, sentencepiece: bool) -> dict[str, Any]:
    """All keys of a tiny Llama, with bytes for a vocabulary or with one of SentencePiece's."""
    keys: dict[str, Any] = {
        "general.alignment": 32, "llama.block_count": 2, "llama.context_length": 96, "llama.embedding_length": 16,
        "llama.feed_forward_length": 24, "llama.attention.head_count": 2, "llama.attention.head_count_kv": 1,
        "llama.attention.key_length": 8, "llama.attention.layer_norm_rms_epsilon": 1e-5, "llama.vocab_size": 300,
        "llama.rope.freq_base": 500.0, "llama.rope.dimension_count": 8, "tokenizer.chat_template": TEMPLATE,
    }  # fmt: skip
    own = _pieces() if sentencepiece else _bytes()
    return keys | {f"tokenizer.ggml.{name}": value for name, value in own.items()}


def _bytes() -> dict[str, Any]:
    tokens = [*LETTERS, *STEERING]
    return {
        "model": "gpt2", "pre": "gpt-2", "tokens": [*tokens, "he"], "token_type": [1] * 256 + [3] * 3 + [1],
        "merges": ["h e"], "eos_token_id": 257, "bos_token_id": 258, "add_bos_token": True,
    }  # fmt: skip


def _pieces() -> dict[str, Any]:
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([TEMPLATE, "hi the there", *"abcdefghijklmnop"]), model_writer=written, vocab_size=290,
        model_type="bpe", byte_fallback=True, hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    places = range(len(pieces))
    kinds = [2 if place == 0 else 3 if place < 3 else 6 if pieces.IsByte(place) else 1 for place in places]
    return {
        "model": "llama", "tokens": [pieces.IdToPiece(place) for place in places], "token_type": kinds,
        "scores": [pieces.GetScore(place) for place in places], "add_space_prefix": True, "eos_token_id": 2,
        "unknown_token_id": 0,
    }  # fmt: skip


def gguf_can_say(value: Any) -> bool:
    """Whether a value is one that GGUF's writer can write."""
    if isinstance(value, list):
        return bool(value) and len({type(each) for each in value}) == 1 and all(map(gguf_can_say, value))
    if isinstance(value, str):
        return value.isprintable() or value in ("", "\0")
    if isinstance(value, float):
        return not 1e38 < abs(value) < math.inf
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**31)


def write_gguf(path: Path, keys: dict[str, Any]) -> None:
    """A tiny Llama with those keys, whatever they say."""
    path.unlink(missing_ok=True)
    writer = gguf.GGUFWriter(path, "llama")
    for key, value in keys.items():
        _add(writer, key, value)
    dice = np.random.default_rng(1)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, dice.normal(size=shape, scale=1 / math.sqrt(shape[-1])).astype(np.float32))

    add("token_embd.weight", 300, 16)
    add("output_norm.weight", 16)
    add("output.weight", 300, 16)
    writer.add_tensor("rope_freqs.weight", np.ones(4, dtype=np.float32))
    for layer in range(2):
        for name, *shape in (
            ("attn_norm", 16), ("ffn_norm", 16), ("attn_q", 16, 16), ("attn_k", 8, 16), ("attn_v", 8, 16),
            ("attn_output", 16, 16), ("ffn_gate", 24, 16), ("ffn_up", 24, 16), ("ffn_down", 16, 24),
        ):  # fmt: skip
            add(f"blk.{layer}.{name}.weight", *shape)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add(writer: gguf.GGUFWriter, key: str, value: Any) -> None:
    kinds = gguf.GGUFValueType
    if isinstance(value, list):
        writer.add_key_value(key, value, kinds.ARRAY)
    elif isinstance(value, bool):
        writer.add_key_value(key, value, kinds.BOOL)
    elif isinstance(value, int):
        writer.add_key_value(key, value, kinds.INT32 if value < 0 else kinds.UINT32)
    else:
        writer.add_key_value(key, value, kinds.FLOAT32 if isinstance(value, float) else kinds.STRING)
