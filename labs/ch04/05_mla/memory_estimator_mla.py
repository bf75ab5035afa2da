"""How much memory latent attention saves: one small vector a token in place of keys and values."""

import argparse
import sys

from engine.config import LatentConfig
from engine.cost.kv_cache import kv_cache_bytes
from engine.facts.mla import ESTIMATOR, ESTIMATOR_MLA, SEQ_LEN
from engine.units import Count, Ratio
from labs.lab import Lab
from labs.report import Report
from labs.shape import add_shape, estimate, shape_of

LATENT = ESTIMATOR_MLA.mla


def options(parser: argparse.ArgumentParser) -> None:
    assert LATENT is not None
    add_shape(parser, ESTIMATOR, seq_len=SEQ_LEN)
    parser.add_argument("--kv-latent", type=int, default=LATENT.kv_latent, help="numbers in the latent of a token")
    parser.add_argument("--rope-dim", type=int, default=LATENT.rope_dim, help="numbers in its rotary key")


def table(args: argparse.Namespace) -> Report:
    model = shape_of(args, ESTIMATOR).replace(layers=("full",), mla=None)
    latent = LatentConfig(
        kv_latent=args.kv_latent, rope_dim=args.rope_dim, nope_dim=model.head_dim, v_dim=model.head_dim
    )
    size = {"seq_len": args.seq_len, "batch": args.batch, "dtype": args.dtype}
    full = kv_cache_bytes(model, **size)
    compressed = kv_cache_bytes(model.replace(layers=("latent",), mla=latent), **size)
    return estimate(
        f"KV cache for {args.batch} × {args.seq_len:,} tokens in {args.dtype}",
        numbers_a_token_and_layer_full=Count(2 * model.n_kv_heads * model.head_dim),
        numbers_a_token_and_layer_MLA=Count(args.kv_latent + args.rope_dim),
        cache_without_MLA=full,
        cache_with_MLA=compressed,
        times_smaller=Ratio(full / compressed),
    )


LAB = Lab(
    says=__doc__, facts=("mla_estimate", "deepseek_cache", "mla_latent", "cached_values"), options=options, table=table
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
