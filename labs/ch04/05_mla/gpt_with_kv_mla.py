"""What latent attention caches for each token, and what a published model gains by it (computed, not run)."""

import sys

from labs.report import Lab

LAB = Lab(says=__doc__, facts=("mla_latent", "cached_values", "deepseek_cache"))

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
