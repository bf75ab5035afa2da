"""Plot the KV cache over the number of K/V sets."""

import argparse
import sys

from engine.facts.gqa import gqa_by_kv_heads
from labs.lab import Lab
from labs.plot import curves


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    return curves(gqa_by_kv_heads(), "Fewer K/V sets, a smaller cache", "GB", log=True)


LAB = Lab(says=__doc__, facts=("gqa_by_kv_heads",), figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
