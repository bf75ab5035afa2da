"""Plot memory over the length of the text: full attention, a mix of three delta layers to one, delta alone."""

import argparse
import sys

from engine.facts.delta import delta_by_length
from labs.lab import Lab
from labs.plot import curves


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    return curves(delta_by_length(), "A state of fixed size against a cache that grows", "GB")


LAB = Lab(says=__doc__, facts=("delta_estimate", "delta_break_even", "qwen3_next"), figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
