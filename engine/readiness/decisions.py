"""Five decisions of a packet, each in a function, by one rule: what the evidence does not bear is undecided.

Model: enough of its answers are right. Card: the cheapest offer that `options` finds. Weights: the most bits that
hold, fewer only if graded. Cache and batching as the plan counts with them.
"""

from __future__ import annotations

from math import ceil

from engine.cost.capacity import BLOCK, request_bytes
from engine.cost.narrow import held_bytes
from engine.economics.money import HOUR, card_seconds, cost
from engine.economics.pace import pace
from engine.economics.plans import MARGIN, Trial
from engine.readiness.decision import Decision, Evidence
from engine.readiness.needs import Grade, Needs
from engine.readiness.options import Option
from engine.readiness.words import PACKET, card_name, cost_command, estimate, model_name
from engine.units import Count, Number, Ratio, Seconds

BIT_NAMES = {16: "16 bits", 8: "8 bits", 4: "4 bits"}
SERVICE = 8
"""Requests at once of a service that a job is held against."""


def model(needs: Needs, option: Option) -> Decision:
    """The first model that passes; the first that nobody has graded, undecided; else none."""
    quality, name = needs.quality, model_name(option.model)
    grade, passes = quality.graded(option.model, 16), quality.passes(option.model, 16)
    asked = f"{Ratio(quality.share):percent} are asked"
    risk, way_back = "Wrong answers reach users", needs.today or "Stay with what is in use today"
    if passes and grade:
        says = f"{grade.right} of {grade.of} graded answers were right; {asked}."
        evidence = (Evidence(how="given", says=says), _sure(grade, quality.share))
        return Decision(name="Model", choice=name, evidence=evidence, risk=risk, way_back=way_back)
    if passes is None:
        graded = grade.of if grade else 0
        says = f"{quality.answers} graded answers are needed; {graded} are graded."
        bar = f"{Ratio(quality.share):percent} right"
        todo = f"Grade {quality.answers} answers of {name}; the bar is {bar}. Decides the model."
        choice = f"{name}, if it passes"
    else:
        assert grade is not None
        says = f"{grade.right} of {grade.of} graded answers were right; {asked}."
        todo = "None of the models passes. Grade another one, or lower the bar in writing."
        choice = "None yet"
    return Decision(
        name="Model", choice=choice, evidence=(Evidence(how="missing" if passes is None else "given", says=says),),
        risk=risk, way_back=way_back, open=todo,
    )  # fmt: skip


def _sure(grade: Grade, share: float) -> Evidence:
    """What so many graded answers say of all answers, and whether the bar is below all of it."""
    least, most = grade.likely
    sure = "the bar is below that" if least > share else "the bar is within that, so more grades would tell more"
    says = f"Of all answers that is {Ratio(least):percent} to {Ratio(most):percent}, 19 times in 20: {sure}."
    return Evidence(how="calculated", says=says, command=PACKET)


def card(needs: Needs, option: Option) -> Decision:
    """How many of which card; undecided where nothing holds, or it costs more than there is."""
    offer, setup = option.offer, option.setup
    name = card_name(offer.card)
    way_back = "Another card of our own, same image" if offer.ours else "Another rented card, same image"
    if option.plan is None:
        return Decision(
            name="Card", choice="None of those offered", evidence=tuple(refusals(option)), risk="Limits are missed",
            way_back=needs.today or "Stay with what is in use today",
            open="No offer holds: name more or faster cards, grade fewer bits, or loosen a limit.",
        )  # fmt: skip
    length = option.use.load.length
    each = request_bytes(setup.part, seq_len=length, dtype="bf16", shared=option.use.load.shared)[1]
    fit = int(option.plan.fit or 0)
    held = held_bytes(setup.part, dtype=setup.dtype, group=setup.group)
    room = (
        f"{fit:,} requests of {length:,} tokens fit beside {held} of weights a card, "
        f"{Ratio(needs.reserve):percent} kept free; {each} each."
    )
    evidence = [Evidence(how="calculated", says=room, command=estimate("capacity", option, seq_len=length))]
    month = f"{needs.currency}{option.month:,.0f} a month at {needs.currency}{offer.price:g} an hour"
    over = needs.budget is not None and option.month > needs.budget
    asked = "" if needs.budget is None else f"; {needs.currency}{needs.budget:,.0f} are there"
    evidence.append(Evidence(how="calculated", says=f"{month}{asked}. Price: {offer.source}.", command=PACKET))
    rate, busy = option.pace.rate, f"the cards at work {Ratio(needs.utilisation):percent} of the time"
    bill = cost(offer.price, card_seconds(rate, utilisation=needs.utilisation, cards=setup.cards))
    says = f"A million new tokens cost {needs.currency}{Number(bill)} at best, {busy}."
    evidence.append(Evidence(how="calculated", says=says, command=cost_command(needs, option)))
    risk = (
        "One card, one point of failure" if option.cards == 1 else f"With one of {option.cards} gone, limits are missed"
    )
    if needs.job:
        risk = "A card that fails costs the night" if option.cards == 1 else risk
    whose = ", ours" if offer.ours else ""
    return Decision(
        name="Card", choice=f"{option.cards} × {name}{whose}", evidence=tuple(evidence), risk=risk, way_back=way_back,
        open="It costs more than the budget: find a cheaper offer, or ask for more." if over else "",
    )  # fmt: skip


