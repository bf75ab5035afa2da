"""The same GPT with a KV cache: the prompt once, then one token at a time."""

import argparse
import sys

from engine.presets import KV_LAB
from labs.decoding import add_run, attention_map, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, KV_LAB)


def table(args: argparse.Namespace) -> Report:
    return run(args, KV_LAB, cached=True)


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    return attention_map(args, KV_LAB)


LAB = Lab(says=__doc__, facts=("decode_cache", "cache_reuse_run"), options=options, table=table, figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
