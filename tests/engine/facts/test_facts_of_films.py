"""Facts that films draw: passes that the engine runs, and values that go straight between two stops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.roofline import decode_time
from engine.decode import generate, generate_without_cache
from engine.facts import cache_reuse, cache_steps, tradeoff, tradeoff_context
from engine.facts.hardware import A100
from engine.model import GPT
from engine.presets import KV_LAB

TEXT = torch.tensor([[5, 6, 7, 8]])


@pytest.fixture(scope="module")
def small() -> GPT:
    """The lab's shape with one layer and few words."""
    torch.manual_seed(1)
    return GPT(KV_LAB.replace(n_layers=1, vocab_size=64)).eval()


@pytest.mark.parametrize(("line", "run"), [("without a cache", generate_without_cache), ("with a cache", generate)])
def test_each_pass_computes_the_tokens_that_the_engine_gives_the_model(
    small: GPT, line: str, run: Callable[..., Tensor]
) -> None:
    read: list[int] = []

    def note(_: nn.Module, given: tuple[Tensor, ...]) -> None:
        read.append(given[0].shape[1])

    handle = small.register_forward_pre_hook(note)
    try:
        run(small, TEXT, 4)
    finally:
        handle.remove()
    assert read == list(cache_steps.cache_step_tokens().lines[line])


def test_the_passes_add_up_to_the_drawn_example() -> None:
    tokens, example = cache_steps.cache_step_tokens(), cache_reuse.cache_reuse_example()
    assert sum(tokens.lines["without a cache"]) == example.computed_without
    assert sum(tokens.lines["with a cache"]) == example.computed_with


def test_a_token_takes_two_flops_a_weight_and_the_head_works_once_a_pass() -> None:
    flops, request = cache_steps.cache_step_flops(), cache_steps.cache_request()
    width, layers = KV_LAB.d_model, KV_LAB.n_layers
    weights = layers * (4 * width * width + 2 * width * KV_LAB.d_ff)
    assert request.head_flops == 2 * width * KV_LAB.vocab_size
    for length, counted in zip((4, 5, 6, 7), flops.lines["without a cache"], strict=True):
        pairs = layers * 4 * width * length * (length + 1) / 2
        assert counted == 2 * weights * length + pairs + request.head_flops
    assert flops.lines["with a cache"][1] == 2 * weights + layers * 4 * width * 5 + request.head_flops
    assert request.token_flops * 4 + request.head_flops == flops.lines["without a cache"][0]


def test_the_cache_grows_by_a_token_and_starts_again_at_nothing() -> None:
    held, request = cache_steps.cache_step_bytes().lines["with a cache"], cache_steps.cache_request()
    assert [size / request.token_bytes for size in held] == [4, 5, 6, 7]
    assert (request.before_reset, request.after_reset) == (held[-1], 0)
    assert request.behind_next == request.next_prompt * request.token_bytes


def test_values_between_two_stops_are_those_of_the_estimators() -> None:
    """A film goes straight between two stops, so memory and time must do so, too."""
    memory, step = tradeoff_context.tradeoff_memory_by_context(), tradeoff_context.tradeoff_latency_by_context()
    for name, model in tradeoff.DESIGNS.items():
        for at, (low, high) in enumerate(zip(memory.x, memory.x[1:], strict=False)):
            middle = int(low + high) // 2  # type: ignore[operator]
            kept, time = (sum(fact.lines[name][at : at + 2]) / 2 for fact in (memory, step))
            assert kv_cache_bytes(model, seq_len=middle) == pytest.approx(kept, rel=1e-9)
            assert decode_time(model, A100, context=middle).seconds == pytest.approx(time, rel=1e-9)


def test_the_last_stop_is_the_trade_off_map() -> None:
    memory, step = tradeoff_context.tradeoff_memory_by_context(), tradeoff_context.tradeoff_latency_by_context()
    assert [line[-1] for line in memory.lines.values()] == list(tradeoff.tradeoff_memory()["cache a sequence"].values())
    assert [line[-1] for line in step.lines.values()] == list(tradeoff.tradeoff_latency()["one decode step"].values())


def test_weights_differ_more_in_a_short_text_and_caches_in_a_long_one() -> None:
    spread = (
        tradeoff_context.tradeoff_spread_by_context()["weights"],
        tradeoff_context.tradeoff_spread_by_context()["cache"],
    )
    weights, cache = spread
    assert weights[2048] > cache[2048]
    assert weights[32768] < cache[32768]
