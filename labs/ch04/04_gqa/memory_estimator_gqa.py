"""How much memory grouped-query attention saves: the KV cache with fewer K/V sets than query heads."""

import argparse
import sys

from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.facts.gqa import SEQ_LEN, estimator_model
from engine.units import Count, Ratio
from labs.lab import Lab
from labs.report import Report
from labs.shape import add_shape, estimate, shape_of

MODEL = estimator_model(n_kv_heads=8)


def options(parser: argparse.ArgumentParser) -> None:
    add_shape(parser, MODEL, seq_len=SEQ_LEN)


def table(args: argparse.Namespace) -> Report:
    model = shape_of(args, MODEL)
    full = model.replace(n_kv_heads=model.n_heads)
    size = {"seq_len": args.seq_len, "batch": args.batch, "dtype": args.dtype}
    mha, gqa = kv_cache_bytes(full, **size), kv_cache_bytes(model, **size)
    return estimate(
        f"KV cache for {args.batch} × {args.seq_len:,} tokens in {args.dtype}",
        query_heads_per_KV_set=Count(model.queries_per_kv_head),
        cache_with_MHA=mha,
        cache_with_GQA=gqa,
        times_smaller=Ratio(mha / gqa),
        added_by_each_token=bytes_per_token(model, dtype=args.dtype),
    )


LAB = Lab(says=__doc__, facts=("gqa_estimate", "kv_cache_gqa_4k", "kv_cache_mha_4k"), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
