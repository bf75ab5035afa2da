"""What a use case asks, stated before anything is chosen: users, lengths, waits, quality, cards, money."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

from engine.cost.dtypes import require_positive
from engine.economics.pace import Load
from engine.economics.plans import PLANS
from engine.presets import hardware, preset

BITS = tuple(sorted({plan.bits for plan in PLANS}, reverse=True))
"""Bits of a weight that plans have, the most first."""
NINETEEN_OF_20 = 1.959964
"""Standard deviations on both sides of a mean within which 95% of a normal distribution lie."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Cards that can be had: up to `cards` of one kind, each for a `price` an hour; `link` joins them in one server."""

    card: str
    price: float
    source: str
    cards: int = 1
    link: str | None = None
    ours: bool = False

    def __post_init__(self) -> None:
        require_positive(cards=self.cards)
        hardware(self.card)
        if not 0 <= self.price < inf:
            raise ValueError(f"price={self.price!r} is not a price of a card for an hour")


@dataclass(frozen=True, kw_only=True)
class Grade:
    """How many of the use case's own answers a model got right in so many bits."""

    model: str
    bits: int
    right: int
    of: int

    def __post_init__(self) -> None:
        if self.bits not in BITS:
            raise ValueError(f"bits={self.bits} is none of {', '.join(map(str, BITS))}")
        if not 0 <= self.right <= self.of:
            raise ValueError(f"right={self.right} of={self.of}: no more answers are right than were graded")

    @property
    def likely(self) -> tuple[float, float]:
        """Where the share of right ones among all answers lies, 19 times in 20 (Wilson, 1927)."""
        share, spread = self.right / self.of, NINETEEN_OF_20**2 / self.of
        middle = share + spread / 2
        half = sqrt(spread * (share * (1 - share) + spread / 4))
        return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """The bar: what a right answer is, the share of right ones, and how many must be graded to know."""

    bar: str
    share: float
    answers: int
    grades: tuple[Grade, ...] = ()

    def __post_init__(self) -> None:
        require_positive(answers=self.answers)
        if not 0 < self.share <= 1:
            raise ValueError(f"share={self.share!r} is not a share of right answers, above 0 up to 1")

    def graded(self, model: str, bits: int) -> Grade | None:
        """The grade of a model in so many bits, the last one if there are several."""
        found = [grade for grade in self.grades if (grade.model, grade.bits) == (model, bits)]
        return found[-1] if found else None

    def passes(self, model: str, bits: int) -> bool | None:
        """Whether a model is right often enough; None where too few answers were graded."""
        grade = self.graded(model, bits)
        if grade is None or grade.of < self.answers:
            return None
        return grade.right >= self.share * grade.of

    def tested(self, model: str) -> int:
        """The fewest bits in which a model has passed; 16 where none has."""
        return min((bits for bits in BITS if self.passes(model, bits)), default=max(BITS))


@dataclass(frozen=True, kw_only=True)
class Job:
    """So many requests are to be ready in so many hours, and nobody waits for a single one."""

    requests: int
    hours: float

    def __post_init__(self) -> None:
        require_positive(requests=self.requests)
        if not 0 < self.hours < inf:
            raise ValueError(f"hours={self.hours!r} is not a time above 0")


@dataclass(frozen=True, kw_only=True)
class Needs:
    """A use case. Waits are seconds that 95 of 100 requests must keep; `budget` is money a month.

    `shared` first tokens are the same for all, None where nobody has counted. `acceptance` is how often a guess
    from the prompt was right, on the use case's own prompts. `models` are tried in
    this order. Raises ValueError for what cannot be.
    """

    name: str
    users: int
    prompt: int
    answer: int
    first: float
    token: float
    models: tuple[str, ...]
    offers: tuple[Offer, ...]
    quality: Quality
    shared: int | None = None
    job: Job | None = None
    private: bool = False
    budget: float | None = None
    currency: str = "$"
    utilisation: float = 1.0
    acceptance: float | None = None
    reserve: float = 0.1
    spare: str = ""
    today: str = ""

    def __post_init__(self) -> None:
        require_positive(users=self.users)
        for what in ("first", "token"):
            if not 0 < getattr(self, what) < inf:
                raise ValueError(f"{what}={getattr(self, what)!r} is not a time above 0 s")
        if not 0 < self.utilisation <= 1:
            raise ValueError(f"utilisation={self.utilisation!r} is not a share of the paid time, above 0 up to 1")
        if self.acceptance is not None and not 0 <= self.acceptance <= 1:
            raise ValueError(f"acceptance={self.acceptance!r} is not a chance from 0 to 1")
        if not self.models or not self.offers:
            raise ValueError("a use case needs a model and an offer of cards at least")
        for model in self.models:
            preset(model)
        if self.private and not self.usable:
            raise ValueError("private data needs cards of our own, and no offer is 'ours'")
        _ = self.load

    @property
    def load(self) -> Load:
        """Requests alike. Raises ValueError where more is shared than there is."""
        return Load(prompt=self.prompt, new_tokens=self.answer, shared=self.shared or 0)

    @property
    def usable(self) -> tuple[Offer, ...]:
        """The offers that may be used: private data stay on cards of our own."""
        return tuple(offer for offer in self.offers if offer.ours or not self.private)

    @property
    def rate(self) -> float:
        """Requests a second of so many users where each takes as long as the limits allow: users / (first + n · token).

        Little, 1961: how many are there is how many come, times how long each stays.
        """
        return self.users / (self.first + self.answer * self.token)
