"""A mixture of experts at work: a router sends each token to a few of them."""

import argparse
import sys

from engine.facts.settings import SPARSE
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, SPARSE, kv_heads=False, real=False)


def table(args: argparse.Namespace) -> Report:
    return run(args, SPARSE)


LAB = Lab(says=__doc__, facts=("moe_run", "experts_read", "mixtral"), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
