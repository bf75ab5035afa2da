"""A tensor in a file: known by place, type and shape before anything of it is read."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from torch import Tensor

from engine.checkpoint_files.boundary import brief
from engine.kernels.packed import Part


class Stored(Protocol):
    """One tensor of a checkpoint. Its values come from the file when `read` is called, and go with what it returns.

    `blocks` are a quantised matrix as the file has it, or None where only its values can be used.
    `unreadable` is why that cannot be, where it cannot: a file may hold tensors that nobody asks for.
    """

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def unreadable(self) -> str: ...

    def read(self) -> Tensor: ...

    def blocks(self) -> Part | None: ...


Tensors = Mapping[str, Stored]
"""All tensors of a checkpoint by name, from one file or many."""


def mapped(path: Path, offset: int, nbytes: int) -> memoryview:
    """A part of a file as memory. Nothing is copied, and the mapping ends with the last tensor that looks at it."""
    start = offset - offset % mmap.ALLOCATIONGRANULARITY
    with path.open("rb") as file:
        pages = mmap.mmap(file.fileno(), offset - start + nbytes, access=mmap.ACCESS_COPY, offset=start)
    return memoryview(pages)[offset - start :]


def check_apart(path: Path, spans: Iterable[tuple[int, int, str]]) -> None:
    """Raises ValueError if two tensors, each from a byte to before another, share bytes of a file."""
    before, last = 0, ""
    for begin, end, name in sorted(spans):
        if begin < before and begin < end:
            raise ValueError(f"{path}: tensors {brief(last)} and {brief(name)} overlap at byte {begin:,}")
        if end > before:
            before, last = end, name


def cut_short(path: Path, name: str, end: int) -> ValueError:
    """The error to raise for a tensor that the file is too short to hold."""
    return ValueError(f"{path} is cut short: tensor {brief(name)} ends at byte {end:,} of {path.stat().st_size:,}")
