"""Guess tokens with one distribution and keep those that another allows: the text is the second's, in fewer passes."""

import argparse
import random
import sys

from engine.cost.speculation import expected_tokens
from engine.units import Count, Number, Ratio
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

TARGET = (0.50, 0.30, 0.15, 0.05)  # what the large model thinks of each of four tokens, at every place
DRAFT = (0.20, 0.30, 0.30, 0.20)  # what the small one thinks
NEAR = 0.01  # some four standard deviations of a share that is counted


def one_pass(p, q, gamma, chance):
    """What one pass of the target gives: the guesses that stay, and one token more."""
    guesses = [drawn(q, chance) for _ in range(gamma)]  # the target now reads all of them at once
    kept = []
    for token in guesses:
        if chance.random() >= p[token] / q[token]:
            more = [max(0, a - b) for a, b in zip(p, q, strict=True)]
            return [*kept, drawn(more, chance)]  # from what the target has more of
        kept.append(token)
    return [*kept, drawn(p, chance)]  # all stay, and behind them the target has spoken too


def drawn(weights, chance):
    """A token, each as often as its weight says."""
    return chance.choices(range(len(weights)), weights)[0]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gamma", type=positive, default=3, help="guesses a pass")
    parser.add_argument("--passes", type=positive, default=30_000)
    parser.add_argument("--seed", type=seed, default=123)


def table(args: argparse.Namespace) -> Report:
    """Many passes: how often guesses stay, how many tokens a pass gives, and which."""
    chance = random.Random(args.seed)
    passes = [one_pass(TARGET, DRAFT, args.gamma, chance) for _ in range(args.passes)]
    single = [one_pass(TARGET, DRAFT, 1, chance) for _ in range(args.passes)]
    text = [token for tokens in passes for token in tokens]
    shares = [text.count(token) / len(text) for token in range(len(TARGET))]
    furthest = max(abs(share - p) for share, p in zip(shares, TARGET, strict=True))
    alpha = sum(map(min, TARGET, DRAFT))
    tokens, expected = len(text) / len(passes), expected_tokens(alpha, args.gamma)
    title = f"{args.passes:,} passes of up to {args.gamma} guesses over four tokens"
    counts = estimate(
        title,
        shared_by_both=Ratio(alpha),
        a_single_guess_stays=Ratio(sum(len(tokens) - 1 for tokens in single) / len(single), digits=3),
        tokens_a_pass=Number(tokens, digits=3),
        tokens_expected=Number(expected, digits=3),
        tokens_made=Count(len(text)),
        furthest_from_the_target=Ratio(furthest, digits=2),
    )
    claims = {
        "is_the_targets": ("Each token is as frequent as the target alone would have made it.", furthest < NEAR),
        "is_as_expected": ("A pass gives as many tokens as the formula says.", abs(tokens / expected - 1) < NEAR),
    }
    return joined(title, [counts, claimed(claims)])


LAB = Lab(
    says=__doc__,
    facts=("speculation_tokens", "bigram_speculation", "speculation_arithmetic"),
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
