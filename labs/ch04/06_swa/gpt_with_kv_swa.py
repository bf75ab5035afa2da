"""What a window keeps of a long text, by the size of the window (computed, not run)."""

import argparse
import sys

from engine.facts.window import window_by_size
from labs.plot import curves
from labs.report import Lab


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    return curves(window_by_size(), "A longer window, a larger cache", "GB", log=True)


LAB = Lab(says=__doc__, facts=("window_by_size", "mistral_window"), figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
