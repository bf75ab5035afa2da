"""Decode steps on long texts, measured: where the designs differ, and whether their time follows their bytes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.fact import measured
from engine.facts.long_runs import filled_cache, matched, random_model, step_time
from engine.facts.long_shapes import BASE, DESIGNS, LENGTHS, LONG_STEPS, STEPS, bytes_read
from engine.model import GPT
from engine.units import BytesPerSecond, Ratio, Seconds, Table


@measured(
    claim=lambda t: all(t[f"{name}_gain_16k"] > t[f"{name}_gain_2k"] for name in ("gqa", "swa", "hybrid", "delta"))
    and t["gqa_gain_16k"] > t["moe_gain_16k"],
    settings=LONG_STEPS, repeats=3, warm_up=0,
)  # fmt: skip
def long_steps() -> Table:
    """A decode step behind 2,048, 8,192 and 16,384 tokens, for 8 designs: its time, its gain, bytes it reads a second.

    The designs and their bytes are those of `long_bytes`. A `gain` is how many times shorter the step is than with full
    attention in the same run; `more_1k` is what a thousand further tokens add to it. Where a `rate` is far below full
    attention's, the step waits for arithmetic: `long_cache` has the FLOPs a byte.
    """
    base = random_model(BASE, LONG_STEPS.seed)
    times = {name: _steps(base if config == BASE else matched(base, config)) for name, config in DESIGNS.items()}
    each = [(name, at) for name in DESIGNS for at in LENGTHS]
    return Table(
        **{f"{name}_{at}": times[name][at] for name, at in each},
        **{f"{name}_gain_{at}": Ratio(times["mha"][at] / times[name][at]) for name, at in each if name != "mha"},
        **{
            f"{name}_rate_{at}": BytesPerSecond(bytes_read(DESIGNS[name], LENGTHS[at]) / times[name][at])
            for name, at in each
        },
        **{f"{name}_more_1k": _more(step) for name, step in times.items()},
    )


def _more(times: Mapping[str, Seconds]) -> Seconds:
    """What a thousand tokens add to a step, from the shortest text to the longest."""
    first, *_, last = LENGTHS
    return Seconds(1000 * (times[last] - times[first]) / (LENGTHS[last] - LENGTHS[first]))


def _steps(model: GPT) -> dict[str, Seconds]:
    """The step's time behind each length, with one cache that is given back with the model."""
    kept = filled_cache(model, max(LENGTHS.values()))
    return {at: step_time(model, kept, length, STEPS) for at, length in LENGTHS.items()}
