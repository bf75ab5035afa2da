"""Models and caches for steps on long texts that nobody had to read: keys and values are random, and time is all that
is asked for."""

from __future__ import annotations

import time

import torch

from engine.cache.kv_cache import KVCache
from engine.config import ModelConfig
from engine.kernels.pages import Pages
from engine.layers import INITIAL_STD
from engine.model import GPT
from engine.step import Step
from engine.units import Seconds

WARM_UP = 2


def random_model(config: ModelConfig, seed: int) -> GPT:
    """The base that other designs are matched to."""
    torch.manual_seed(seed)
    return GPT(config).eval()


@torch.no_grad()
def matched(base: GPT, config: ModelConfig) -> GPT:
    """A model with the base's own weights wherever both have the same part, and random ones elsewhere."""
    with torch.device("meta"):
        model = GPT(config)
    shared, pages = base.state_dict(), Pages()
    weights = {
        name: shared[name]
        if name in shared and shared[name].shape == weight.shape
        else pages.zeros(weight.shape, weight.dtype).normal_(std=INITIAL_STD)
        for name, weight in model.state_dict().items()
    }
    model.load_state_dict(weights, assign=True)
    return model.eval()


def filled_cache(model: GPT, slots: int) -> KVCache:
    """A cache of one row in which every place holds random numbers. `hold` says how many of them count."""
    kept = model.new_cache(batch_size=1, max_seq_len=slots)
    for tensor in kept.tensors():
        tensor.uniform_(-1, 1)
    return kept


def hold(kept: KVCache, tokens: int) -> None:
    """Makes the cache's row as long as if so many tokens had been read."""
    kept.advance(Step(torch.zeros(1, 1), starts=(0,), lengths=(tokens,), mask=None, causal=False, turn=None))


@torch.inference_mode()
def step_time(model: GPT, kept: KVCache, context: int, steps: int) -> Seconds:
    """Processor time of a step of one token that attends to `context` tokens, itself among them: the shortest of many.

    On a machine with nothing else to do that is the time that passes; on a busy one, what the step would take alone.
    """
    taken = []
    new = torch.zeros(1, 1, dtype=torch.long)
    for _ in range(WARM_UP + steps):
        hold(kept, context - 1)
        start = time.process_time()
        model(new, kept, last_only=True)
        taken.append(time.process_time() - start)
    return Seconds(min(taken[WARM_UP:]))
