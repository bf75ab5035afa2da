"""How many parameters a mixture of experts keeps, and how many work for one token."""

import argparse
import sys

from engine.config import MoeConfig
from engine.cost.parameters import parameters
from engine.facts.moe import DENSE, SPARSE
from engine.units import Ratio
from labs.lab import Lab
from labs.report import Report
from labs.shape import estimate

MOE = SPARSE.moe


def options(parser: argparse.ArgumentParser) -> None:
    assert MOE is not None
    parser.add_argument("--d-model", type=int, default=DENSE.d_model)
    parser.add_argument("--d-ff", type=int, default=DENSE.d_ff, help="width of the dense layer that is cut up")
    parser.add_argument("--n-experts", type=int, default=MOE.n_experts)
    parser.add_argument("--top-k", type=int, default=MOE.top_k, help="experts that work for a token")


def table(args: argparse.Namespace) -> Report:
    if args.d_ff % args.n_experts:
        raise ValueError(f"--d-ff={args.d_ff} cannot be cut into --n-experts={args.n_experts} equal experts")
    dense = DENSE.replace(d_model=args.d_model, d_ff=args.d_ff)
    experts = MoeConfig(n_experts=args.n_experts, top_k=args.top_k, d_ff_expert=args.d_ff // args.n_experts)
    whole, cut = parameters(dense), parameters(dense.replace(d_ff=0, moe=experts))
    active = cut.feed_forward + cut.router - (cut.total - cut.active)
    return estimate(
        "One feed-forward layer, dense and cut into experts of the same total size",
        dense=whole.feed_forward,
        all_experts=cut.feed_forward,
        router=cut.router,
        active_for_a_token=type(cut.router)(active),
        active_share=Ratio(active / whole.feed_forward),
    )


LAB = Lab(says=__doc__, facts=("moe_estimate", "mixtral", "experts_read"), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
