"""Loads SmolLM2 and GPT-2's tokenizer when it is imported: each fork of this process has them at once.

A fork may change its model: its memory is its own, and when it asks a second time it reads the file as ever. The server
that multiprocessing starts for a team of ranks is a fork too: else it would load PyTorch again.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import util
from pathlib import Path

import torch

from engine import pretrained
from engine.model import GPT
from engine.parallel import pipeline, tensor  # noqa: F401  # what ranks load
from engine.tokenizer import gpt2_tokenizer

NAME, DTYPE = "smollm2-135m", torch.float32
_read, _spawned = pretrained.load, util.spawnv_passfds
_kept: dict[Path, GPT] = {}


def load(path: Path, *, dtype: torch.dtype | None = None, device: str = "cpu") -> GPT:
    kept = _kept.pop(path, None) if (dtype, device) == (DTYPE, "cpu") else None
    return kept or _read(path, dtype=dtype, device=device)


def spawned(path: str, arguments: Sequence[str], kept: Sequence[int]) -> int:
    """A process of multiprocessing's own; that which is copied for others begins with what is loaded here."""
    if not arguments[-1].startswith("from multiprocessing.forkserver import main;"):
        return _spawned(path, arguments, kept)
    if child := os.fork():
        return child
    for end in {*range(3, 256)} - {*kept}:
        with suppress(OSError):
            os.close(end)
    exec(arguments[-1], {})
    os._exit(0)


util.spawnv_passfds = spawned
with suppress(FileNotFoundError):  # whoever asks for it is told what to install
    gpt2_tokenizer()
with suppress(FileNotFoundError):
    where = pretrained.find(NAME)
    _kept[where] = _read(where, dtype=DTYPE)
    pretrained.load = load
gc.freeze()  # no fork need walk over what is loaded by now, and so have it copied
