"""How long tea must stand: the deck's numbers once more, and those of your own cup."""

import argparse
import sys

from engine.units import unit
from facts.tea import RATE, temperature, waiting
from labs.lab import Lab
from labs.report import Report
from labs.shape import estimate

YOUR_CUP = RATE  # how fast it loses heat, a minute
LOOKED_AFTER = 10  # minutes


def table(_: argparse.Namespace) -> Report:
    return estimate(
        "Your cup",
        its_tea_then=unit("°C")(temperature(LOOKED_AFTER, YOUR_CUP)),
        drinkable_after=unit("minutes")(waiting(YOUR_CUP)),
    )


LAB = Lab(says="How long tea must stand", facts=("tea",), table=table, always=True)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
