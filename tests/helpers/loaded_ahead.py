"""Loads SmolLM2 and GPT-2's tokenizer when it is imported: each fork of this process has them at once.

A fork may change its model: its memory is its own, and when it asks a second time it reads the file as ever. The ranks
of a team are forks of it too, where elsewhere a server of their own loads PyTorch for them.
"""

from __future__ import annotations

import gc
import multiprocessing
from contextlib import suppress
from pathlib import Path

import torch

from engine import pretrained
from engine.model import GPT
from engine.parallel import pipeline, team, tensor  # noqa: F401  # what ranks load
from engine.tokenizer import gpt2_tokenizer

NAME, DTYPE = "smollm2-135m", torch.float32
_read = pretrained.load
_kept: dict[Path, GPT] = {}


def load(path: Path, *, dtype: torch.dtype | None = None, device: str = "cpu") -> GPT:
    kept = _kept.pop(path, None) if (dtype, device) == (DTYPE, "cpu") else None
    return kept or _read(path, dtype=dtype, device=device)


team._context = lambda _: multiprocessing.get_context("fork")
with suppress(FileNotFoundError):  # whoever asks for it is told what to install
    gpt2_tokenizer()
with suppress(FileNotFoundError):
    where = pretrained.find(NAME)
    _kept[where] = _read(where, dtype=DTYPE)
    pretrained.load = load
gc.freeze()  # no fork need walk over what is loaded by now, and so have it copied
