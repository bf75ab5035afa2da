"""How much memory a sliding window saves, as local layers cache the window only; and what short ones cost in loss."""

import argparse
import sys

from engine.cost.kv_cache import kv_cache_bytes
from engine.facts.gqa import SEQ_LEN, estimator_model
from engine.facts.window import WINDOW
from engine.units import Ratio
from labs.lab import Lab
from labs.report import Report
from labs.shape import add_shape, estimate, shape_of

MODEL = estimator_model(n_kv_heads=32)


def options(parser: argparse.ArgumentParser) -> None:
    add_shape(parser, MODEL, seq_len=SEQ_LEN)
    parser.add_argument("--window", type=int, default=WINDOW, help="tokens that a local layer sees")
    parser.add_argument("--local", type=int, default=5, help="local layers in a row before each global one")


def table(args: argparse.Namespace) -> Report:
    model = shape_of(args, MODEL).replace(layers=("full",), window=None)
    if args.local < 1:
        raise ValueError(f"--local={args.local}: at least one layer in the pattern must be local")
    windowed = model.replace(layers=("window",) * args.local + ("full",), window=args.window)
    size = {"seq_len": args.seq_len, "batch": args.batch, "dtype": args.dtype}
    full, short = kv_cache_bytes(model, **size), kv_cache_bytes(windowed, **size)
    return estimate(
        f"KV cache for {args.batch} × {args.seq_len:,} tokens in {args.dtype}, window {args.window:,}",
        cache_without_a_window=full,
        cache_with_the_window=short,
        with_a_mask_but_no_ring_cache=kv_cache_bytes(windowed, **size, policy="masked"),
        times_smaller=Ratio(full / short),
    )


LAB = Lab(
    says=__doc__,
    facts=("window_estimate", "mistral_window", "window_short_text", "window_quality"),
    options=options,
    table=table,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
