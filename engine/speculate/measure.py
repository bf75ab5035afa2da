"""The three numbers that decide whether guessing pays, measured: α, c, and what a pass over γ + 1 tokens costs."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from engine.measure import quickest
from engine.model import GPT
from engine.reply import GREEDY, Sampling
from engine.speculate.accept import accept, acceptance, warp_of
from engine.speculate.chance import Seeded
from engine.speculate.draft import Draft
from engine.speculate.reading import Reading
from engine.units import Seconds


@dataclass(frozen=True, slots=True)
class Costs:
    """`step` is a step of the target in seconds; the others are counted in it.

    `draft` is c, what one guessed token costs. `passes[γ]` is what a pass over γ + 1 tokens and the choice among them
    cost: 1 in the papers' formula, and here what it is.
    """

    step: Seconds
    draft: float
    passes: tuple[float, ...]


@torch.inference_mode()
def acceptance_along(model: GPT, draft: Draft, ids: Tensor, *, start: int, sampling: Sampling = GREEDY) -> list[float]:
    """The chance that a guess would be kept, Σ min(p, q), at each place of a text [1, T] from `start` that has a guess.

    Their mean is α where the text is one that the target wrote.
    """
    text, warp, chance = ids[0].tolist(), warp_of(sampling), Seeded(0)
    guesser = draft.start(model.config, len(text))
    p = warp(model(ids)[0])  # [T, V]
    chances = []
    for end in range(start, len(text)):
        guess = guesser.guess(text[:end], 1, warp, chance)
        if guess.ids:
            chances.append(float(acceptance(p[end - 1], guess.q[0])))
    return chances


def costs(model: GPT, draft: Draft, ids: Tensor, *, up_to: int, sampling: Sampling = GREEDY, calls: int = 15) -> Costs:
    """What a draft's guesses and passes of up to `up_to` guesses cost behind a text [1, T], in steps of the model.

    All are timed one after another, as often as `calls` says, each beside a step of its own round: a machine that grows
    slower slows both. The median of the ratios counts, and of the steps the quickest.
    """
    text, warp, chance = ids[0].tolist(), warp_of(sampling), Seeded(0)
    room = len(text) + up_to
    target, guesser = Reading(model, room), draft.start(model.config, room)
    target.read(text)

    def one_pass(guessed: Sequence[int]) -> None:
        target.settle(text)
        p = warp(target.read([*text, *guessed], behind=len(guessed) + 1))
        accept(p, p[:-1], guessed, chance)

    work: list[Callable[[], object]] = [partial(one_pass, text[:1] * n) for n in range(up_to + 1)]
    work.append(partial(guesser.guess, text, 1, warp, chance))
    for warm in work:
        warm()
    timed = [[quickest(one, 1) for one in work] for _ in range(calls)]
    *passes, guess = (statistics.median(row[n] / row[0] for row in timed) for n in range(len(work)))
    return Costs(min(row[0] for row in timed), guess, tuple(passes))
