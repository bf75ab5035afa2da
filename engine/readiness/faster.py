"""The two decisions that make answers come faster and change none: the prefix cache, and guessing ahead.

A prefix cache is on where a whole block is shared. Guessing is on where it is calculated to gain `WORTH`, with an
acceptance that was measured on the use case's own prompts.
"""

from __future__ import annotations

from dataclasses import replace

from engine.cost.capacity import BLOCK
from engine.cost.roofline import decode_time
from engine.cost.speculation import best_gamma, speculative_speedup
from engine.economics.pace import Load, pace
from engine.readiness.decision import Decision, Evidence
from engine.readiness.needs import Needs
from engine.readiness.options import Option
from engine.readiness.words import PACKET, cost_command
from engine.units import Ratio

GAMMAS = range(9)
WORTH = 1.1
"""The least speed-up for which guessing is switched on: below it the draft's upkeep is not repaid."""


def prefix(needs: Needs, option: Option) -> Decision:
    """On where at least a block of the beginnings is alike."""
    if needs.shared is None:
        says = "Nobody has counted the tokens that all prompts begin with."
        todo = "Count the tokens that all prompts begin with; one whole block decides it."
        return Decision(
            name="Prefix cache", choice="Off for now", evidence=(Evidence(how="missing", says=says),),
            risk="What is alike is computed again", way_back="Already off", open=todo,
        )  # fmt: skip
    load = option.use.load
    if not load.found:
        says = f"{needs.shared} tokens are alike, and a block has {BLOCK}."
        return Decision(
            name="Prefix cache", choice="Off", evidence=(Evidence(how="given", says=says),), risk="None",
            way_back="Already off",
        )  # fmt: skip
    plain = pace(option.setup, Load(prompt=load.prompt, new_tokens=load.new_tokens), 1).prompt
    found = pace(option.setup, load, 1).prompt
    says = f"A prompt takes {found} at best: {load.found:,} of {load.prompt:,} tokens are found."
    without = replace(option, use=replace(option.use, load=Load(prompt=load.prompt, new_tokens=load.new_tokens)))
    calculated = (
        Evidence(how="calculated", says=says, command=cost_command(needs, option, batch=1)),
        Evidence(how="calculated", says=f"Without, {plain}.", command=cost_command(needs, without, batch=1)),
    )
    seen = Evidence(
        how="fact",
        says="With {{ prefix_run.found }} of {{ prefix_run.prompt }} tokens found the first token came "
        "{{ prefix_run.faster | x }} as fast.",
    )
    alike = needs.job is None and 2 * load.found >= load.prompt  # else that run was of another kind
    return Decision(
        name="Prefix cache",
        choice=f"On: {load.found:,} tokens",
        evidence=(*calculated, seen) if alike else calculated,
        risk="Nothing is found once a date or a name stands first",
        way_back=f"Switch off: {plain} a prompt",
    )


def guessing(needs: Needs, option: Option) -> Decision:
    """Speculation from the prompt: nobody's guess is trusted before it was tried on the use case's prompts."""
    fact = Evidence(
        how="fact",
        says="{{ lookup_run.copy_speedup | x }} as fast where an answer repeats its prompt, "
        "{{ lookup_run.open_speedup | x }} where not.",
    )
    risk = "Slower, if few guesses are right"
    if needs.job:
        says = "Nobody waits, and a full memory leaves no idle arithmetic to guess with."
        return Decision(
            name="Guessing ahead", choice="Off", evidence=(Evidence(how="given", says=says), fact), risk="None",
            way_back="Already off",
        )  # fmt: skip
    if needs.acceptance is None:
        missing = Evidence(how="missing", says="How many guesses are right is not known for our prompts.")
        todo = "Run 200 of our prompts with and without guesses, and count how many are right. Decides on or off."
        return Decision(
            name="Guessing ahead", choice="Off for now", evidence=(missing, fact), risk=risk, way_back="Already off",
            open=todo,
        )  # fmt: skip
    gamma, gain = guess(needs.acceptance, option)
    given = f"{Ratio(needs.acceptance):percent} of guesses were right on our own prompts."
    says = (
        f"With {gamma} a pass the steps of {option.at_once:,} at once are {Ratio(gain, digits=3):x} as fast at best, "
        "by formula; reading prompts takes as long."
        if gamma
        else "No number of guesses makes a step faster, by formula."
    )
    on = gain >= WORTH
    return Decision(
        name="Guessing ahead",
        choice=f"On, from the prompt: {gamma} a pass" if on else "Off",
        evidence=(Evidence(how="given", says=given), Evidence(how="calculated", says=says, command=PACKET), fact),
        risk=risk if on else "None",
        way_back="Switch off, restart" if on else "Already off",
    )


def guess(acceptance: float, option: Option) -> tuple[int, float]:
    """How many guesses a pass are best, and the speed-up, with a draft that costs nothing.

    A pass over γ + 1 tokens of each request costs what its arithmetic does where that takes longer than reading.
    """
    part, kept, batch = option.setup.part, option.setup.cache_dtype, option.at_once
    step = decode_time(
        part,
        option.setup.card,
        context=option.use.load.context,
        batch=batch,
        dtype=option.setup.dtype,
        cache_dtype=kept,
    )
    costs = [max(step.memory, step.compute * (gamma + 1)) / max(step.memory, step.compute) for gamma in GAMMAS]
    gamma = best_gamma(acceptance, draft_cost=0.0, pass_costs=costs)
    return gamma, speculative_speedup(acceptance, gamma, draft_cost=0.0, pass_cost=costs[gamma])
