"""Clients that come by chance, in bursts or evenly; and one run to which four tools give four times a token.

Served by the engine's continuous batching on a virtual clock, so that the same flags always give the same numbers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from random import Random

from engine.load.arrivals import Open
from engine.load.definitions import guidellm, llmperf, vllm
from engine.load.record import Record
from engine.serving.load import long_tailed_lengths
from engine.serving.metrics import percentile
from engine.serving.request import Request
from engine.serving.scheduler import Limits
from engine.serving.simulate import StepCost, simulate
from engine.units import Count, Seconds, TokensPerSecond
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

BURSTINESS = 1.0  # 1: clients know nothing of each other (Poisson); less: they come in bursts; more: evenly
PIECE = 1  # tokens that the server sends at a time
STEP, ROW = 0.02, 0.001  # seconds: reading the weights, and what each row adds
SAME = 1e-9  # seconds


def comes(n, rate, chance):
    """When each of n clients comes, so many a second on average."""
    now = 0.0
    for _ in range(n):
        yield now
        now += chance.gammavariate(BURSTINESS, 1 / (rate * BURSTINESS))


def a_token(sent, pieces, tokens):
    """Seconds a token of one answer, as three tools have it. aiperf means vLLM's, and calls it ITL."""
    first, last = pieces[0], pieces[-1]
    return {
        "vllm_tpot": (last - first) / (tokens - 1),
        "guidellm_tpot": (last - sent) / tokens,
        "llmperf_itl": (last - sent) / len(pieces),
    }


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clients", type=positive, default=200)
    parser.add_argument("--rate", type=float, default=8.0, help="clients that come in a second")
    parser.add_argument("--rows", type=positive, default=16, help="answers that get a token at each step")
    parser.add_argument("--answer", type=positive, default=32, help="tokens of an answer on average; a few are long")
    parser.add_argument("--seed", type=seed, default=123, help="of arrivals and lengths")


def table(args: argparse.Namespace) -> Report:
    """One load: what clients wait, what is made, and what a token takes by whose definition."""
    if not args.rate > 0:
        raise ValueError(f"--rate={args.rate}: nobody comes; more than 0 is needed")
    times = [*comes(args.clients, args.rate, Random(args.seed))]
    lengths = [1 + n for n in long_tailed_lengths(args.clients, float(args.answer), args.seed)]  # two at least
    asked = [
        Request(id=str(i), prompt=(0,), max_new_tokens=length, arrives=at)
        for i, (at, length) in enumerate(zip(times, lengths, strict=True))
    ]
    answers = simulate(asked, StepCost(step=STEP, row=ROW), limits=Limits(max_rows=args.rows)).times
    seen = [
        Record(i, one.start, chunks=told(one.stamps), answer_tokens=len(one.stamps)) for i, one in enumerate(answers)
    ]
    mine = [a_token(one.sent, one.chunks, one.answer_tokens) for one in seen]
    waits = vllm(seen)["ttft"]
    duration = max(one.stamps[-1] for one in answers) - times[0]
    title = f"{args.clients} clients, {args.rate:g} a second, burstiness {BURSTINESS:g}, tokens a piece: {PIECE}"
    figures = estimate(
        title,
        tokens=Count(sum(lengths)),
        throughput=TokensPerSecond(sum(lengths) / duration, digits=3),
        ttft_p50=Seconds(percentile(waits, 50), digits=3),
        ttft_p95=Seconds(percentile(waits, 95), digits=3),
        vllm_itl=Seconds(statistics.fmean(vllm(seen)["itl"]), digits=3),
        **{name: Seconds(statistics.fmean(one[name] for one in mine), digits=3) for name in mine[0]},
    )
    theirs = {
        "vllm_tpot": vllm(seen)["tpot"],
        "guidellm_tpot": guidellm(seen)["tpot"],
        "llmperf_itl": llmperf(seen)["itl"],
    }
    arrivals = Open(rate=args.rate, burstiness=BURSTINESS).times(args.clients, args.seed)
    alike = all(abs(a - b) < SAME for a, b in zip(times, arrivals, strict=True))
    claims = {"arrivals_are_the_engines": ("Clients come when `coursewright load` would send them.", alike)}
    for name, values in theirs.items():
        same = all(abs(one[name] - value) < SAME for one, value in zip(mine, values, strict=True))
        claims[f"{name}_is_theirs"] = (f"The engine's reading of that tool says the same of each answer: {name}.", same)
    return joined(title, [figures, claimed(claims)])


def told(stamps):
    """When pieces of text come, each with its last token; the answer's last piece may be shorter."""
    return [*stamps[PIECE - 1 :: PIECE], *([stamps[-1]] if len(stamps) % PIECE else [])]


LAB = Lab(
    says=__doc__,
    facts=("arrival_kinds", "arrival_bursts", "four_tpots"),
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
