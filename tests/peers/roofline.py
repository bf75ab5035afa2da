"""The shortest that a step can take: the bytes that it must read, at the rate at which this machine reads."""

from __future__ import annotations

from functools import cache

import torch

from engine.cost.kv_cache import kv_cache_bytes, state_bytes
from engine.cost.weights import experts_read
from engine.facts.roofline_here import READ
from engine.kernels.packed import Packed
from engine.measure import quickest
from engine.model import GPT

SHORT = {torch.float32: "fp32", torch.bfloat16: "bf16"}


def bandwidth() -> float:
    """Bytes a second that are read at best: a matrix that no cache holds, for its product with a vector."""
    matrix, vector = _large()
    return float(matrix.nbytes / quickest(lambda: torch.mv(matrix, vector)))


@cache
def _large() -> tuple[torch.Tensor, torch.Tensor]:
    return torch.ones(READ // 2, READ), torch.ones(READ)


def held(weight: torch.Tensor) -> int:
    """Bytes in memory."""
    return sum(part.blocks.nbytes for part in weight.parts) if type(weight) is Packed else weight.nbytes


def bytes_read(model: GPT, *, rows: int, length: int) -> float:
    """What a step of so many rows reads behind `length` tokens: weights once as they are kept, and each row's cache.

    Of a table of embeddings that is not the head too, next to nothing; of the experts those that are expected to be
    reached; a recurrent state is written back.
    """
    config, total = model.config, 0.0
    for name, weight in model.named_parameters():  # a tied head is not counted again
        if name == "positions.weight" or (name == "tokens.weight" and not config.tied):
            continue
        expert = config.moe is not None and weight.dim() == 3 and ".feed_forward." in name
        total += held(weight) * (experts_read(config, batch=rows) / config.moe.n_experts if expert else 1)
    dtype = SHORT[model.tokens.weight.dtype]
    cache = kv_cache_bytes(config, seq_len=length, batch=rows, dtype=dtype, policy="engine")
    return total + cache + rows * state_bytes(config, dtype=dtype)
