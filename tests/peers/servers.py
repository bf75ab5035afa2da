"""Our server beside one that takes one client at a time, and a hundred clients of ours at once: what each one reads."""

from __future__ import annotations

import asyncio
import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from cases import Case
from roofline import roofline

from engine.facts.real_model import smollm2
from engine.facts.server_run import ANSWER, LIMITS, SERVED, duration, server_run
from engine.load.arrivals import Closed, Open
from engine.load.call import Call, make_calls
from engine.load.drive import Target, drive
from engine.load.record import Record
from engine.measure import sample
from engine.model import GPT
from engine.server.beside import MODEL, listening
from engine.server.start import server_of

ROUNDS = 3
STREAMS = make_calls(100, prompt_words=12, answer_tokens=8, spread=0.5, shared_words=0, seed=7)
RATIOS = {
    "throughput_over": "ours over naive, throughput",
    "ttft_p50_under": "naive over ours, TTFT p50",
    "ttft_p95_under": "naive over ours, TTFT p95",
}


def serving() -> dict[str, Any]:
    """The naive server and ours by turns, as ratios; then the hundred. Both are printed with what was predicted.

    Raises FileNotFoundError where the model's package is missing.
    """
    torch.set_num_threads(SERVED.threads)
    taken, most = sample(server_run, repeats=ROUNDS, warm_up=0, reject=False), most_by_roofline(smollm2())
    found: dict[str, Any] = {"most_by_roofline": most, "others": taken.busiest}
    print(
        f"\nserving: {SERVED.model}, {SERVED.prompt}, {ROUNDS} rounds of the naive server and ours by turns\n"
        f"  by the roofline a step of {LIMITS.max_rows} rows makes at most {most:.2f} times the tokens of a step of one"
    )
    if taken.is_contended:
        print(f"  others had up to {taken.busiest:.0%} of the processors, so by the clock all this tells little")
    for name, says in RATIOS.items():
        values, predicted = taken.raw[name], taken.raw[f"{name}_predicted"][0]
        found[name] = {"measured": values, "predicted": predicted}
        middle = f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
        print(f"  {says}: {middle}, predicted {predicted:.2f}", flush=True)
    found["streams"] = told = streams(smollm2(), STREAMS)
    print(
        f"  {told['n']} streams at once: {told['lost']} lost, {told['unlike']} unlike their text alone; "
        f"{told['throughput_over']:.2f} times the throughput of one after the other",
        flush=True,
    )
    return found


def most_by_roofline(model: GPT) -> float:
    """Tokens a second of a full batch over those of one text, where all take their shortest steps."""
    one, full = (Case(rows=rows, prompt=ANSWER, new_tokens=ANSWER) for rows in (1, LIMITS.max_rows))
    shortest = [roofline(model, case, length=case.length).seconds for case in (one, full)]
    return LIMITS.max_rows * shortest[0] / shortest[1]


def streams(model: GPT, calls: Sequence[Call]) -> dict[str, Any]:
    """All calls at once, and each alone: how many had no whole answer, how many another text than alone.

    There are too few blocks for a full batch, so some give way and are computed again.
    """
    with TemporaryDirectory() as data:
        app = server_of(model, MODEL, data=Path(data), n_blocks=12, limits=LIMITS, max_waiting=len(calls))
        with listening(app) as (base_url, _):
            alone, together = (asked(base_url, calls, arrivals) for arrivals in (Closed(1), Open(rate=math.inf)))
    pairs = [*zip(alone, together, strict=True)]
    return {
        "n": len(calls),
        "lost": sum(not one.is_complete for pair in pairs for one in pair),
        "unlike": sum((a.text, a.answer_tokens) != (b.text, b.answer_tokens) for a, b in pairs),
        "throughput_over": float(duration(alone)) / float(duration(together)),
    }


def asked(base_url: str, calls: Sequence[Call], arrivals: Open | Closed) -> list[Record]:
    return asyncio.run(drive(Target(base_url=base_url, model=MODEL), calls, arrivals))
