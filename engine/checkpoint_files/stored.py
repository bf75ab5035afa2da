"""A tensor in a file: known by place, type and shape before anything of it is read."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from torch import Tensor


class Stored(Protocol):
    """One tensor of a checkpoint. Its values come from the file when `read` is called, and go with what it returns."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def read(self) -> Tensor: ...


Tensors = Mapping[str, Stored]
"""All tensors of a checkpoint by name, from one file or many."""


def mapped(path: Path, offset: int, nbytes: int) -> memoryview:
    """A part of a file as memory. Nothing is copied, and the mapping ends with the last tensor that looks at it."""
    start = offset - offset % mmap.ALLOCATIONGRANULARITY
    with path.open("rb") as file:
        pages = mmap.mmap(file.fileno(), offset - start + nbytes, access=mmap.ACCESS_COPY, offset=start)
    return memoryview(pages)[offset - start :]


def cut_short(path: Path, name: str, end: int) -> ValueError:
    """The error to raise for a tensor that the file is too short to hold."""
    return ValueError(f"{path} is cut short: tensor {name!r} ends at byte {end:,} of {path.stat().st_size:,}")
