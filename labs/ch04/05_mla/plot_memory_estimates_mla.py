"""Plot the KV cache over the length of the text: full attention and latent attention."""

import argparse
import sys

from engine.cost.kv_cache import kv_cache_bytes
from engine.facts.mla import ESTIMATOR, ESTIMATOR_MLA, SEQ_LEN
from engine.units import Bytes, Series
from labs.lab import Lab
from labs.plot import curves


def figure(args: argparse.Namespace):  # type: ignore[no-untyped-def]  # matplotlib ships no types we use
    lengths = tuple(SEQ_LEN // 8 * step for step in (1, 2, 4, 6, 8))
    models = {"MHA": ESTIMATOR, "MLA": ESTIMATOR_MLA}
    lines = {name: tuple(kv_cache_bytes(model, seq_len=n) for n in lengths) for name, model in models.items()}
    return curves(Series("tokens in the sequence", lengths, Bytes, lines), "A latent keeps the cache small", "GB")


LAB = Lab(says=__doc__, facts=("mla_estimate",), figure=figure)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
