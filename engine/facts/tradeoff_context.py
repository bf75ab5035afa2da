"""The designs of the trade-off map along the length of the text: what decides their order turns with it."""

from __future__ import annotations

from collections.abc import Callable

from engine.config import ModelConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.cost.roofline import StepTime, decode_time
from engine.fact import computed
from engine.facts.gqa import SEQ_LEN
from engine.facts.hardware import A100
from engine.facts.tradeoff import DESIGNS, NAMES
from engine.units import Bytes, Count, Seconds, Series, Table

CONTEXTS = tuple(SEQ_LEN >> halvings for halvings in (4, 3, 2, 1, 0))


@computed()
def tradeoff_stops() -> Table:
    """Lengths of the text, in tokens, at which the six designs are compared, from the shortest to the longest."""
    return Table(**{f"stop_{number}": Count(length) for number, length in enumerate(CONTEXTS, start=1)})


@computed()
def tradeoff_memory_by_context() -> Series:
    """Cache or state of one sequence from 2,048 to 32,768 tokens for six designs: Llama 2 7B's shape, bf16."""
    return _along(Bytes, lambda model, length: kv_cache_bytes(model, seq_len=length))


@computed()
def tradeoff_latency_by_context() -> Series:
    """Least time of a decode step from 2,048 to 32,768 tokens for six designs: Llama 2 7B's shape, bf16, one A100."""
    return _along(Seconds, lambda model, length: _step(model, length).seconds)


@computed()
def tradeoff_spread_by_context() -> Series:
    """How far apart the six designs are in the bytes that a step reads, of weights and of cache, at each length."""
    steps = [[_step(model, length) for model in DESIGNS.values()] for length in CONTEXTS]
    return Series(
        "tokens in the sequence",
        CONTEXTS,
        Bytes,
        {
            "weights": tuple(_spread([step.weights for step in at]) for at in steps),
            "cache": tuple(_spread([step.cache for step in at]) for at in steps),
        },
    )


@computed()
def tradeoff_parameters() -> Series:
    """Parameters of each of the six designs, those of all experts among them."""
    return Series("design", NAMES, Count, {"parameters": tuple(parameters(model).total for model in DESIGNS.values())})


def _along(unit: type[Bytes] | type[Seconds], value: Callable[[ModelConfig, int], float]) -> Series:
    """A line a design."""
    lines = {name: tuple(value(model, length) for length in CONTEXTS) for name, model in DESIGNS.items()}
    return Series("tokens in the sequence", CONTEXTS, unit, lines)


def _step(model: ModelConfig, length: int) -> StepTime:
    return decode_time(model, A100, context=length)


def _spread(sizes: list[Bytes]) -> Bytes:
    return Bytes(max(sizes) - min(sizes))
