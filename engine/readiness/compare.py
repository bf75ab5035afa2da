"""What moved between two packets, and why: the requirements that differ, and the new evidence."""

from __future__ import annotations

from dataclasses import dataclass, fields

from engine.economics.plans import MARGIN
from engine.readiness.decision import Decision, Evidence
from engine.readiness.decisions import card_hours, refusals
from engine.readiness.needs import Job, Needs, Offer, Quality
from engine.readiness.options import Option, option
from engine.readiness.packet import Packet
from engine.readiness.words import PACKET, card_name, model_name
from engine.units import Count, Ratio, Seconds

_UNITS = {"first": Seconds, "token": Seconds}
_SHARES = ("utilisation", "acceptance", "reserve")
_NAMES = {
    "first": "first token, P95", "token": "each token, P95", "answer": "answer", "prompt": "prompt",
 "offers": "cards on offer", "quality": "quality bar and grades",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A requirement that differs."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A decision that differs: from which choice to which, and why."""

    name: str
    before: str
    after: str
    why: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    asked: tuple[Asked, ...]
    moved: tuple[Moved, ...]
    stayed: tuple[str, ...]


def compare(before: Packet, after: Packet) -> Difference:
    """Requirements and decisions of `after` that are not those of `before`."""
    asked = tuple(
        Asked(name=_NAMES.get(field.name, field.name), before=_word(field.name, old), after=_word(field.name, new))
        for field in fields(Needs)
        if field.name != "name"
        and (old := getattr(before.needs, field.name)) != (new := getattr(after.needs, field.name))
    )
    moved, stayed = [], []
    for old, new in zip(before.decisions, after.decisions, strict=True):
        if (old.choice, old.decided) == (new.choice, new.decided):
            stayed.append(new.name)
        else:
            why = (*_refused(before, after, new), *_borne(after, new))
            moved.append(Moved(name=new.name, before=_choice(old), after=_choice(new), why=tuple(dict.fromkeys(why))))
    return Difference(asked=asked, moved=tuple(moved), stayed=tuple(stayed))


def _borne(after: Packet, decision: Decision) -> tuple[Evidence, ...]:
    """What bears the choice now: of a card how long it takes and what it costs, of a batch who is in it."""
    now, needs = after.option, after.needs
    if decision.name == "Guessing ahead":
        return decision.evidence[:2]
    if decision.name == "Card" and now.plan:
        return (*(_hours(needs, now) if needs.job else ()), decision.evidence[1])
    if decision.name == "Batching" and now.plan:
        says = f"{needs.users:,} users at once, on {_counted(now.servers, 'server')}."
        if needs.job:
            says = f"{now.at_once:,} fit at once, on {_counted(now.servers, 'server')}."
        return (Evidence(how="calculated", says=says, command=PACKET),)
    return decision.evidence[:1]


def _hours(needs: Needs, now: Option) -> tuple[Evidence]:
    assert needs.job is not None
    says = (
        f"The job takes {card_hours(needs, now):.1f} card-hours at {MARGIN:g} times the least time, and a card works "
        f"{Ratio(needs.utilisation):percent} of {needs.job.hours:g} hours."
    )
    return (Evidence(how="calculated", says=says, command=PACKET),)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("s" if number > 1 else "")


def _refused(before: Packet, after: Packet, decision: Decision) -> list[Evidence]:
    """Why what was chosen before does not hold now: of cards and of bits."""
    old = before.option
    if decision.name not in ("Card", "Weights") or old.plan is None or old.offer not in after.needs.usable:
        return []
    again = option(after.needs, old.model, old.offer)
    name = card_name(old.offer.card)
    if decision.name == "Weights":
        return refusals(again, only=old.plan.plan.name)
    told = refusals(again, only=old.plan.plan.name)
    if not told and again.plan and again.month > after.option.month:
        cost = f"{after.needs.currency}{again.month:,.0f} a month"
        told = [Evidence(how="calculated", says=f"{again.cards} × {name} would cost {cost}.", command=PACKET)]
    elif told and again.plan and again.month > after.option.month:
        cost = f"{after.needs.currency}{again.month:,.0f} a month"
        told.append(
            Evidence(
                how="calculated",
                says=f"{again.cards} of them would hold, for {cost}.",
                command=PACKET,
            )
        )
    return [
        Evidence(how=one.how, says=f"{name}: {one.says[:1].lower()}{one.says[1:]}", command=one.command) for one in told
    ]


def _choice(decision: Decision) -> str:
    return decision.choice if decision.decided else f"undecided: {decision.choice}"


def _word(name: str, value: object) -> str:
    """A requirement as somebody reads it."""
    match value:
        case None | "":
            return "not stated"
        case bool():
            return "yes" if value else "no"
        case int() | float() if name in _SHARES:
            return f"{Ratio(value):percent}"
        case int() | float() if name in _UNITS:
            return str(_UNITS[name](value))
        case int():
            return str(Count(value))
        case float():
            return f"{value:,g}"
        case Quality():
            graded = sum(grade.of for grade in value.grades)
            return f"{Ratio(value.share):percent} of {value.answers:,} answers, {graded:,} graded"
        case Job():
            return f"{value.requests:,} requests in {value.hours:g} hours"
        case tuple():
            return ", ".join(_word(name, one) for one in value)
        case Offer():
            return f"{value.cards} × {card_name(value.card)} at {value.price:g} an hour"
        case _:
            return model_name(str(value)) if name == "models" else str(value)
