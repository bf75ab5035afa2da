"""Which cards, how many, and how set, for a model: each offer with as few cards as its plainest plan needs.

```
 servers   as few cards as serve all users, shared evenly among servers; each server ends where `plans.path` ends
 a job     servers = ⌈ tokens / (rate / MARGIN) / (hours · utilisation) ⌉
 a month   price · cards · hours: all of them for a service, those of its nights for a job
```
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, inf

from engine.economics.money import HOUR, card_seconds, cost
from engine.economics.pace import Pace, pace
from engine.economics.plans import DAY, MARGIN, Trial, UseCase, path, setup_of
from engine.economics.setup import Setup
from engine.parallel.interconnect import link
from engine.presets import hardware, preset
from engine.readiness.needs import Needs, Offer

MONTH = 730.0
"""Hours of a month, a twelfth of a year."""
NIGHTS = 30.0


@dataclass(frozen=True, kw_only=True)
class Option:
    """An offer for a model: how many servers, the way to each one's plan, and what a month costs.

    `trials` end with the plan that holds; where none does, `servers` is how many there could be. `enough`: there are
    the cards for it.
    """

    model: str
    offer: Offer
    servers: int
    users: int
    use: UseCase
    trials: tuple[Trial, ...]
    month: float = inf
    enough: bool = True

    @property
    def plan(self) -> Trial | None:
        """What holds, None if nothing does or there are not `enough` cards for it."""
        return self.trials[-1] if self.enough and self.trials[-1].refused is None else None

    @property
    def cards(self) -> int:
        return self.servers * self.trials[-1].cards

    @property
    def at_once(self) -> int:
        """Requests that one server has in work."""
        fit = int(self.trials[-1].fit or 0)
        return fit if self.trials[-1].plan.job else self.users

    @property
    def pace(self) -> Pace:
        """The roofline's pace of one server."""
        return pace(self.setup, self.use.load, self.at_once)

    @property
    def setup(self) -> Setup:
        """The cards of one server and the types of weights and cache, as its plan has them."""
        return setup_of(self.use, self.trials[-1].plan, self.trials[-1].cards)


def best(needs: Needs, model: str) -> Option:
    """The cheapest offer that holds, the first of equals; where none does, the last one tried, with why."""
    found = [option(needs, model, offer) for offer in needs.usable]
    holding = [one for one in found if one.plan]
    return min(holding, key=lambda one: (one.month, one.cards)) if holding else found[-1]


def option(needs: Needs, model: str, offer: Offer) -> Option:
    """One offer with as few of its cards as will do."""
    if needs.job:
        return _job(needs, model, offer)
    chosen: Option | None = None
    for servers in _servers(needs.users):
        if servers > (chosen.cards - 1 if chosen else offer.cards):
            break
        tried = _option(needs, model, offer, servers)
        if tried.plan and tried.cards <= offer.cards and (chosen is None or tried.cards < chosen.cards):
            chosen = tried
    if chosen is None:
        most = _option(needs, model, offer, min(needs.users, offer.cards))
        return replace(most, enough=most.trials[-1].refused is not None)
    return replace(chosen, month=cost(offer.price, chosen.cards * MONTH * HOUR))


def use_case(needs: Needs, model: str, offer: Offer, users: int) -> UseCase:
    """The same as `plans` asks it, of one server."""
    return UseCase(
        name=needs.name, model=preset(model), card=hardware(offer.card), users=users, load=needs.load,
        token=needs.token, first=needs.first, deadline=float(DAY) if needs.job else float(HOUR),
        tested=needs.quality.tested(model), link=link(offer.link) if offer.link else None, reserve=needs.reserve,
    )  # fmt: skip


def _option(needs: Needs, model: str, offer: Offer, servers: int) -> Option:
    users = ceil(needs.users / servers)
    use = use_case(needs, model, offer, users)
    return Option(model=model, offer=offer, servers=servers, users=users, use=use, trials=path(use))


def _job(needs: Needs, model: str, offer: Offer) -> Option:
    assert needs.job is not None
    one = _option(needs, model, offer, 1)
    if one.plan is None:
        return one
    tokens = needs.job.requests * needs.answer
    seconds = card_seconds(one.pace.rate / MARGIN, cards=one.trials[-1].cards) * tokens / 1e6
    servers = ceil(seconds / one.trials[-1].cards / (needs.job.hours * HOUR * needs.utilisation))
    found = replace(one, servers=servers, month=cost(offer.price, seconds / needs.utilisation) * NIGHTS)
    return replace(found, enough=found.cards <= offer.cards)


def _servers(users: int) -> list[int]:
    """Numbers of servers that make a difference to how many users the fullest has, the fewest first."""
    shares = dict.fromkeys(ceil(users / servers) for servers in range(1, min(users, 4096) + 1))
    return [ceil(users / share) for share in shares]
