"""What a window costs a model that was not trained with one, and how much of it is the loss of the first tokens.

Softmax shares out a whole even where a head has nothing to look for; trained models put the rest on the first tokens,
which every later one sees. A window takes that place away (Xiao et al., "Efficient Streaming Language Models with
Attention Sinks", 2023, arXiv:2309.17453). The window here is a mask over full attention, so that nothing else changes.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from engine.fact import computed
from engine.facts.real_model import LONG, SHORT, TEXT, smollm2, spoken
from engine.model import GPT
from engine.plan import plan
from engine.units import Count, Nats, Ratio, Table

WINDOWS = {"long": LONG, "short": SHORT}
SINKS = (0, 1, 4)


@computed(source="SmolLM2, arXiv:2502.02737; attention sinks: arXiv:2309.17453; text: Macbeth", atol=0.02)
def attention_sink() -> Table:
    """Loss a token of SmolLM2-135M on 512 tokens of Macbeth: windows of 128 and 32, with 0, 1 and 4 first tokens kept.

    `long_1` is the window of 128 beside the first token; `long_1_won` how much of the rise over full attention the kept
    tokens take away.
    """
    full = loss(smollm2(), spoken(), seen(TEXT - 1, window=TEXT, first=0))
    losses = {
        f"{name}_{first}": loss(smollm2(), spoken(), seen(TEXT - 1, window=window, first=first))
        for name, window in WINDOWS.items()
        for first in SINKS
    }
    won = {
        f"{name}_{first}_won": Ratio(1 - (losses[f"{name}_{first}"] - full) / (losses[f"{name}_0"] - full))
        for name in WINDOWS
        for first in SINKS[1:]
    }
    return Table(tokens=Count(TEXT), window_long=Count(LONG), window_short=Count(SHORT), full=full, **losses, **won)


@torch.inference_mode()
def loss(model: GPT, ids: Tensor, mask: Tensor) -> Nats:
    """Mean cross-entropy of each next token, where each sees what the mask leaves it. ids [1, T], mask [T-1, T-1]"""
    read = ids[:, :-1]
    step = plan(model.config, read, None, None, torch.float32)["full"]
    step = replace(step, mask=mask[None, None], causal=False)
    x = model.embed(read, step.positions)
    for block in model.blocks:
        x = block(x, step, None)
    logits = model.head(model.norm(x))
    return Nats(round(cross_entropy(logits[0], ids[0, 1:]).item(), 3))


def seen(tokens: int, *, window: int, first: int) -> Tensor:
    """True where a query sees a key: the last `window` tokens, itself among them, and the `first` ones. [T, T]"""
    query, key = torch.arange(tokens)[:, None], torch.arange(tokens)
    return (key <= query) & ((key > query - window) | (key < first))
