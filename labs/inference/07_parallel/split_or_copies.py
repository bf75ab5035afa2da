"""When to split a model over several cards: what a step takes by link, against one card and against copies."""

from __future__ import annotations

import argparse
import sys

from engine.cost.dtypes import DTYPE_BYTES
from engine.parallel.cost import break_even, cards_needed, copies_step, pipeline_step, stream_bytes, tensor_step
from engine.parallel.interconnect import LINKS, link
from engine.parallel.schedule import bubble
from engine.presets import PRESETS, hardware, preset
from labs.lab import Lab, positive
from labs.report import Report
from labs.shape import estimate

LINK = "nvlink-4"
FACTS = (
    "parallel_run",
    "parallel_bytes",
    "split_step",
    "split_pays",
    "split_or_copies",
    "split_published",
    "split_published_why",
    "pipeline_bubble",
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=sorted(PRESETS), default="llama-3-8b", metavar="NAME")
    parser.add_argument("--card", default="h100-sxm", help="a card of engine/data/hardware.yaml")
    parser.add_argument("--link", choices=LINKS, default=LINK)
    parser.add_argument("--cards", type=positive, default=4)
    parser.add_argument("--context", type=positive, default=4096, help="tokens of each text so far")
    parser.add_argument("--texts", type=positive, default=4, help="texts at once, in all")
    parser.add_argument("--dtype", choices=sorted(DTYPE_BYTES.keys() - {"fp32"}), default="bf16")


def table(args: argparse.Namespace) -> Report:
    model, card, by = preset(args.model), hardware(args.card), link(args.link)
    run = {"size": args.cards, "context": args.context, "texts": args.texts, "dtype": args.dtype}
    heads, layers = (step(model, card, by, **run) for step in (tensor_step, pipeline_step))
    copies = copies_step(model, card, **run)
    return estimate(
        f"{args.model} in {args.dtype}, {args.texts} texts of {args.context:,} tokens on {args.cards} × {args.card}",
        "At best: each card at its roofline, no message hidden behind computing.",
        cards_that_hold_it=cards_needed(model, card, context=args.context, texts=args.texts, dtype=args.dtype),
        copies_step=copies.seconds,
        copies_rate=copies.rate,
        heads_step=heads.seconds,
        heads_talking=heads.talking,
        heads_rate=heads.rate,
        layers_step=layers.seconds,
        layers_rate=layers.rate,
        a_sum=by.all_reduce(stream_bytes(model), args.cards),
        a_sum_may_take=break_even(model, card, size=args.cards, context=args.context, dtype=args.dtype),
        idle_in_one_pass=bubble(args.cards, args.texts),
    )


CLAIMS = {"parallel_run": "Two processes make the tokens of one, and send the bytes that the formula says."}
LAB = Lab(says=__doc__, facts=FACTS, claims=CLAIMS, options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
