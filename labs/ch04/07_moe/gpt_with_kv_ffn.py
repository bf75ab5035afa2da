"""The dense feed-forward layer at work: the yardstick for a mixture of experts."""

import argparse
import sys

from engine.facts.settings import DENSE
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, DENSE, kv_heads=False, real=False)


def table(args: argparse.Namespace) -> Report:
    return run(args, DENSE)


LAB = Lab(says=__doc__, facts=("moe_run",), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
