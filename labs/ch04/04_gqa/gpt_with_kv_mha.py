"""Multi-head attention: every query head keeps keys and values of its own."""

import argparse
import sys

from engine.facts.settings import LAB_MHA
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, LAB_MHA, real=False)


def table(args: argparse.Namespace) -> Report:
    return run(args, LAB_MHA, cached=True)


LAB = Lab(says=__doc__, facts=("gqa_run",), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
