"""A tiny model that reads and writes letters: random weights, to try a server with that answers at once."""

from __future__ import annotations

import tokenizers
import torch
from tokenizers import decoders, models, pre_tokenizers

from engine.checkpoint_files.tokenizer import Tokenizer
from engine.config import ModelConfig
from engine.model import GPT

TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}<|end|>{% endfor %}assistant:"
BYTES = 256
END = BYTES  # <|end|>, with which an answer ends


def tiny_tokenizer() -> Tokenizer:
    """Every byte a token, what ASCII prints first; and one token that ends a turn."""
    plain = [*map(chr, range(33, 127)), "Ġ", "Ċ"]  # a space and a new line, as byte-level vocabularies write them
    letters = [*plain, *sorted({*pre_tokenizers.ByteLevel.alphabet()} - {*plain})]
    encoding = tokenizers.Tokenizer(models.BPE({letter: place for place, letter in enumerate(letters)}, []))
    encoding.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    encoding.decoder = decoders.ByteLevel()
    encoding.add_special_tokens(["<|end|>"])
    return Tokenizer(encoding, stop_ids=[END], template=TEMPLATE)


def tiny_model(*, max_seq_len: int = 256) -> GPT:
    """Random weights. What is likely is a letter of ASCII; other bytes are drawn too, the end of a turn hardly."""
    config = ModelConfig(
        n_layers=2, n_heads=4, n_kv_heads=2, head_dim=8, d_model=24, d_ff=40, vocab_size=BYTES + 1,
        max_seq_len=max_seq_len,
    )  # fmt: skip
    torch.manual_seed(0)
    model = GPT(config).eval().requires_grad_(False)
    for weight in dict.fromkeys(model.parameters()):
        weight.normal_(mean=1.0 if weight.dim() == 1 else 0.0, std=0.25)
    model.head.weight[96:] *= 0.2
    model.tokenizer = tiny_tokenizer()
    return model
