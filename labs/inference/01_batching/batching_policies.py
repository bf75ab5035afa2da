"""Batching policies step by step: who may join a batch, what its rows cost, and how long users wait."""

import argparse
import sys
from dataclasses import dataclass, field
from random import Random

from engine.serving.metrics import percentile
from engine.serving.request import Request
from engine.serving.scheduler import Limits
from engine.serving.simulate import StepCost, simulate
from engine.units import Count, Number, Quantity, Seconds, TokensPerSecond
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

ROWS = 8  # of a batch
STEP, ROW = 0.02, 0.001  # seconds: reading the weights, and what each row adds
SAME = 1e-9  # seconds


@dataclass
class User:
    """Asks at a moment for an answer of a length; `times` is when its tokens came."""

    arrives: float
    length: int
    times: list[float] = field(default_factory=list)


def naive(there, to_come, running):
    """One at a time."""
    return running == 0


def static(there, to_come, running):
    """A batch begins when it is full, or when all have come, and nobody joins it later."""
    return running == 0 and (there >= ROWS or there == to_come)


def continuous(there, to_come, running):
    """At every step."""
    return True


def serve(users, may_join, rows):
    """Steps until the last answer is made: how many there were, how many rows batches held in all, and the end."""
    now, steps, held, coming, batch, batch_size = 0.0, 0, 0, list(users), [], 0
    while coming or batch:
        there = sum(user.arrives <= now for user in coming)
        if may_join(there, len(coming), len(batch)):
            joining = min(there, rows - len(batch))
            batch, coming = batch + coming[:joining], coming[joining:]
            batch_size = len(batch)  # what the batch holds until somebody may join again
        if not batch:
            now = coming[there].arrives  # nobody to serve before
            continue
        now, steps, held = now + STEP + ROW * len(batch), steps + 1, held + batch_size
        for user in batch:
            user.times.append(now)
        batch = [user for user in batch if len(user.times) < user.length]
    return steps, held, now


def length(share, longest):
    """The answer that so large a share of all are shorter than: every length as often as any other."""
    return 1 + int(longest * share)


def users_of(args):
    """So many users, whose answers have all lengths; they come when they like, so many a second on average."""
    chance, now, users = Random(args.seed), 0.0, []
    shares = [i / args.users for i in range(args.users)]
    chance.shuffle(shares)
    for share in shares:
        now += chance.expovariate(args.rate)
        users.append(User(now, length(share, args.longest)))
    return users


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--users", type=positive, default=200)
    parser.add_argument("--rate", type=float, default=8.0, help="users that come in a second")
    parser.add_argument("--longest", type=positive, default=64, help="tokens of the longest answer")
    parser.add_argument("--seed", type=seed, default=123, help="of arrivals and lengths")


def table(args: argparse.Namespace) -> Report:
    """The same users under each policy, and whether the engine's scheduler says the same of them."""
    if not args.rate > 0:
        raise ValueError(f"--rate={args.rate}: nobody comes; more than 0 is needed")
    found: dict[str, Quantity] = {"tokens": Count(sum(user.length for user in users_of(args)))}
    claims = {}
    for rule, rows in ((naive, 1), (static, ROWS), (continuous, ROWS)):
        users, name = users_of(args), rule.__name__
        steps, held, end = serve(users, rule, rows)
        waits = [user.times[0] - user.arrives for user in users]
        found |= {
            f"{name}_steps": Count(steps),
            f"{name}_held_over_made": Number(held / found["tokens"], digits=3),
            f"{name}_throughput": TokensPerSecond(found["tokens"] / (end - users[0].arrives), digits=3),
            f"{name}_ttft_p95": Seconds(percentile(waits, 95), digits=3),
        }
        says = f"The engine's scheduler gives each user the same waits: {name}."
        claims[f"{name}_is_the_engines"] = (says, same_as_the_engine(users, rule, rows))
    title = f"{args.users} users, {args.rate:g} a second, answers of up to {args.longest} tokens, {ROWS} rows"
    return joined(title, [estimate(title, **found), claimed(claims)])


def same_as_the_engine(users, rule, rows):
    """Whether `engine.serving`, on a virtual clock, gives every token at the same moment."""
    policy = "continuous" if rule is continuous else "static"
    asked = [
        Request(id=str(i), prompt=(0,), max_new_tokens=user.length, arrives=user.arrives)
        for i, user in enumerate(users)
    ]
    limits = Limits(max_rows=rows)
    theirs = simulate(asked, StepCost(step=STEP, row=ROW), policy=policy, limits=limits).times
    return all(
        abs(a - b) < SAME
        for user, times in zip(users, theirs, strict=True)
        for a, b in zip(user.times, times.stamps, strict=True)
    )


LAB = Lab(
    says=__doc__,
    facts=("static_batching_paid", "batching_policies", "chunked_prefill", "preemption_rereads", "batching_run"),
    claims={"batching_run": "Continuous batching serves more than one at a time does, and its users wait less."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
