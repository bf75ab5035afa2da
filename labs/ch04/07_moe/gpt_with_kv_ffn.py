"""What the dense feed-forward layer costs: the yardstick for a mixture of experts (computed, not run)."""

import sys

from labs.report import Lab

LAB = Lab(says=__doc__, facts=("moe_estimate", "gpt2_flops"))

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
