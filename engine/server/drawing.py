"""Penalties and biases that OpenAI's interface has beside the engine's own ways of drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.reply import Sampling
from engine.sampling import Sampler


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing(Sampling):
    """Before a token is drawn its logit is changed: logit + bias − presence · [count > 0] − frequency · count.

    `count` is how often the answer has that token already; the prompt does not count (OpenAI's API reference,
    "frequency and presence penalties").
    """

    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    logit_bias: tuple[tuple[int, float], ...] = ()

    def sampler(self, prompt: Sequence[int]) -> Sampler:
        """A sampler for one answer, which remembers what it drew."""
        inner = Sampling.sampler(self, prompt)
        if not (self.presence_penalty or self.frequency_penalty or self.logit_bias):
            return inner
        said = Counter[int]()

        def draw(logits: Tensor) -> Tensor:
            new = inner(self._changed(logits, said))
            said[int(new)] += 1
            return new

        return draw

    def _changed(self, logits: Tensor, said: Counter[int]) -> Tensor:
        """logits [1, 1, V] -> [1, 1, V]"""
        off = dict(self.logit_bias)
        for token, count in said.items():
            off[token] = off.get(token, 0.0) - self.presence_penalty - self.frequency_penalty * count
        ids = torch.tensor([*off], dtype=torch.long, device=logits.device)
        return logits.index_add(-1, ids, logits.new_tensor([[[*off.values()]]]))
