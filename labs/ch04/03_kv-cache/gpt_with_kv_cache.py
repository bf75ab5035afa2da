"""The same GPT with a KV cache: the prompt once, then one token at a time."""

import argparse
import sys

from engine.presets import KV_LAB
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, KV_LAB)


def table(args: argparse.Namespace) -> Report:
    return run(args, KV_LAB, cached=True)


LAB = Lab(says=__doc__, facts=("decode_cache", "cache_reuse_run"), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
