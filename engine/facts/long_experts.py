"""A mixture of experts on long texts beside dense layers of equal total and of equal active size, and what routing
costs by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import nn

from engine.config import ModelConfig
from engine.cost.parameters import feed_forward_parameters, parameters, router_parameters
from engine.fact import measured
from engine.facts.long_runs import WARM_UP, filled_cache, matched, random_model, step_time
from engine.facts.long_shapes import BASE, EQUAL_ACTIVE, EQUAL_TOTAL, LENGTHS, LONG_STEPS, STEPS, bytes_read
from engine.feed_forward.moe import Router
from engine.model import GPT
from engine.units import Ratio, Seconds, Table

SHAPES = {"dense": BASE, "total": EQUAL_TOTAL, "active": EQUAL_ACTIVE}


@measured(
    claim=lambda t: t["routing_price"] > 0 and t["total_2k"] < t["active_2k"],
    settings=LONG_STEPS, repeats=3, warm_up=0,
)  # fmt: skip
def long_experts() -> Table:
    """A decode step of a dense model and of two mixtures of experts, behind 2,048, 8,192 and 16,384 tokens.

    `total` has as many parameters as the dense model, two of its eight experts at work; `active` as many at work, and
    four times the feed-forward weights to hold. `allowed` is the gain that the bytes allow. `ffn_` is what a step at
    2,048 tokens spends in feed-forward layers, `router_` in choosing; `routing_price` what the feed-forward layers of
    `active` take beyond the dense ones, which read as many weights: router, sorting of tokens, smaller products.
    """
    base = random_model(BASE, LONG_STEPS.seed)
    runs = {name: _run(base if config == BASE else matched(base, config)) for name, config in SHAPES.items()}
    dense, total, active = runs["dense"], runs["total"], runs["active"]
    price = Seconds(active.feed_forward - dense.feed_forward)
    compared = [(name, at) for name in ("total", "active") for at in LENGTHS]
    read = {(name, at): bytes_read(config, length) for name, config in SHAPES.items() for at, length in LENGTHS.items()}
    return Table(
        **{f"{name}_{at}": run.steps[at] for name, run in runs.items() for at in LENGTHS},
        **{f"{name}_bytes_{at}": size for (name, at), size in read.items()},
        **{f"{name}_gain_{at}": Ratio(dense.steps[at] / runs[name].steps[at]) for name, at in compared},
        **{f"{name}_allowed_{at}": Ratio(read["dense", at] / read[name, at]) for name, at in compared},
        **{f"{name}_parameters": parameters(config).total for name, config in SHAPES.items()},
        **{f"{name}_met": parameters(config).active for name, config in SHAPES.items()},
        **{f"ffn_{name}": run.feed_forward for name, run in runs.items()},
        router_total=total.routers,
        router_active=active.routers,
        ffn_gain=Ratio(dense.feed_forward / total.feed_forward),
        ffn_allowed=Ratio(_met(BASE) / _met(EQUAL_TOTAL)),
        routing_price=price,
        routing_share=Ratio(price / active.steps["2k"]),
    )


@dataclass(frozen=True, kw_only=True)
class Run:
    """One model's steps by length, and what one of them spends in all feed-forward layers and all routers."""

    steps: dict[str, Seconds]
    feed_forward: Seconds
    routers: Seconds


def _run(model: GPT) -> Run:
    kept = filled_cache(model, max(LENGTHS.values()))
    routers: list[nn.Module] = [part for part in model.modules() if isinstance(part, Router)]
    steps = {at: step_time(model, kept, length, STEPS) for at, length in LENGTHS.items()}
    parts = []
    layers = [block.get_submodule("feed_forward") for block in model.blocks]
    for modules in (layers, routers):
        with clocked(modules) as spent:
            step_time(model, kept, LENGTHS["2k"], STEPS)
        parts.append(Seconds(sum(spent) / (WARM_UP + STEPS)))
    return Run(steps=steps, feed_forward=parts[0], routers=parts[1])


@contextmanager
def clocked(modules: Sequence[nn.Module]) -> Iterator[list[float]]:
    """Seconds that each call of these modules takes inside `with clocked(modules) as spent:`."""
    spent: list[float] = []
    began = [0.0]

    def begin(_: nn.Module, taken: Any) -> None:
        began[0] = time.process_time()

    def end(_: nn.Module, taken: Any, given: Any) -> None:
        spent.append(time.process_time() - began[0])

    handles = [part.register_forward_pre_hook(begin) for part in modules]
    handles += [part.register_forward_hook(end) for part in modules]
    try:
        yield spent
    finally:
        for handle in handles:
            handle.remove()


def _met(config: ModelConfig) -> int:
    """Feed-forward weights of a layer that one token meets, the router's among them."""
    return feed_forward_parameters(config, 0, active=True) + router_parameters(config)
