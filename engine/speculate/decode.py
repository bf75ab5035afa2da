"""Speculative decoding: a draft guesses some tokens, the model reads all of them in one pass and keeps what it may.

```
 text  … a b │ guess  c d e f        one pass over  b c d e f
             │ stays  c d            the model's own token behind d:  x
 text  … a b c d x                   three tokens from one pass
```
Greedy text is `engine.decode.generate`'s, sampled text has its distribution: arXiv:2211.17192, arXiv:2302.01318.
"Is" to the byte where the text is read by `PagedReading`: there a guess checked beside others has the logits of a step.
The fast `Reading` may add in another order for several rows than for one, so there the two can part, in a place where
the two likeliest logits differ by no more than that rounding; and windows and states are read once more after a
rejection, in chunks that were not a step's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.decode import Emitted, check_room
from engine.model import GPT
from engine.reply import GREEDY, Sampling
from engine.speculate.accept import accept, warp_of
from engine.speculate.chance import Chance, Seeded
from engine.speculate.draft import Draft
from engine.speculate.reading import Reading, Reads

ReadBy = Callable[[GPT, int], Reads]
"""A model and the most tokens that a text will have: how the text is read."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one pass of the model gave: the guesses that stay and one token more. The prompt's pass gives that one."""

    ids: tuple[int, ...]
    guessed: int

    @property
    def accepted(self) -> int:
        return len(self.ids) - 1


def rounds(
    model: GPT,
    ids: Tensor,
    n_new: int,
    draft: Draft,
    *,
    gamma: int,
    sampling: Sampling = GREEDY,
    chance: Chance | None = None,
    read_by: ReadBy = Reading,
) -> Iterator[Round]:
    """`n_new` tokens behind a prompt [1, T], pass by pass; for each, up to `gamma` are guessed by the draft.

    `read_by` is `Reading`, or `PagedReading` for the very bytes of plain steps. Raises ValueError for several rows, too
    little room, or a draft of another vocabulary.
    """
    room = _room(model, ids, n_new, gamma)
    warp, chance = warp_of(sampling), chance or Seeded(sampling.seed)
    target, guesser = read_by(model, room), draft.start(model.config, room)
    text: list[int] = ids[0].tolist()
    end = len(text) + n_new
    while (left := end - len(text)) > 0:
        wanted = min(gamma, left - 1) if target.length else 0  # the first token waits for no guess
        guess = guesser.guess(text, wanted, warp, chance)
        target.settle(text)
        p = warp(target.read([*text, *guess.ids], behind=len(guess.ids) + 1))  # [n + 1, V]
        new = accept(p, guess.q.to(p.device), guess.ids, chance)
        text += new
        yield Round(tuple(new), len(guess.ids))


def generate(
    model: GPT,
    ids: Tensor,
    n_new: int,
    draft: Draft,
    *,
    gamma: int,
    sampling: Sampling = GREEDY,
    read_by: ReadBy = Reading,
) -> Tensor:
    """The prompt and `n_new` tokens more, as `engine.decode.generate`. ids [1, T] -> [1, T + n_new]"""
    made = rounds(model, ids, n_new, draft, gamma=gamma, sampling=sampling, read_by=read_by)
    new = [token for one in made for token in one.ids]
    return torch.cat([ids, torch.tensor([new], dtype=ids.dtype, device=ids.device)], dim=1)


def stream(
    model: GPT,
    ids: Tensor,
    n_new: int,
    draft: Draft,
    *,
    gamma: int,
    sampling: Sampling = GREEDY,
    read_by: ReadBy = Reading,
) -> Iterator[Emitted]:
    """Each token and when it was there, for `engine.reply.Reply`: the tokens of a pass come together."""
    began = time.perf_counter()
    for one in rounds(model, ids, n_new, draft, gamma=gamma, sampling=sampling, read_by=read_by):
        at = time.perf_counter() - began
        yield from (Emitted((token,), at) for token in one.ids)


def _room(model: GPT, ids: Tensor, n_new: int, gamma: int) -> int:
    """Positions that the text needs: the last token is never read, and no guess stands behind it."""
    if ids.shape[0] != 1:
        raise ValueError(f"ids has {ids.shape[0]} rows; rows keep unlike numbers of guesses, so each goes alone")
    if gamma < 0:
        raise ValueError(f"gamma={gamma} tokens cannot be guessed")
    check_room(model, ids, n_new)
    return max(1, ids.shape[1] + n_new - 1)
