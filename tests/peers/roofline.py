"""The shortest that a case can take: what it must read and multiply, as fast as this machine does either."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from cases import Case

from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import kv_cache_bytes, state_bytes
from engine.cost.weights import experts_read
from engine.facts.roofline_here import READ, SQUARE
from engine.kernels.packed import Packed
from engine.kernels.pages import Pages
from engine.model import GPT

CALLS = 5
SHORT = {torch.float32: "fp32", torch.bfloat16: "bf16"}


@dataclass(frozen=True, kw_only=True)
class Roofline:
    """Seconds by the bytes that move and by the operations that are made; whichever takes longer is predicted."""

    bytes: float
    bandwidth: float
    flops: float
    peak: float

    @property
    def seconds(self) -> float:
        return max(self.bytes / self.bandwidth, self.flops / self.peak)

    def __str__(self) -> str:
        memory, arithmetic = self.bytes / self.bandwidth, self.flops / self.peak
        return (
            f"{self.bytes / 1e6:.0f} MB at {self.bandwidth / 1e9:.1f} GB/s take {memory * 1e3:.2f} ms, "
            f"{self.flops / 1e9:.2f} GFLOP at {self.peak / 1e9:.0f} a second {arithmetic * 1e3:.2f}"
        )


def roofline(model: GPT, case: Case, *, length: int) -> Roofline:
    """Of a step behind `length` tokens, or of the case's prompt. Quantised weights are multiplied in fp32."""
    config, rows, dtype = model.config, case.rows, model.tokens.weight.dtype
    if case.decodes:
        flops = float(decode_flops(config, context=length, batch=rows).total)
    else:
        body = forward_flops(config, seq_len=case.prompt, batch=rows, causal=True, head=False, chunked=True).total
        flops = float(body + decode_flops(config, context=1, batch=rows).head)
    moved = bytes_moved(model, case, length=length)
    return Roofline(bytes=moved, bandwidth=bandwidth(), flops=flops, peak=peak(dtype, torch.get_num_threads()))


def bytes_moved(model: GPT, case: Case, *, length: int) -> float:
    """Weights as they are kept and the cache of `length` tokens; a recurrent state is read and written back."""
    config, rows, dtype = model.config, case.rows, SHORT[model.tokens.weight.dtype]
    cache = kv_cache_bytes(config, seq_len=length, batch=rows, dtype=dtype, policy="engine")
    tokens = rows if case.decodes else rows * case.prompt
    return weights_read(model, tokens=tokens) + cache + rows * state_bytes(config, dtype=dtype)


def weights_read(model: GPT, *, tokens: int) -> float:
    """Bytes of the weights that so many tokens need, each once and as it is kept.

    Of a table of embeddings that is not the head too, next to nothing; of the experts those expected to be reached.
    """
    config, total = model.config, 0.0
    for name, weight in model.named_parameters():  # a tied head is not counted again
        if name == "positions.weight" or (name == "tokens.weight" and not config.tied):
            continue
        held = sum(part.blocks.nbytes for part in weight.parts) if type(weight) is Packed else weight.nbytes
        is_expert = config.moe is not None and weight.dim() == 3 and ".feed_forward." in name
        total += held * (experts_read(config, batch=tokens) / config.moe.n_experts if is_expert else 1)
    return total


def bandwidth() -> float:
    """Bytes a second that are read at best: the largest of the numbers in memory that no cache holds.

    It stands in large pages; out of small ones, or for a product with a vector, reading takes a tenth longer or more.
    """
    numbers = _many()
    return float(numbers.nbytes / _least(numbers.amax))


@cache
def peak(dtype: torch.dtype, threads: int) -> float:
    """Operations a second at best on so many threads, which are set: the product of two square matrices."""
    square = torch.ones(SQUARE, SQUARE, dtype=dtype)
    return 2 * SQUARE**3 / _least(lambda: square @ square)


def _least(function: Callable[[], object]) -> float:
    """Seconds of the quickest call; of one thread by processor time, since others may keep the machine busy."""
    clock = time.process_time if torch.get_num_threads() == 1 else time.perf_counter
    taken = []
    for _ in range(CALLS):
        start = clock()
        function()
        taken.append(clock() - start)
    return min(taken)


@cache
def _many() -> torch.Tensor:
    return Pages().zeros((READ // 2, READ), torch.float32).fill_(1)  # what nothing was written to is not in memory
