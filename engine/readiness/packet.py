"""A readiness packet: a use case's decisions with their evidence, service levels, what is still open, and a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.economics.plans import MARGIN
from engine.readiness.decision import Decision, OpenPoint
from engine.readiness.decisions import batching, cache, card, card_hours, model, weights
from engine.readiness.faster import guessing, prefix
from engine.readiness.levels import Expected, Level, levels, load_command
from engine.readiness.needs import Needs
from engine.readiness.options import Option, best
from engine.readiness.words import card_name, model_name
from engine.units import Ratio, Seconds

DECISIONS = (model, card, weights, cache, batching, prefix, guessing)
"""In the order in which a reader asks."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A row of the evaluation plan: what is graded or measured, how much of it, and from when on it passes."""

    what: str
    how_many: str
    passes: str


@dataclass(frozen=True, kw_only=True)
class Packet:
    """All of it. `carries` says whether the cards do; `not_yet` why it must not go live, nothing where it may."""

    needs: Needs
    option: Option
    decisions: tuple[Decision, ...]
    levels: tuple[Level, ...]
    expected: Expected | None
    seen: Mapping[str, Any] | None
    load_command: str
    evaluation: tuple[Check, ...]
    open_points: tuple[OpenPoint, ...]
    carries: str
    not_yet: str

    @property
    def undecided(self) -> int:
        return sum(not decision.decided for decision in self.decisions)


Simulation = Callable[[Needs, Option], Expected | None]


def packet(needs: Needs, *, simulated: Simulation | None = None, seen: Mapping[str, Any] | None = None) -> Packet:
    """The packet of a use case. `seen` is the result of a load test; `simulated` says what to expect of one."""
    option = best(needs, _model(needs))
    decisions = tuple(decide(needs, option) for decide in DECISIONS)
    expected = simulated(needs, option) if simulated else None
    rows = levels(needs, expected, seen)
    return Packet(
        needs=needs,
        option=option,
        decisions=decisions,
        levels=rows,
        expected=expected,
        seen=seen,
        load_command="" if needs.job else load_command(needs, option.model),
        evaluation=_evaluation(needs, option),
        open_points=_open_points(needs, option, decisions, rows),
        carries=_carries(needs, option),
        not_yet=_not_yet(decisions, rows, needs, expected),
    )


def _model(needs: Needs) -> str:
    """The first model that passes, else the first that nobody has graded, else the first."""
    verdicts = {name: needs.quality.passes(name, 16) for name in needs.models}
    passing = [name for name, passes in verdicts.items() if passes]
    ungraded = [name for name, passes in verdicts.items() if passes is None]
    return [*passing, *ungraded, *needs.models][0]


def _carries(needs: Needs, option: Option) -> str:
    name = model_name(option.model)
    if option.plan is None:
        return f"No offer of cards carries this load with {name}."
    cards = f"{option.cards} × {card_name(option.offer.card)}"
    verb = "carries" if option.cards == 1 else "carry"
    if needs.job:
        return (
            f"{cards} with {name} {verb} the job within its {needs.job.hours:g} hours: "
            f"{card_hours(needs, option):.1f} card-hours at {MARGIN:g} times the least time."
        )
    gap, limit = option.plan.gap, Seconds(needs.token)
    return f"{cards} with {name} {verb} the load: {gap} of {limit} a token, at {MARGIN:g} times the least time."


def _not_yet(decisions: tuple[Decision, ...], rows: tuple[Level, ...], needs: Needs, expected: Expected | None) -> str:
    """The gravest that stands in the way of going live. What a load test has seen outweighs a simulation."""
    unseen = any(row.kept is None for row in rows)
    by_name = {decision.name: decision for decision in decisions}
    if by_name["Card"].open:
        return "no card is decided."
    if by_name["Model"].open:
        return (
            (
                "answer quality is not measured, and no load test has been run."
                if unseen
                else "answer quality is not measured."
            )
            if "Grade" in by_name["Model"].open[:5]
            else "answer quality does not pass."
        )
    if any(row.kept is False for row in rows):
        return "the load test misses a limit."
    if unseen and expected and (expected.first > needs.first or expected.token > needs.token):
        return "a simulation of the load misses a limit."
    if unseen:
        return "no load test has been run."
    return ""


def _evaluation(needs: Needs, option: Option) -> tuple[Check, ...]:
    quality, bits = needs.quality, option.trials[-1].plan.bits
    bar = f"{Ratio(quality.share):percent} are right"
    checks = [Check(what=f"Answers: {quality.bar}", how_many=f"{quality.answers}, by two people apart", passes=bar)]
    if bits < 16:
        checks.append(Check(what=f"The same questions in {bits} bits", how_many=f"{quality.answers}", passes=bar))
    if not needs.job:
        checks.append(
            Check(
                what="Load test with our lengths", how_many="see the command",
                passes=f"95 of 100 within {Seconds(needs.first)} and {Seconds(needs.token)}",
            )
        )  # fmt: skip
    else:
        checks.append(
            Check(
                what="A night’s job as a rehearsal",
                how_many="one night",
                passes=f"ready within {needs.job.hours:g} hours",
            )
        )
    checks.append(
        Check(what="All of it again after each change of model, bits or rules", how_many="as above", passes="as above")
    )
    return tuple(checks)


def _open_points(
    needs: Needs, option: Option, decisions: tuple[Decision, ...], rows: tuple[Level, ...]
) -> tuple[OpenPoint, ...]:
    found = [OpenPoint(name=decision.name, says=decision.open) for decision in decisions if decision.open]
    if rows and any(row.kept is None for row in rows):
        found.append(
            OpenPoint(name="Load test", says="Run its command against the server. Decides whether the limits are kept.")
        )
    if any(row.kept is False for row in rows):
        found.append(
            OpenPoint(name="Load test", says="A limit is missed: fewer at once, more cards, or a looser limit.")
        )
    if option.plan and needs.job:
        found.append(
            OpenPoint(name="Rehearsal", says=f"Run one night’s job. Decides whether {needs.job.hours:g} hours will do.")
        )
    if option.plan and not needs.spare:
        found.append(OpenPoint(name="Failure", says="Who takes over when a card fails? Nobody is named."))
    if needs.budget is None:
        found.append(OpenPoint(name="Budget", says="No budget is stated. Decides between offers that hold."))
    return tuple(found)
