"""Prompt lookup: the text itself as a draft. What followed the last tokens when they stood there before follows again.

```
 … the light is off because the light ▁▁▁      "the light" was there before: guess "is off because"
       └──────┘└─────────────┘
```
Apoorv Saxena, "Prompt Lookup Decoding", 2023: the longest n-gram that was seen, and of its places the first. It costs
next to nothing, and gains where an answer repeats its prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn.functional import one_hot

from engine.config import ModelConfig
from engine.speculate.accept import Warp
from engine.speculate.chance import Chance
from engine.speculate.draft import NO_GUESS, Guess


@dataclass(frozen=True)
class Lookup:
    """Looks for the last `longest` tokens in the text before, then for fewer."""

    longest: int = 3

    def __post_init__(self) -> None:
        if self.longest < 1:
            raise ValueError(f"longest={self.longest}: an n-gram has one token at least")

    def start(self, target: ModelConfig, room: int) -> _Index:
        return _Index(self.longest, target.vocab_size)


class _Index:
    """Where each n-gram of a text ended first, so that a look-up is not a search."""

    def __init__(self, longest: int, vocab_size: int) -> None:
        self._longest, self._vocab_size = longest, vocab_size
        self._ends: dict[tuple[int, ...], int] = {}
        self._known = 0  # tokens of the text whose n-grams are in it

    def guess(self, text: Sequence[int], n: int, warp: Warp, chance: Chance) -> Guess:
        """What is looked up is certain of itself: all of q is on the guessed token."""
        ids = self.look_up(text, n)
        if not ids:
            return NO_GUESS
        return Guess(ids, one_hot(torch.tensor(ids), self._vocab_size).float())

    def look_up(self, text: Sequence[int], n: int) -> tuple[int, ...]:
        """Up to n tokens that followed the longest n-gram; none where its last token is new to the text."""
        self._learn(text)
        for size in range(min(self._longest, len(text) - 1), 0, -1):
            if (end := self._ends.get(tuple(text[-size:]))) is not None:
                return tuple(text[end : end + n])
        return ()

    def _learn(self, text: Sequence[int]) -> None:
        """All n-grams but those that end the text: nothing has followed them."""
        for end in range(self._known + 1, len(text)):
            for size in range(1, min(self._longest, end) + 1):
                self._ends.setdefault(tuple(text[end - size : end]), end)
        self._known = max(self._known, len(text) - 1)
