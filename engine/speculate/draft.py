"""What guesses ahead. A draft is a description; each request starts a guesser of its own, which may remember things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.speculate.accept import Warp
from engine.speculate.chance import Chance


@dataclass(frozen=True, slots=True)
class Guess:
    """Tokens that may come next, and the distribution that each was drawn from, q [n, V]."""

    ids: tuple[int, ...]
    q: Tensor


NO_GUESS = Guess((), torch.empty(0, 0))


class Guesser(Protocol):
    def guess(self, text: Sequence[int], n: int, warp: Warp, chance: Chance) -> Guess:
        """Up to n tokens behind a text that goes on from the one of the call before, guesses taken back."""
        ...


class Draft(Protocol):
    def start(self, target: ModelConfig, room: int) -> Guesser:
        """A guesser for one request of up to `room` tokens. Raises ValueError where it cannot guess for the target."""
        ...


def drawn(
    logits_behind: Callable[[Sequence[int]], Tensor], text: Sequence[int], n: int, warp: Warp, chance: Chance
) -> Guess:
    """n tokens drawn one after another from what a draft thinks of each: `logits_behind(text)` [V]."""
    guessed: list[int] = []
    q: list[Tensor] = []
    for _ in range(n):
        q.append(warp(logits_behind([*text, *guessed])))
        guessed.append(chance.pick(q[-1]))
    return Guess(tuple(guessed), torch.stack(q)) if q else NO_GUESS


def check_vocabulary(target: ModelConfig, known: int) -> None:
    """Raises ValueError for a draft of another vocabulary: token 7 would be another word."""
    if known != target.vocab_size:
        raise ValueError(
            f"the draft knows {known} tokens and the target {target.vocab_size}; they must share a vocabulary"
        )
