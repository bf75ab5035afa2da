"""What several ranks made of a prompt, and what it cost each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.decode import check_room
from engine.measure import TokenTimes
from engine.model import GPT
from engine.plan import plan
from engine.units import Bytes, Count


@dataclass(frozen=True, kw_only=True)
class Part:
    """One rank's account of a run. Ranks that make no tokens have none."""

    tokens: Sequence[tuple[int, ...]] = ()
    at: Sequence[float] = ()
    sent: int
    messages: int
    cache: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """The new tokens [B, n] and when they came; what each rank sent, and the bytes of its cache."""

    tokens: Tensor
    times: TokenTimes
    sent: tuple[Bytes, ...]
    messages: tuple[Count, ...]
    cache: tuple[Bytes, ...]


def check_asked(model: GPT, ids: Tensor, n_new: int = 1) -> None:
    """Raises ValueError for tokens that the model does not know or has no room for, before any rank is told of them.

    And for none that are to be made: there would be no time and no byte to tell of.
    """
    check_room(model, ids, n_new)
    if not n_new:
        raise ValueError("n_new=0: a run of several ranks makes a token or more")
    plan(model.config, ids, None, None, torch.float32)


def together(parts: Sequence[Part]) -> Run:
    """The run of all ranks. Raises AssertionError where two that make the tokens disagree on them."""
    makers = [part for part in parts if part.tokens]
    assert all(part.tokens == makers[0].tokens for part in makers), "ranks made different tokens of one text"
    return Run(
        tokens=torch.tensor(makers[0].tokens).T,
        times=TokenTimes(start=0.0, stamps=list(makers[0].at)),
        sent=tuple(Bytes(part.sent) for part in parts),
        messages=tuple(Count(part.messages) for part in parts),
        cache=tuple(Bytes(part.cache) for part in parts),
    )
