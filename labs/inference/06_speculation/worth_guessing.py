"""When guessing ahead pays: how often a guess stays, what it costs, and what a pass over several tokens costs."""

from __future__ import annotations

import argparse
import sys

from engine.cost.speculation import best_gamma, expected_tokens, more_arithmetic, speculative_speedup
from engine.units import Count, Number, Ratio
from labs.lab import Lab, positive
from labs.report import Report
from labs.shape import estimate

ROW_COST = 0.1  # what each token beyond the first adds to a pass, in steps
FACTS = (
    "speculation_run",
    "lookup_run",
    "first_layers_acceptance",
    "speculation_by_pass_cost",
    "speculation_best_gamma",
    "speculation_stated",
    "lookup_stated",
)
CLAIMS = {
    "speculation_run": "A single guess stays as often as both models agree; a table of bigrams makes decoding faster.",
    "lookup_run": "Looking up the prompt gains more where the answer copies it, and a longer pass costs more.",
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--acceptance", type=float, default=0.8, help="how often a guess stays, from 0 to 1")
    parser.add_argument("--draft-cost", type=float, default=0.05, help="of a guess, in steps of the target")
    parser.add_argument("--row-cost", type=float, default=ROW_COST, help="of each token of a pass beyond the first")
    parser.add_argument("--up-to", type=positive, default=12, help="guesses a pass")


def table(args: argparse.Namespace) -> Report:
    passes = [1 + args.row_cost * gamma for gamma in range(args.up_to + 1)]
    gamma = best_gamma(args.acceptance, draft_cost=args.draft_cost, pass_costs=passes)
    with_passes, without = (
        speculative_speedup(args.acceptance, gamma, draft_cost=args.draft_cost, pass_cost=cost)
        for cost in (passes[gamma], 1.0)
    )
    return estimate(
        f"A guess stays {args.acceptance:.0%} of the time and costs {args.draft_cost:g} steps",
        best_gamma=Count(gamma),
        tokens_a_pass=Number(expected_tokens(args.acceptance, gamma), digits=3),
        pass_cost=Ratio(passes[gamma], digits=3),
        speedup=Ratio(with_passes, digits=3),
        if_a_pass_cost_a_step=Ratio(without, digits=3),
        arithmetic=Ratio(more_arithmetic(args.acceptance, gamma, draft_cost=args.draft_cost), digits=3),
    )


LAB = Lab(says=__doc__, facts=FACTS, claims=CLAIMS, options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
