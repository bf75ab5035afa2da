"""A smaller model as a draft, and a model's own first layers as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.model import GPT
from engine.speculate.accept import Warp
from engine.speculate.chance import Chance
from engine.speculate.draft import Guess, check_vocabulary, drawn
from engine.speculate.reading import Reading


@dataclass(frozen=True, eq=False)
class ModelDraft:
    """A model of the target's vocabulary: it reads the text with a cache of its own, and one guess after another."""

    model: GPT

    def start(self, target: ModelConfig, room: int) -> _Guesser:
        check_vocabulary(target, self.model.config.vocab_size)
        if room > self.model.config.max_seq_len:
            raise ValueError(f"the draft reads {self.model.config.max_seq_len} tokens and the text has up to {room}")
        return _Guesser(Reading(self.model, room))


class _Guesser:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def guess(self, text: Sequence[int], n: int, warp: Warp, chance: Chance) -> Guess:
        self._reading.settle(text)
        return drawn(self._behind, text, n, warp, chance)

    def _behind(self, text: Sequence[int]) -> Tensor:
        return self._reading.read(text)[-1]


def first_layers(model: GPT, n_layers: int) -> GPT:
    """The model's own first layers under its own norm and head: the weights are shared, nothing is copied.

    LayerSkip (arXiv:2404.16710) trains a model so that its early layers speak through the head; one that was not
    trained so may be accepted rarely. There the draft's cache is the target's; here the draft reads the prompt itself.
    """
    config = model.config
    if not 1 <= n_layers < config.n_layers:
        raise ValueError(f"n_layers={n_layers} is not between 1 and {config.n_layers - 1}, fewer than the model has")
    moe = config.moe and replace(config.moe, first_dense=min(config.moe.first_dense, n_layers))
    with torch.device("meta"):
        draft = GPT(config.replace(n_layers=n_layers, moe=moe))
    draft.tokens, draft.positions, draft.norm, draft.head = model.tokens, model.positions, model.norm, model.head
    draft.blocks = nn.ModuleList(list(model.blocks)[:n_layers])
    draft.tokenizer = model.tokenizer
    return draft.train(model.training)
