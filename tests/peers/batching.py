"""Batching policies on a real model: continuous beside static and naive, measured (processor time) and predicted."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import torch

from engine.pretrained import pretrained
from engine.serving.race import POLICIES, Load, race, step_cost
from engine.serving.scheduler import Limits

NAME = "smollm2-135m"
LOAD = Load(n=16, prompt=32, answer=24, share=0.8, seed=3)
LIMITS = Limits(max_rows=8, max_tokens=64)


def batching() -> dict[str, Any]:
    """Throughput with all requests there at once, the first wait when they come in time; printed as ratios.

    Raises FileNotFoundError where the model's package is missing.
    """
    model = pretrained(NAME, dtype=torch.float32)
    cost = step_cost(model, replace(LOAD, seed=4), LIMITS)
    found: dict[str, Any] = {"step_cost_ms": {part: getattr(cost, part) * 1e3 for part in ("step", "token", "row")}}
    full, coming = (race(model, load, LIMITS, cost) for load in (replace(LOAD, share=math.inf), LOAD))
    print(
        f"\nbatching: {NAME} in fp32, {LOAD.n} requests of up to {LOAD.prompt} + {LOAD.answer} tokens, "
        f"{LIMITS.max_rows} rows\n  a step {cost.step * 1e3:.1f} ms, and {cost.token * 1e3:.2f} ms a token, "
        f"{cost.row * 1e3:.2f} ms a row\n  throughput with all there at once; TTFT p95 at {coming.rate:.1f} a second"
    )
    for name in POLICIES:
        took = {
            "throughput": (full.measured[name].throughput, full.predicted[name].throughput),
            "ttft_p95": (coming.measured[name].ttft.p95, coming.predicted[name].ttft.p95),
        }
        found[name] = {what: {"measured": float(a), "predicted": float(b)} for what, (a, b) in took.items()}
        print(f"  {name:<12} {took['throughput'][0]}, TTFT p95 {took['ttft_p95'][0]}")
    for name in ("naive", "static"):
        ratios = found[f"continuous over {name}"] = {
            what: {
                kind: found["continuous"][what][kind] / found[name][what][kind] for kind in ("measured", "predicted")
            }
            for what in ("throughput", "ttft_p95")
        }
        said = (f"{what} {both['measured']:.2f} (predicted {both['predicted']:.2f})" for what, both in ratios.items())
        print(f"  continuous over {name}: {', '.join(said)}", flush=True)
    return found
