"""The baseline: a GPT that reads its whole text again for every new token."""

import argparse
import sys

from engine.presets import KV_LAB
from labs.decoding import add_run, attention_map, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, KV_LAB)


def table(args: argparse.Namespace) -> Report:
    return run(args, KV_LAB, cached=False)


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    return attention_map(args, KV_LAB)


LAB = Lab(says=__doc__, facts=("decode_cache",), options=options, table=table, figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
