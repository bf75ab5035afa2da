"""How fast a step can be at best, and what holds it back. Source: Williams et al., "Roofline", CACM 52(4), 2009."""

from __future__ import annotations

import math

from engine.cost.roofline import decode_time, prefill_time
from engine.fact import computed
from engine.facts.hardware import A100, a100_ridge
from engine.facts.kv_cache import LLAMA_3_8B
from engine.units import Count, FlopsPerByte, Ratio, Series, Table

CONTEXT = 4096
SHORT_CONTEXT = 256
CHATS, SHORT_CHAT = 16, 1024
BATCHES = (1, 4, 16, 64, 256, 1024)


@computed()
def roofline_llama() -> Table:
    """Llama 3 8B on an A100 at 4,096 tokens: FLOPs for each byte read in decoding, at two batch sizes, and prefill."""
    return Table(
        peak=A100.tflops_bf16,
        bandwidth=A100.bandwidth,
        ridge=a100_ridge(),
        decode_1=decode_time(LLAMA_3_8B, A100, context=CONTEXT).intensity,
        decode_32=decode_time(LLAMA_3_8B, A100, context=CONTEXT, batch=32).intensity,
        prefill=prefill_time(LLAMA_3_8B, A100, seq_len=CONTEXT).intensity,
    )


@computed()
def decode_step() -> Table:
    """One decode step of Llama 3 8B at 4,096 tokens on an A100 at best: bytes read, time to read and to compute."""
    step = decode_time(LLAMA_3_8B, A100, context=CONTEXT)
    return Table(
        context=Count(CONTEXT),
        weights=step.weights,
        cache=step.cache,
        seconds=step.seconds,
        memory=step.memory,
        compute=step.compute,
        waiting=Ratio(1 - step.compute / step.memory),
        intensity=step.intensity,
    )


@computed()
def chats_step() -> Table:
    """What one decode step of Llama 3 8B for 16 chats reads: its weights once, and a cache a chat, short and full.

    From `even` tokens a chat on, the caches are more than the weights.
    """
    full = LLAMA_3_8B.max_seq_len
    short, long = (decode_time(LLAMA_3_8B, A100, context=n, batch=CHATS) for n in (SHORT_CHAT, full))
    return Table(
        chats=Count(CHATS),
        short=Count(SHORT_CHAT),
        full=Count(full),
        weights=long.weights,
        caches_short=short.cache,
        caches_full=long.cache,
        even=Count(math.ceil(long.weights / (long.cache / full))),
    )


@computed()
def prefill_step() -> Table:
    """Llama 3 8B reading a 4,096-token prompt on an A100 at best: time, and FLOPs for each byte."""
    step = prefill_time(LLAMA_3_8B, A100, seq_len=CONTEXT)
    return Table(
        seq_len=Count(CONTEXT),
        seconds=step.seconds,
        memory=step.memory,
        compute=step.compute,
        intensity=step.intensity,
    )


@computed()
def decode_turns_compute_bound() -> Table:
    """Batch from which Llama 3 8B decodes compute-bound on an A100 at 256 tokens, and the ceiling at 4,096.

    Every sequence brings a cache of its own to be read. At 4,096 tokens the FLOPs for each byte never pass
    `long_context_limit`, however large the batch.
    """
    batch = next(
        b for b in range(1, 4096) if decode_time(LLAMA_3_8B, A100, context=SHORT_CONTEXT, batch=b).bound == "compute"
    )
    alone = decode_time(LLAMA_3_8B, A100, context=CONTEXT)
    return Table(
        context=Count(SHORT_CONTEXT),
        batch=Count(batch),
        long_context_limit=FlopsPerByte(alone.compute * A100.tflops_bf16 / alone.cache),
    )


@computed()
def decode_intensity_by_batch() -> Series:
    """FLOPs for each byte read when Llama 3 8B decodes, by batch size, for short and for long sequences."""
    return Series(
        "sequences in the batch",
        BATCHES,
        FlopsPerByte,
        {
            f"{context:,} tokens": tuple(
                decode_time(LLAMA_3_8B, A100, context=context, batch=b).intensity for b in BATCHES
            )
            for context in (SHORT_CONTEXT, CONTEXT)
        },
    )
