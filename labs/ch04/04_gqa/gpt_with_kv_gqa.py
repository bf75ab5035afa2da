"""Grouped-query attention: query heads share fewer sets of keys and values."""

import argparse
import sys

from engine.facts.settings import LAB_GQA
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, LAB_GQA, real=False)


def table(args: argparse.Namespace) -> Report:
    return run(args, LAB_GQA, cached=True)


LAB = Lab(says=__doc__, facts=("gqa_run",), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
