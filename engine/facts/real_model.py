"""A real model, SmolLM2-135M-Instruct with weights of 4 bits: what a window costs in quality, and where it looks.

Source of the model: Ben Allal et al., "SmolLM2", 2025, arXiv:2502.02737.
"""

from __future__ import annotations

from functools import cache

import torch
from torch.nn.functional import cross_entropy

from engine.config import ModelConfig
from engine.fact import computed
from engine.model import GPT
from engine.pretrained import pretrained
from engine.train import PLAYS
from engine.units import Count, Nats, Table

MODEL = "smollm2-135m"
TEXT = 512
SHORT, LONG = 32, 128


@computed(source="SmolLM2, arXiv:2502.02737; text: Shakespeare, Macbeth", atol=0.02)
def window_quality() -> Table:
    """Loss a token of SmolLM2-135M on 512 tokens of Macbeth: full attention, windows of 128 and of 32 in all layers."""
    return Table(
        tokens=Count(TEXT),
        window_long=Count(LONG),
        window_short=Count(SHORT),
        full=_loss(None),
        long=_loss(LONG),
        short=_loss(SHORT),
    )


@torch.inference_mode()
def _loss(window: int | None) -> Nats:
    """Mean cross-entropy of each next token of the text; a window is set in every layer."""
    model = _windowed(window)
    ids = spoken()
    logits = model(ids[:, :-1])
    return Nats(round(cross_entropy(logits[0], ids[0, 1:]).item(), 3))


def _windowed(window: int | None) -> GPT:
    """The model with its weights, looking back no further than the window."""
    whole = smollm2()
    if window is None:
        return whole
    config: ModelConfig = whole.config.replace(layers=("window",), window=window)
    with torch.device("meta"):
        model = GPT(config)
    model.load_state_dict(whole.state_dict(), assign=True)
    return model.eval()


@cache
def smollm2() -> GPT:
    return pretrained(MODEL, dtype=torch.float32)


def spoken() -> torch.Tensor:
    """The first words spoken in the plays, [1, T]."""
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None, "the package carries its vocabulary"
    words = PLAYS.read_text(encoding="utf-8").split("SCENE I.", 1)[1]
    return torch.tensor([tokenizer.encode(words[: TEXT * 8])[:TEXT]])
