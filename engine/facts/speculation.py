"""What guessing tokens ahead is worth, by formula and as published. Nothing is run here.

Source: Leviathan, Kalman, Matias, "Fast Inference from Transformers via Speculative Decoding", 2023, arXiv:2211.17192.
"""

from __future__ import annotations

from engine.cost.speculation import best_gamma, expected_tokens, more_arithmetic, speculative_speedup
from engine.fact import computed, published
from engine.units import Count, Ratio, Series, Table

PAPER = "Leviathan et al., 2023, arXiv:2211.17192"
ALPHA, SHORT, LONG = 0.8, 4, 8
GAMMAS = tuple(range(13))
CHANCES = (0.2, 0.5, 0.7, 0.8, 0.9)
DRAFT = 0.05  # of a target's step


@computed(source=f"{PAPER}, equation 1")
def speculation_tokens() -> Table:
    """Tokens a pass at an acceptance of 0.8, with 4 and 8 guesses; and the most that any number of guesses can give."""
    return Table(
        acceptance=Ratio(ALPHA),
        gamma_short=Count(SHORT),
        gamma_long=Count(LONG),
        short=Count(expected_tokens(ALPHA, SHORT)),
        long=Count(expected_tokens(ALPHA, LONG)),
        at_most=Count(round(1 / (1 - ALPHA), 6)),
    )


@computed(source=f"{PAPER}, equation 1")
def speculation_tokens_by_gamma() -> Series:
    """Tokens a pass by the number of guesses, for several chances that a guess is accepted."""
    lines = {f"α = {chance}": tuple(expected_tokens(chance, gamma) for gamma in GAMMAS) for chance in CHANCES}
    return Series(x_label="guesses a pass", x=GAMMAS, unit=Count, lines=lines)


@computed(source=f"{PAPER}, section 4.2: an n-gram table as draft")
def bigram_speculation() -> Table:
    """A table of bigrams as draft: accepted one time in five, three guesses a pass, and no cost to speak of."""
    return Table(acceptance=Ratio(0.2), gamma=Count(3), speedup=Ratio(speculative_speedup(0.2, 3, draft_cost=0)))


@computed(source=f"{PAPER}, theorems 3.8 and 3.11, table 1")
def speculation_arithmetic() -> Table:
    """At an acceptance of 0.8 and 5 guesses that cost nothing: how much faster, for how much more arithmetic."""
    return Table(
        acceptance=Ratio(ALPHA),
        gamma=Count(5),
        speedup=Ratio(speculative_speedup(ALPHA, 5, draft_cost=0)),
        arithmetic=Ratio(more_arithmetic(ALPHA, 5, draft_cost=0)),
    )


@computed(source=f"{PAPER}, theorem 3.8, with the pass's cost beside the draft's")
def speculation_by_pass_cost() -> Series:
    """Speed-up at an acceptance of 0.8, a draft of 5% of a step: by what each row of a pass beyond the first costs."""
    rows = {"nothing": 0.0, "a tenth of a step": 0.1, "a third of a step": 1 / 3, "a whole step": 1.0}
    lines = {
        name: tuple(speculative_speedup(ALPHA, gamma, draft_cost=DRAFT, pass_cost=1 + gamma * row) for gamma in GAMMAS)
        for name, row in rows.items()
    }
    return Series(x_label="guesses a pass", x=GAMMAS, unit=Ratio, lines=lines)


@computed(source=f"{PAPER}, section 3.5: the γ of the greatest speed-up")
def speculation_best_gamma() -> Table:
    """How many guesses are best at an acceptance of 0.8 and a draft of 5% of a step, by what a row of a pass costs."""
    free, dear = ([1 + gamma * row for gamma in GAMMAS] for row in (0.0, 1 / 3))
    best_free, best_dear = (best_gamma(ALPHA, draft_cost=DRAFT, pass_costs=costs) for costs in (free, dear))
    return Table(
        acceptance=Ratio(ALPHA),
        draft_cost=Ratio(DRAFT),
        gamma_free=Count(best_free),
        speedup_free=Ratio(
            speculative_speedup(ALPHA, best_free, draft_cost=DRAFT, pass_cost=free[best_free]), digits=3
        ),
        gamma_dear=Count(best_dear),
        speedup_dear=Ratio(
            speculative_speedup(ALPHA, best_dear, draft_cost=DRAFT, pass_cost=dear[best_dear]), digits=3
        ),
    )


@published(source=f"{PAPER}, section 4: T5-XXL with T5-small as draft")
def speculation_stated() -> Table:
    """T5-XXL with T5-small as draft: how many times faster, translating and summarising, greedy and sampled."""
    return Table(
        translation_greedy=Ratio(3.4),
        translation_sampled=Ratio(2.6),
        summary_greedy=Ratio(3.1),
        summary_sampled=Ratio(2.3),
    )


@published(
    source="Saxena, 2023, github.com/apoorvumang/prompt-lookup-decoding: Mistral-7B, n-grams of up to 3, 10 guesses"
)
def lookup_stated() -> Table:
    """Prompt lookup where an answer repeats its input: how many times faster, from and to."""
    return Table(low=Ratio(2), high=Ratio(4))
