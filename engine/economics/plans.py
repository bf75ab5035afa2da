"""How to serve a use case: a few plans from the plainest to the dearest, and the first of them that holds.

```
 a day to wait? ─yes─▶ job      16 bits hold? ─yes─▶ one card      8 bits? ─yes─▶ …      4 bits?      several cards?
       └──────── no ─────────▶ ┘       └───────── no ────────────▶ ┘                             └─ no ─▶ other needs
```
A plan holds if its bits have passed the use case's own test, all users fit together, and both waits are short enough.
Times are the roofline's times `MARGIN`, since no server attains it. So each use case has one path and one end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from engine.config import ModelConfig
from engine.cost.dtypes import require_positive
from engine.economics.pace import Load, Pace, pace
from engine.economics.setup import Setup
from engine.parallel.interconnect import Link
from engine.presets import Hardware
from engine.units import Count, Seconds

Reason = Literal["somebody waits", "not tested", "no link", "too large", "too slow"]
REASONS: tuple[Reason, ...] = ("somebody waits", "not tested", "no link", "too large", "too slow")
"""Why a plan does not hold: the first of these that is so."""

DAY = Seconds(24 * 3600)
"""From here on an answer may be made by a batch job: the time within which providers promise those of theirs."""

MARGIN = 2.0
"""Times the roofline's least time: what a server is trusted with before anything has been measured."""

GROUP = 64
"""Weights that share a scale in four bits."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Bits of a weight and cards that share the model; a job is for answers that nobody waits for."""

    name: str
    says: str
    bits: int = 16
    cards: tuple[int, ...] = (1,)
    job: bool = False

    @property
    def dtype(self) -> str:
        return {16: "bf16", 8: "int8", 4: "int4"}[self.bits]

    @property
    def group(self) -> int | None:
        """Weights that share a scale."""
        return GROUP if self.bits == 4 else None


PLANS = (
    Plan(name="job", says="Batch job", job=True),
    Plan(name="bf16", says="One card, 16 bits"),
    Plan(name="int8", says="One card, 8 bits", bits=8),
    Plan(name="int4", says="One card, 4 bits", bits=4),
    Plan(name="cards", says="Several cards", cards=(2, 4, 8)),
)
OTHERWISE = "Other model or limits"
"""Where a use case ends that no plan holds for."""


@dataclass(frozen=True, kw_only=True)
class UseCase:
    """What is asked: users at once of one load, waits in seconds, and the fewest bits that have passed its own test.

    `token` is the longest wait from one token to the next, `first` the longest for the first when nobody else is
    there, `deadline` when the whole answer must be there. `link` joins several cards; None if there is one only.
    Raises ValueError for what is no number above 0, or bits that no plan has.
    """

    name: str
    model: ModelConfig
    card: Hardware
    users: int
    load: Load
    token: float
    first: float
    deadline: float
    tested: int = 16
    link: Link | None = None
    reserve: float = 0.1

    def __post_init__(self) -> None:
        require_positive(users=self.users)
        for what in ("token", "first", "deadline"):
            if not getattr(self, what) > 0:
                raise ValueError(f"{what}={getattr(self, what)} is not a time above 0 s")
        if self.tested not in (16, 8, 4):
            raise ValueError(f"tested={self.tested} is none of the bits that plans have: 16, 8, 4")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A plan held against a use case. `refused` is why it does not hold; without users or times it was not asked."""

    plan: Plan
    cards: int = 1
    refused: Reason | None = None
    fit: Count | None = None
    gap: Seconds | None = None
    first: Seconds | None = None


def path(use: UseCase) -> tuple[Trial, ...]:
    """All plans up to the first that holds, which is the last of them; the last is refused where none holds."""
    trials = [trial(use, plan) for plan in PLANS]
    refused = list(takewhile(lambda tried: tried.refused is not None, trials))
    return tuple(trials[: len(refused) + 1])


def chosen(use: UseCase) -> Trial | None:
    """The plan that holds, None if none does."""
    last = path(use)[-1]
    return last if last.refused is None else None


def trial(use: UseCase, plan: Plan) -> Trial:
    """One plan, with as few cards as it needs."""
    if plan.job and use.deadline < DAY:
        return Trial(plan=plan, refused="somebody waits")
    if plan.bits < use.tested:
        return Trial(plan=plan, refused="not tested")
    if plan.cards != (1,) and use.link is None:
        return Trial(plan=plan, refused="no link")
    tried = list(_by_cards(use, plan))
    return next((one for one in tried if one.refused is None), tried[-1])


def setup_of(use: UseCase, plan: Plan, cards: int) -> Setup:
    """So many cards, and the types of weights and cache that a plan has."""
    return Setup(
        model=use.model, card=use.card, dtype=plan.dtype, cache_dtype="bf16", cards=cards, reserve=use.reserve,
        group=plan.group, link=use.link if cards > 1 else None,
    )  # fmt: skip


def _by_cards(use: UseCase, plan: Plan) -> Iterator[Trial]:
    for cards in plan.cards:
        setup = setup_of(use, plan, cards)
        fit = setup.users(use.load.length, shared=use.load.shared)
        if fit < (1 if plan.job else use.users):
            yield Trial(plan=plan, cards=cards, fit=fit, refused="too large")
            continue
        at_best: Pace = pace(setup, use.load, int(fit) if plan.job else use.users)
        gap, first = Seconds(at_best.gap * MARGIN), Seconds((at_best.prompt + at_best.step) * MARGIN)
        slow = not plan.job and (gap > use.token or first > use.first)
        yield Trial(plan=plan, cards=cards, fit=fit, gap=gap, first=first, refused="too slow" if slow else None)
