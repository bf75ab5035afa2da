"""How many experts a batch wakes up: the weights that one step must read (computed, not run)."""

import argparse
import sys

from engine.facts.moe import experts_read
from labs.plot import curves
from labs.report import Lab


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    return curves(experts_read(), "A larger batch wakes more experts", "n", log=True)


LAB = Lab(says=__doc__, facts=("experts_read", "mixtral"), figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
