"""The module's exercise: one real model in four configurations, with what each costs and what it is worth.

The file of SmolLM2 is already in 4 bits, groups of 32. Its weights are widened to fp32 for the baseline, so what
4 bits in groups of 64 lose here comes on top of what the file has lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import torch

from engine.configurations import CONFIGURATIONS, configured
from engine.decode import generate, stream
from engine.fact import Settings, measured
from engine.facts.decode_speed import timed
from engine.facts.real_model import smollm2, spoken
from engine.model import GPT
from engine.peak_memory import peak_bytes
from engine.quantise.model import bytes_held
from engine.quantise.perplexity import Reading, read
from engine.units import Bytes, Count, Nats, Number, Ratio, Table

PROMPT, PIECES = 128, 8
EXERCISE = Settings(
    model="SmolLM2-135M-Instruct, its file's 4 bits widened; and in 4 bits again, groups of 64",
    dtype="fp32",
    batch=1,
    prompt="128 tokens of Macbeth",
    new_tokens=16,
    threads=1,
    seed=0,
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What does not change from run to run: the model, what it holds, and how it reads the text."""

    model: GPT
    weights: Bytes
    peak: Bytes
    reading: Reading


@measured(
    claim=lambda t: (
        abs(t["perplexity_tiled"] / t["perplexity_baseline"] - 1) < 0.001
        and t["peak_tiled"] < t["peak_baseline"]
        and t["memory_both"] < min(t["memory_tiled"], t["memory_four_bits"])
        and t["more_loss"] > 2 * t["more_loss_error"]
    ),
    settings=EXERCISE,
    repeats=3,
    warm_up=0,
)
def exercise_run() -> Table:
    """SmolLM2 with and without its score matrix, in fp32 and in 4 bits: speed, memory, perplexity on 512 tokens.

    `peak` is what reading 512 tokens takes beyond the weights, `memory` both together. `more_loss` is what 4 bits add
    to the loss of a token, with its standard error over eight pieces of the text.
    """
    fields: dict[str, Count | Bytes | Number] = {}
    speeds, waits = {}, {}
    ids = spoken()[:, :PROMPT]
    for name in CONFIGURATIONS:
        kept = _kept(name)
        _, times = timed(stream(kept.model, ids, EXERCISE.new_tokens))
        speeds[name], waits[name] = times.tokens_per_second, times.ttft
        fields |= {
            f"weights_{name}": kept.weights,
            f"peak_{name}": kept.peak,
            f"memory_{name}": Bytes(kept.weights + kept.peak),
            f"perplexity_{name}": Number(kept.reading.perplexity),
        }
    more, error = _kept("both").reading.beyond(_kept("tiled").reading, PIECES)
    return Table(
        tokens=Count(spoken().shape[1]),
        **fields,
        **{f"speed_{name}": speed for name, speed in speeds.items()},
        **{f"ttft_{name}": wait for name, wait in waits.items()},
        speedup_tiled=Ratio(speeds["tiled"] / speeds["baseline"]),
        speedup_four_bits=Ratio(speeds["four_bits"] / speeds["baseline"]),
        speedup_both=Ratio(speeds["both"] / speeds["baseline"]),
        memory_ratio=Ratio(fields["memory_both"] / fields["memory_baseline"]),
        peak_ratio=Ratio(fields["peak_tiled"] / fields["peak_baseline"]),
        perplexity_ratio=Ratio(fields["perplexity_both"] / fields["perplexity_tiled"]),
        more_loss=Nats(more),
        more_loss_error=Nats(error),
    )


@cache
@torch.inference_mode()
def _kept(name: str) -> Kept:
    model, ids = configured(name, smollm2()), spoken()
    _, peak = peak_bytes(lambda: generate(model, ids, 1))
    generate(model, ids[:, :8], 4)  # the first calls are slow
    return Kept(
        model=model,
        weights=Bytes(bytes_held(model)),
        peak=peak,
        reading=read(model, ids[0], window=ids.shape[1], stride=1),
    )
