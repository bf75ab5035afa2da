"""A sliding window at work: local layers keep a ring of the last tokens; and what a window costs in quality."""

import argparse
import sys

from engine.facts.settings import WINDOWED
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, WINDOWED, kv_heads=False, real=False)


def table(args: argparse.Namespace) -> Report:
    return run(args, WINDOWED)


LAB = Lab(says=__doc__, facts=("window_run", "window_quality", "mistral_window"), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
