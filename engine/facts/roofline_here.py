"""The roofline of one machine, and where a real run stands below it.

Source of the model: Williams, Waterman and Patterson, "Roofline", CACM 52(4), 2009.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.weights import weights_read
from engine.fact import Settings, measured
from engine.facts.decode_speed import warm_model
from engine.kernels.pages import Pages
from engine.measure import quickest
from engine.presets import KV_LAB
from engine.units import BytesPerSecond, Count, Flops, FlopsPerByte, FlopsPerSecond, Ratio, Table

DTYPE = "fp32"
CONTEXT = 128  # tokens cached before a step
BATCH = 4
PROMPT = 512
SQUARE = 2048  # side of the matrices whose product gives the peak: they stay in the caches
READ = 16384  # side of the matrix that is read for the bandwidth: far larger than any cache
ROOFLINE_124M = Settings(
    model="GPT-2 124M shape, random weights, own output head",
    dtype=DTYPE,
    batch=BATCH,
    prompt=f"any {PROMPT} tokens",
    new_tokens=1,
    threads=1,
    seed=123,
)


@measured(
    claim=lambda t: t["decode_1_speed"] < t["decode_4_speed"] < t["prefill_speed"],
    settings=ROOFLINE_124M, repeats=3, warm_up=0,
)  # fmt: skip
def roofline_here() -> Table:
    """GPT-2 124M on one CPU thread: the machine's roofline, and the FLOPs a second that decoding and a prompt attain.

    `peak` is the best product of two matrices, `bandwidth` the best reading of a matrix that no cache holds. A field
    that ends in `_speed` is what was attained at the FLOPs per byte of the field without it, one in `_of_peak` or
    `_of_memory` its share of the best arithmetic or of the best reading.
    """
    peak, bandwidth = _peak(), _bandwidth()
    decoding = {f"decode_{batch}": _decoding(batch) for batch in (1, BATCH)}
    points = {**decoding, "prefill": _reading()}
    fields = {name: intensity for name, (intensity, _) in points.items()}
    speeds = {f"{name}_speed": speed for name, (_, speed) in points.items()}
    return Table(
        peak=peak,
        bandwidth=bandwidth,
        ridge=FlopsPerByte(peak / bandwidth),
        **fields,
        **speeds,
        context=Count(CONTEXT),
        batch=Count(BATCH),
        prompt=Count(PROMPT),
        **{f"{name}_of_peak": Ratio(speed / peak) for name, (_, speed) in points.items()},
        **{f"{name}_of_memory": Ratio(speed / flops / bandwidth) for name, (flops, speed) in points.items()},
        batch_gain=Ratio(speeds["decode_4_speed"] / speeds["decode_1_speed"]),
    )


def _peak() -> FlopsPerSecond:
    """The best that the processor does: the product of two square matrices."""
    a, b = torch.ones(SQUARE, SQUARE), torch.ones(SQUARE, SQUARE)
    return FlopsPerSecond(2 * SQUARE**3 / quickest(lambda: a @ b))


def _bandwidth() -> BytesPerSecond:
    """The best that the memory does: a large matrix, in pages like those of weights, read once for its sum."""
    matrix = _large()
    return BytesPerSecond(matrix.numel() * matrix.element_size() / quickest(matrix.sum))


@cache
def _large() -> Tensor:
    return Pages(slab=0).zeros((READ, READ), torch.float32).fill_(1)


@torch.inference_mode()
def _decoding(batch: int) -> tuple[FlopsPerByte, FlopsPerSecond]:
    """One step of `batch` sequences after their cached tokens: FLOPs for each byte read, and FLOPs a second."""
    model = warm_model(KV_LAB)
    ids = torch.arange(CONTEXT)[None].expand(batch, -1)
    kept = model.new_cache(batch_size=batch, max_seq_len=CONTEXT)
    model(ids[:, :-1], kept, last_only=True)

    def step() -> None:
        kept.truncate(CONTEXT - 1)
        model(ids[:, -1:], kept, last_only=True)

    work = decode_flops(KV_LAB, context=CONTEXT, batch=batch).total
    read = weights_read(KV_LAB, batch=batch, dtype=DTYPE) + kv_cache_bytes(
        KV_LAB, seq_len=CONTEXT, batch=batch, dtype=DTYPE
    )
    return FlopsPerByte(work / read), FlopsPerSecond(work / quickest(step))


@torch.inference_mode()
def _reading() -> tuple[FlopsPerByte, FlopsPerSecond]:
    """A prompt in one pass, the head at its last position only."""
    model, ids = warm_model(KV_LAB), torch.arange(PROMPT)[None]
    work = Flops(forward_flops(KV_LAB, seq_len=PROMPT, head=False).total + decode_flops(KV_LAB, context=1).head)
    read = weights_read(KV_LAB, batch=PROMPT, dtype=DTYPE) + kv_cache_bytes(KV_LAB, seq_len=PROMPT, dtype=DTYPE)

    def pass_over() -> None:
        kept = model.new_cache(batch_size=1, max_seq_len=PROMPT)
        model(ids, kept, last_only=True)

    return FlopsPerByte(work / read), FlopsPerSecond(work / quickest(pass_over))
