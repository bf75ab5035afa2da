"""How many users a card holds, what a million tokens cost on it, and which of several cards is the cheapest.

At best, by the roofline: no step is slower than the card's memory or arithmetic makes it, and nothing else takes time.
"""

from __future__ import annotations

import argparse
import sys

from engine.cost.capacity import reserve_for
from engine.cost.dtypes import DTYPE_BYTES
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.narrow import held_bytes
from engine.economics.pace import Load, largest, pace
from engine.economics.setup import Setup
from engine.facts.money import DOLLARS, RENT
from engine.presets import PRESETS, hardware, preset
from engine.units import Count, Quantity, Ratio, Seconds, TokensPerSecond
from labs.lab import Lab, positive
from labs.report import Report, claimed, joined
from labs.shape import estimate

MODEL = "llama-2-7b"
SHAPE = ("n_layers", "n_heads", "n_kv_heads", "head_dim", "d_model", "d_ff")
FEW = 4
RESERVE = 0.1  # of the memory, kept free
UTILISATION = 1.0  # share of the paid time in which the card works


def users(memory, weights, request):
    """Requests that fit beside the weights, where each keeps room for its longest."""
    return int((memory * (1 - RESERVE) - weights) // request)


def cost_of_a_million(price, rate):
    """What a million tokens cost at a price an hour, made so many a second while the card works."""
    return price / 3600 * 1_000_000 / (rate * UTILISATION)


def priced(text: str) -> tuple[str, float]:
    """`h100-sxm=2.5`: a card, and what it costs an hour."""
    name, _, price = text.partition("=")
    try:
        return hardware(name).name, float(price)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}; such as h100-sxm=2.5") from None


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=sorted(PRESETS), default=MODEL, metavar="NAME")
    for name in SHAPE:
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, type=positive, default=getattr(preset(MODEL), name), help="instead of the model's")
    parser.add_argument("--card", default="rtx-4090", help="a card of engine/data/hardware.yaml, for users")
    parser.add_argument("--price", type=priced, nargs="+", metavar="CARD=PRICE", help="cards, and what an hour costs")
    parser.add_argument("--prompt", type=positive, default=1792, help="tokens")
    parser.add_argument("--answer", type=positive, default=256, help="tokens")
    parser.add_argument("--dtype", choices=sorted(DTYPE_BYTES), default="bf16", help="type of the weights")
    parser.add_argument("--cache-dtype", choices=sorted(DTYPE_BYTES), default="bf16")
    parser.add_argument("--limit", type=float, default=0.05, help="seconds within which each user gets a token")


def table(args: argparse.Namespace) -> Report:
    model = preset(args.model).replace(**{name: getattr(args, name) for name in SHAPE if name in args.given})
    card, load = hardware(args.card), Load(prompt=args.prompt, new_tokens=args.answer)
    types = {"dtype": args.dtype, "cache_dtype": args.cache_dtype}
    weights = held_bytes(model, dtype=args.dtype)
    request = kv_cache_bytes(model, seq_len=load.length, dtype=args.cache_dtype)
    here = Setup(model=model, card=card, reserve=RESERVE, **types)
    mine, theirs = max(0, users(card.memory, weights, request)), here.users(load.length)
    rows: dict[str, Quantity] = {
        "memory": card.memory,
        "weights": weights,
        "a_request": request,
        "users": Count(mine),
    }
    if mine >= FEW:
        above, _ = reserve_for(model, card, requests=FEW, seq_len=load.length, **types)
        rows["kept_free_where_only_four_fit"] = Ratio(above, digits=3)
    for name, price in (dict(args.price) if args.price else RENT).items():
        setup = Setup(model=model, card=hardware(name), reserve=RESERVE, **types)
        most, prefix = int(largest(setup, load, limit=args.limit)), name.replace("-", "_")
        if not most:
            raise ValueError(f"not one request of {load.length} tokens fits on {name} and gets its tokens in time")
        found = pace(setup, load, most)
        rows |= {
            f"{prefix}_at_once": Count(most),
            f"{prefix}_gap": Seconds(found.gap, digits=3),
            f"{prefix}_rate": TokensPerSecond(found.rate, digits=3),
            f"{prefix}_cost": DOLLARS(cost_of_a_million(price, found.rate), digits=3),
        }
    title = f"{args.model}, {load.length:,} tokens a user on {args.card}, {RESERVE:.0%} kept free; a million tokens"
    same = {"users_are_the_engines": ("`coursewright estimate capacity` says as many users.", mine == theirs)}
    return joined(title, [estimate(title, **rows), claimed(same)])


LAB = Lab(
    says=__doc__,
    facts=("four_users", "more_users", "best_for_users", "card_bandwidth_wrong", "card_users", "card_worth",
           "million_tokens_cost", "split_cost"),
    options=options,
    table=table,
    always=True,
)  # fmt: skip

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