def weights(needs: Needs, option: Option) -> Decision:
    """The most bits with which the plan holds."""
    plan = option.trials[-1].plan
    evidence = _times(needs, option) if option.plan else []
    evidence += [] if option.plan else refusals(option)
    bits = plan.bits
    if bits < 16:
        grade = needs.quality.graded(option.model, bits)
        if grade:
            says = f"{grade.right} of {grade.of} graded answers were right in {BIT_NAMES[bits]}."
            evidence.append(Evidence(how="given", says=says))
        evidence += refusals(option, only="bf16")
    elif option.plan:
        rise = "{{ bits_quality.int4_g64_offset_rise | percent }}"
        says = f"16 bits hold, so no quality is traded; four bits raised a small model’s perplexity by {rise}."
        evidence.append(Evidence(how="fact", says=says))
    return Decision(
        name="Weights",
        choice=("16 bits, bf16" if bits == 16 else f"{BIT_NAMES[bits]}, {plan.dtype}")
        if option.plan
        else "Not settled",
        evidence=tuple(evidence),
        risk="Twice the bytes of 8 bits at each step" if bits == 16 else "Answers change where nobody graded",
        way_back="8 bits, once they are graded" if bits == 16 else "16 bits again: slower, until there are more cards",
        open="" if option.plan else "Settled with the card.",
    )


def cache(needs: Needs, option: Option) -> Decision:
    """Blocks, in 16 bits: what a plan counts with."""
    length = option.use.load.length
    once, each = request_bytes(option.setup.part, seq_len=length, dtype="bf16", shared=option.use.load.shared)
    shared = f", and {once} that all share" if once else ""
    says = f"A request of {length:,} tokens keeps {each} a card{shared}."
    blocks = (
        "Blocks of {{ paging_waste.block_size }} hold tokens in {{ paging_load.used_paged | percent }} of their "
        "memory, rows of full length in {{ paging_load.used_reserved | percent }}."
    )
    return Decision(
        name="Cache",
        choice=f"16 bits, in blocks of {BLOCK} tokens",
        evidence=(
            Evidence(how="calculated", says=says, command=estimate("capacity", option, seq_len=length)),
            Evidence(how="fact", says=blocks),
        ),
        risk="Long requests push others out",
        way_back=f"No request above {length:,} tokens",
    )


def batching(needs: Needs, option: Option) -> Decision:
    """Continuous in any case; how many at once is the plan's."""
    if needs.job:
        evidence = _together(needs, option)
    else:
        says = (
            "{{ batching_run.throughput_over_static | x }} the tokens of static batches, and the first token of one in "
            "twenty {{ batching_run.ttft_p95_under_static | x }} sooner."
        )
        evidence = [Evidence(how="fact", says=says)]
    return Decision(
        name="Batching",
        choice=f"Continuous, {option.at_once:,} at most" + (" a server" if option.servers > 1 else ""),
        evidence=tuple(evidence),
        risk="Each token waits longer" if needs.job else "Slower tokens at the peak",
        way_back=f"{ceil(option.at_once / 2):,} at most" + ("" if needs.job else "; the others wait"),
    )


def _together(needs: Needs, option: Option) -> list[Evidence]:
    """What a job gains by all that fit at once, against as few as a service has."""
    if option.plan is None:
        return [Evidence(how="missing", says="How many fit is settled with the card.")]
    few, all_of = min(SERVICE, option.at_once), option.pace
    slower = pace(option.setup, option.use.load, few)
    gain = Ratio(all_of.rate / slower.rate, digits=3)
    return [
        Evidence(how="calculated", says=f"{few} at once make {slower.rate} at best.",
                 command=cost_command(needs, option, batch=few)),
        Evidence(how="calculated", says=f"All that fit, {option.at_once:,}, make {all_of.rate}: {gain:x} as many.",
                 command=cost_command(needs, option)),
    ]  # fmt: skip


def card_hours(needs: Needs, option: Option) -> float:
    """Hours of all cards together for a job, at `MARGIN` times the least time."""
    assert needs.job is not None
    tokens = needs.job.requests * needs.answer
    return card_seconds(option.pace.rate / MARGIN, cards=option.setup.cards) * tokens / 1e6 / HOUR


def _times(needs: Needs, option: Option) -> list[Evidence]:
    """How long a step takes, or a job, with the plan that holds."""
    found, command = option.pace, cost_command(needs, option)
    if needs.job is None:
        says = (
            f"{found.gap} a token at best with {option.at_once:,} at once; {MARGIN:g} times that is counted with, and "
            f"{Seconds(needs.token)} are allowed."
        )
        return [Evidence(how="calculated", says=says, command=command)]
    told = [Evidence(how="calculated", says=f"{found.rate} at best for {option.at_once:,} at once.", command=command)]
    says = f"At {MARGIN:g} times the least time a night’s job takes {card_hours(needs, option):.1f} card-hours."
    return [*told, Evidence(how="calculated", says=says, command=PACKET)]


def refusals(option: Option, *, only: str = "") -> list[Evidence]:
    """Why plans do not hold, of one or of all."""
    told = [
        Evidence(how="calculated", says=f"{trial.plan.says}: {_why(trial, option)}.", command=PACKET)
        for trial in option.trials
        if trial.refused and trial.refused != "somebody waits" and (not only or trial.plan.name == only)
    ]
    if not option.enough:
        says = f"{option.cards} × {card_name(option.offer.card)} would do; {option.offer.cards} can be had."
        told.append(Evidence(how="calculated", says=says, command=PACKET))
    return told


def _why(trial: Trial, option: Option) -> str:
    use = option.use
    match trial.refused:
        case "too large":
            return f"{Count(trial.fit or 0)} of {use.users:,} requests fit"
        case "too slow":
            slow = trial.gap is not None and trial.gap > use.token
            seen, limit, what = (
                (trial.gap, use.token, "a token") if slow else (trial.first, use.first, "the first token")
            )
            return f"{seen} {what} at {MARGIN:g} times the least time, {Seconds(limit)} allowed"
        case "not tested":
            return "no answers were graded"
        case _:
            return "nothing joins several cards"
