"""A table as a draft: how often each token followed each in some text. A guess is one row, which costs little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.speculate.accept import Warp
from engine.speculate.chance import Chance
from engine.speculate.draft import Guess, check_vocabulary, drawn


@dataclass(frozen=True, eq=False)
class Bigrams:
    """`logits` [V, V]: row a is what follows token a."""

    logits: Tensor

    @classmethod
    def count(cls, ids: Tensor, vocab_size: int) -> Bigrams:
        """From a text [N] of which two tokens at least are there; each pair counts once more than it was seen."""
        if len(ids) < 2:
            raise ValueError(f"a text of {len(ids)} tokens has no pair to count")
        pairs = torch.bincount(ids[:-1] * vocab_size + ids[1:], minlength=vocab_size**2).view(vocab_size, vocab_size)
        return cls((pairs + 1.0).log())

    def start(self, target: ModelConfig, room: int) -> Bigrams:
        """It remembers nothing of a request."""
        check_vocabulary(target, self.logits.shape[0])
        return self

    def guess(self, text: Sequence[int], n: int, warp: Warp, chance: Chance) -> Guess:
        return drawn(lambda so_far: self.logits[so_far[-1]], text, n, warp, chance)
