"""Latent attention at work: one short vector a token, read as it is at every decode step."""

import argparse
import sys

from engine.facts.settings import ROTARY_MLA
from labs.decoding import add_run, run
from labs.report import Lab, Report


def options(parser: argparse.ArgumentParser) -> None:
    add_run(parser, ROTARY_MLA, kv_heads=False, real=False)


def table(args: argparse.Namespace) -> Report:
    return run(args, ROTARY_MLA)


LAB = Lab(says=__doc__, facts=("mla_run", "mla_latent", "cached_values"), options=options, table=table)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
