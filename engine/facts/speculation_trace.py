"""One pass of guessing ahead as it was: SmolLM2 checks four tokens that stood in its prompt, keeps some, corrects one.

The draft is prompt lookup: what followed the same words before may follow again, and that takes no pass of any model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import torch

from engine.config import ModelConfig
from engine.decode import generate
from engine.fact import computed
from engine.facts.real_model import smollm2
from engine.reply import Prompt
from engine.speculate.accept import Warp
from engine.speculate.chance import Chance
from engine.speculate.decode import Round, rounds
from engine.speculate.draft import Draft, Guess, Guesser
from engine.speculate.lookup import Lookup
from engine.units import Count, Ratio, Series, Table

ASKED = Prompt("The cat sat on the mat by the door, and the dog lay in the sun. What happened next?")
NEW, GUESSES = 32, 4
BEFORE = 8  # tokens of the answer so far that are told
MODEL = "SmolLM2, arXiv:2502.02737; prompt lookup as draft: Saxena, 2023"


class Pass(NamedTuple):
    """The answer so far, what was guessed to follow, and what the large model made of it."""

    answer: tuple[int, ...]
    guessed: tuple[int, ...]
    made: Round


@computed(source=MODEL)
def speculation_trace() -> Series:
    """A pass of SmolLM2-135M, token by token: its answer so far, four guesses from its prompt, and its own token.

    Each line is 1 for a token that is of the *text*, was *guessed*, is *kept*, or is the model's *own*. Of all passes
    that correct a guess and drop another, it is the first of those that keep most.
    """
    one = passes()[shown()]
    kept, guessed = one.made.accepted, one.guessed
    rows = [(token, (1, 0, 0, 0)) for token in one.answer[-BEFORE:]]
    rows += [(token, (0, 1, int(place < kept), 0)) for place, token in enumerate(guessed)]
    rows.append((one.made.ids[-1], (0, 0, 0, 1)))
    names = tuple(f"{number}:{_text(token)}" for number, (token, _) in enumerate(rows, start=1))
    lines = zip(*(marks for _, marks in rows), strict=True)
    return Series("token", names, Count, dict(zip(("text", "guessed", "kept", "own"), lines, strict=True)))


@computed(source=MODEL)
def speculation_passes() -> Table:
    """What that pass saved: tokens, large passes one by one and with the draft, and passes of a small model.

    `all_…` are of the whole answer; `same` is the share of its tokens that plain greedy decoding gives.
    """
    one = passes()[shown()].made
    made = [token for each in passes() for token in each.made.ids]
    plain = generate(smollm2(), torch.tensor([asked_ids()]), NEW)[0, -NEW:].tolist()
    return Table(
        guesses=Count(one.guessed),
        kept=Count(one.accepted),
        dropped=Count(one.guessed - one.accepted - 1),
        tokens=Count(len(one.ids)),
        large_without=Count(len(one.ids)),
        large_with=Count(1),
        small=Count(0),
        saved=Count(len(one.ids) - 1),
        all_tokens=Count(len(made)),
        all_passes=Count(len(passes())),
        same=Ratio(sum(a == b for a, b in zip(made, plain, strict=True)) / NEW),
    )


@cache
def passes() -> tuple[Pass, ...]:
    """Each pass of a greedy answer."""
    draft = Noted(Lookup())
    answer, found = list[int](), list[Pass]()
    for one in rounds(smollm2(), torch.tensor([asked_ids()]), NEW, draft, gamma=GUESSES):
        found.append(Pass(tuple(answer), draft.guessed[-1] if one.guessed else (), one))
        answer += one.ids
    return tuple(found)


def shown() -> int:
    """The number of the pass that is told."""
    full = [number for number, one in enumerate(passes()) if one.made.guessed == GUESSES > one.made.accepted + 1]
    return max(full, key=lambda number: passes()[number].made.accepted)


class Noted:
    """A draft whose guesses are noted, for one request."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.guessed: list[tuple[int, ...]] = []

    def start(self, target: ModelConfig, room: int) -> Noted:
        self._guesser: Guesser = self._draft.start(target, room)
        return self

    def guess(self, text: Sequence[int], n: int, warp: Warp, chance: Chance) -> Guess:
        guess = self._guesser.guess(text, n, warp, chance)
        self.guessed.append(guess.ids)
        return guess


def asked_ids() -> list[int]:
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None, "the package carries its vocabulary"
    return list(ASKED.ids(tokenizer))


def _text(token: int) -> str:
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None, "the package carries its vocabulary"
    return tokenizer.decode([token])
